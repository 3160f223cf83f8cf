using MuZero.Games.ConnectFour;
using MuZero.Numerics;

namespace MuZero.Games.Tests;

/// <summary>Counts computed outside the engine (docs/ALGORITHM.md 6; terminal parents are not expanded).</summary>
public sealed class ConnectFourTests
{
    private readonly ConnectFourGame _game = new();

    [Fact]
    public void Perft_EightPlies_KnownCounts()
    {
        long[] nodes = new long[9];

        GameWalk.CountNodes(_game.NewGame(0), nodes);

        Assert.Equal([1, 7, 49, 343, 2401, 16807, 117649, 823536, 5673234], nodes);
    }

    [Fact]
    public void Hash_FirstPlies_DistinctPositionsOfOeisA212693()
    {
        HashSet<ulong>[] positions = [.. Enumerable.Range(0, 8).Select(_ => new HashSet<ulong>())];

        Collect(_game.NewGame(0), 0);

        Assert.Equal([1, 7, 49, 238, 1120, 4263, 16422, 54859], positions.Select(ply => ply.Count));

        void Collect(IGameState state, int ply)
        {
            if (positions[ply].Add(((IHashable)state).Hash) && ply < 7)
            {
                foreach (int action in state.Legal())
                {
                    state.Apply(action);
                    Collect(state, ply + 1);
                    ((IUndo)state).Undo();
                }
            }
        }
    }

    // Moves 3 3 4 4 2 2 1 (columns from 0): OpenSpiel's connect_four_test.
    [Theory]
    [InlineData(new[] { 3, 3, 4, 4, 2, 2, 1 }, 0)]
    [InlineData(new[] { 0, 1, 0, 1, 0, 1, 0 }, 0)]
    [InlineData(new[] { 0, 6, 0, 6, 0, 6, 1, 6 }, 1)]
    [InlineData(new[] { 0, 1, 1, 2, 2, 3, 2, 3, 3, 6, 3 }, 0)]
    [InlineData(new[] { 6, 5, 5, 4, 4, 3, 4, 3, 3, 0, 3 }, 0)]
    public void Apply_FourthInALine_MoverWins(int[] actions, int winner)
    {
        IGameState state = _game.After(actions[..^1]);

        Transition transition = state.Apply(actions[^1]);

        Assert.Equal(Transition.Terminated, transition);
        Assert.Equal(1.0f, state.Rewards(2)[winner]);
        Assert.Equal(-1.0f, state.Rewards(2)[1 - winner]);
    }

    [Fact]
    public void Apply_RandomGames_WinnersAsCountedOnTheRenderedBoard()
    {
        var random = new RandomStream(7);
        for (int i = 0; i < 300; i++)
        {
            IGameState state = _game.NewGame(0);
            while (state.ToPlay >= 0)
            {
                int mover = state.ToPlay;
                int[] legal = state.Legal();
                state.Apply(legal[random.Next(legal.Length)]);

                bool won = HasFour(state.Render(), "XO"[mover]);
                Assert.True(won == (state.Rewards(2)[mover] == 1.0f), $"seed 7, game {i}:\n{state.Render()}");
                Assert.True(!won || state.ToPlay == Player.Terminal);
            }
        }
    }

    [Fact]
    public void LegalActions_FullColumn_LeavesItOut() => Assert.Equal([0, 1, 2, 4, 5, 6], _game.After(3, 3, 3, 3, 3, 3).Legal());

    [Fact]
    public void BaselineAction_OpponentsThree_Blocks() => Assert.Equal(0, _game.BaselineAction(_game.After(0, 3, 0, 4, 0)));

    [Fact]
    public void Apply_FullColumn_NamesActionAndLegalOnes()
    {
        IGameState state = _game.After(3, 3, 3, 3, 3, 3);

        var error = Assert.ThrowsAny<ArgumentException>(() => state.Apply(3));

        Assert.Contains("action 3 is not legal here; legal: 0 (1), 1 (2), 2 (3), 4 (5)", error.Message);
    }

    [Fact]
    public void Observe_BothPlayers_OwnStonesFirstRowsFromTheTop()
    {
        IGameState state = _game.After(3);

        float[] first = state.Observation(_game, 0);
        float[] second = state.Observation(_game, 1);

        Assert.Equal(35 + 3, Array.IndexOf(first, 1.0f));
        Assert.Equal(42 + 35 + 3, Array.IndexOf(second, 1.0f));
        Assert.Equal(1.0f + 42, first.Sum());
        Assert.Equal(1.0f, second.Sum());
    }

    // Written apart from the bitboards: every point and direction of the text.
    private static bool HasFour(string text, char stone)
    {
        string[] rows = text.Split('\n');
        (int Down, int Right)[] directions = [(0, 1), (1, 0), (1, 1), (1, -1)];
        return directions.Any(direction => Enumerable.Range(0, 42).Any(point => Enumerable.Range(0, 4).All(step =>
        {
            (int row, int column) = ((point / 7) + (step * direction.Down), (point % 7) + (step * direction.Right));
            return row is >= 0 and < 6 && column is >= 0 and < 7 && rows[row][2 * column] == stone;
        })));
    }
}
