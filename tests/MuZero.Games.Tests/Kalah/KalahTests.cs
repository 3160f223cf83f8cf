using MuZero.Games.Kalah;

namespace MuZero.Games.Tests.Kalah;

/// <summary>Counts and values computed outside the engine; values as published by Irving, Donkers and Uiterwijk (2000).</summary>
public sealed class KalahTests
{
    private readonly KalahGame _game = new();

    [Fact]
    public void Perft_SixPliesOfSixPits_KnownCounts()
    {
        long[] nodes = new long[7];

        CountNodes(_game.NewGame(0), nodes);

        Assert.Equal([1, 6, 35, 185, 942, 4690, 23233], nodes);
    }

    [Fact]
    public void Perft_EightPliesOfThreePits_KnownCounts()
    {
        long[] nodes = new long[9];

        CountNodes(new SmallKalahGame(3).NewGame(0), nodes);

        Assert.Equal([1, 3, 9, 26, 68, 176, 398, 894, 2071], nodes);
    }

    // Won, drawn or lost for the first player, with one to six seeds in each pit.
    [Theory]
    [InlineData(1, "DLWLWD")]
    [InlineData(2, "WLLLWW")]
    [InlineData(3, "DWWW")]
    public void Solve_SmallBoards_PublishedValues(int pits, string expected)
    {
        string values = string.Concat(Enumerable.Range(1, expected.Length).Select(seeds => "LDW"[1 + Solve(pits, seeds)]));

        Assert.Equal(expected, values);
    }

    [Fact]
    public void Apply_LastSeedInTheStore_MovesAgain()
    {
        IGameState state = _game.After(2);

        Assert.Equal(0, state.ToPlay);
        Assert.Equal(1, ((KalahState)state).Store(0));
        Assert.Equal([0, 1, 3, 4, 5], state.Legal());
    }

    // f sows into the store and three pits of the other row, so that b ends in the empty f.
    [Theory]
    [InlineData(3, 7, 0)] // five seeds are opposite
    [InlineData(0, 1, 1)] // the opposite pit has just been emptied
    public void Apply_LastSeedInAnEmptyPit_CapturesIfTheOppositePitHasSeeds(int answer, int store, int left)
    {
        KalahState kalah = (KalahState)_game.After(5, answer, 1);

        Assert.Equal((store, left, 0), (kalah.Store(0), kalah.Seeds(0, 5), kalah.Seeds(1, 0)));
        Assert.Equal(1, kalah.ToPlay);
    }

    [Fact]
    public void Observe_BothPlayers_SeeTheirOwnPitsFirst()
    {
        IGameState state = _game.After(0); // 0 5 5 5 5 4 against 4 4 4 4 4 4

        float[] first = state.Observation(_game, 0), second = state.Observation(_game, 1);

        Assert.Equal(1.0f, first[0]); // no seed in a
        Assert.Equal(1.0f, first[14 + 5]);
        Assert.Equal(1.0f, second[4]);
        Assert.Equal(1.0f, second[(6 * 14) + 0]);
        Assert.Equal(12.0f, first[..168].Sum());
    }

    [Fact]
    public void BaselineAction_FirstPosition_TakesTheExtraTurn() => Assert.Equal(2, _game.BaselineAction(_game.NewGame(0)));

    private static void CountNodes(IGameState state, Span<long> nodes)
    {
        nodes[0]++;
        if (nodes.Length > 1)
        {
            foreach (int action in state.Legal())
            {
                IGameState next = state.Clone();
                next.Apply(action);
                CountNodes(next, nodes[1..]);
            }
        }
    }

    private static int Solve(int pits, int seeds)
    {
        Dictionary<ulong, int> known = [];
        return Math.Sign(Value(new KalahState(pits, seeds)));

        // The final difference of the stores, seen by the player to move.
        int Value(KalahState state)
        {
            if (known.TryGetValue(state.Hash, out int value))
            {
                return value;
            }

            int player = state.ToPlay, best = int.MinValue;
            foreach (int action in state.Legal())
            {
                KalahState next = (KalahState)state.Clone();
                next.Apply(action);
                int difference = next.Store(player) - next.Store(1 - player);
                best = Math.Max(best, next.ToPlay < 0 ? difference : next.ToPlay == player ? Value(next) : -Value(next));
            }

            return known[state.Hash] = best;
        }
    }
}
