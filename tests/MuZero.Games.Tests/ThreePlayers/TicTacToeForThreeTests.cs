using MuZero.Games.ThreePlayers;
using MuZero.Numerics;

namespace MuZero.Games.Tests.ThreePlayers;

/// <summary>Counts computed outside the engine.</summary>
public sealed class TicTacToeForThreeTests
{
    private readonly TicTacToeForThreeGame _game = new();

    [Fact]
    public void Perft_FivePlies_KnownCounts()
    {
        long[] nodes = new long[6];

        GameWalk.CountNodes(_game.NewGame(0), nodes);

        Assert.Equal([1, 16, 240, 3_360, 43_680, 524_160], nodes);
    }

    [Fact]
    public void Hash_FirstPlies_IsDifferentForEveryPosition()
    {
        HashSet<ulong>[] positions = [.. Enumerable.Range(0, 6).Select(_ => new HashSet<ulong>())];

        Collect(_game.NewGame(0), 0);

        Assert.Equal([1, 16, 240, 3_360, 21_840, 131_040], positions.Select(ply => ply.Count));

        void Collect(IGameState state, int ply)
        {
            if (positions[ply].Add(((IHashable)state).Hash) && ply < 5)
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

    [Fact]
    public void Apply_RandomGames_WinnersAsCountedOnTheRenderedBoard()
    {
        var random = new RandomStream(7);
        int[] wins = new int[4]; // the last entry counts full boards
        for (int i = 0; i < 500; i++)
        {
            IGameState state = _game.NewGame(0);
            int ply = 0;
            for (; state.ToPlay >= 0; ply++)
            {
                int mover = state.ToPlay;
                Assert.Equal(ply % 3, mover);
                int[] legal = state.Legal();
                state.Apply(legal[random.Next(legal.Length)]);

                bool won = HasThree(state.Render(), "XOZ"[mover]);
                Assert.True(won == (state.Rewards(3)[mover] == 1.0f), $"seed 7, game {i}:\n{state.Render()}");
                Assert.True(!won || state.ToPlay == Player.Terminal);
                wins[mover] += won ? 1 : 0;
            }

            float[] rewards = state.Rewards(3);
            Assert.Equal(0.0f, rewards.Sum());
            wins[3] += rewards.Max() == 0.0f ? 1 : 0;
            Assert.True(rewards.Max() > 0.0f || ply == 16);
        }

        Assert.All(wins[..3], count => Assert.True(count > 0));
        Assert.Equal(500, wins.Sum());
    }

    [Fact]
    public void Observe_EachPlayer_SeesItsOwnStonesFirstAndThenTheNextPlayers()
    {
        IGameState state = _game.After(0, 5, 10);

        Assert.Equal([0, 16 + 5, 32 + 10], Ones(0));
        Assert.Equal([5, 16 + 10, 32 + 0], Ones(1));
        Assert.Equal([10, 16 + 0, 32 + 5], Ones(2));

        IEnumerable<int> Ones(int player)
            => state.Observation(_game, player).Index().Where(entry => entry.Item == 1.0f).Select(entry => entry.Index);
    }

    // Written apart from the bits: every point and direction of the text.
    private static bool HasThree(string text, char stone)
    {
        string[] rows = [.. text.Split('\n')[..4].Select(row => row[2..].Replace(" ", "", StringComparison.Ordinal))];
        (int Down, int Right)[] directions = [(0, 1), (1, 0), (1, 1), (1, -1)];
        return directions.Any(direction => Enumerable.Range(0, 16).Any(point => Enumerable.Range(0, 3).All(step =>
        {
            (int row, int column) = ((point / 4) + (step * direction.Down), (point % 4) + (step * direction.Right));
            return row < 4 && column is >= 0 and < 4 && rows[row][column] == stone;
        })));
    }
}
