using MuZero.Games.ConnectFour;
using MuZero.Numerics;

namespace MuZero.Games.Tests;

/// <summary>Published scores, and values by a search without pruning.</summary>
public sealed class ConnectFourSolverTests
{
    private readonly ConnectFourGame _game = new();

    // Pons, "Solving Connect 4": moves as columns from 1.
    [Theory]
    [InlineData("4455", 18)]
    [InlineData("44455554221", -15)]
    public void Score_PublishedPosition_PublishedScore(string columns, int score)
        => Assert.Equal(score, _game.Score(_game.After([.. columns.Select(column => column - '1')])));

    [Fact]
    public void Score_LatePositions_AsWithoutPruning()
    {
        foreach ((IGameState state, string name) in Positions(ply: 32, count: 60, seed: 11))
        {
            Assert.True(Score(state, 32) == _game.Score(state), $"{name}:\n{state.Render()}");
        }
    }

    [Fact]
    public void Solve_AnyPosition_SignOfTheScore()
    {
        int[] signs = new int[3];
        foreach ((IGameState state, string name) in Positions(ply: 20, count: 60, seed: 12))
        {
            float solved = _game.Solve(state);

            Assert.True(solved == Math.Sign(_game.Score(state)), $"{name}:\n{state.Render()}");
            signs[1 + (int)solved]++;
        }

        Assert.DoesNotContain(0, signs); // wins, draws and losses
    }

    [Fact]
    public void Score_MirroredPosition_IsEqual()
    {
        RandomStream random = new(13);
        for (int i = 0; i < 30; i++)
        {
            (IGameState state, int[] moves) = Random(18, random);

            IGameState mirrored = _game.After([.. moves.Select(move => 6 - move)]);

            Assert.True(new ConnectFourGame().Score(mirrored) == _game.Score(state), $"seed 13, position {i}:\n{state.Render()}");
        }
    }

    [Fact]
    public void Solve_FromSeveralThreads_AsFromOne()
    {
        IGameState[] states = [.. Positions(ply: 16, count: 200, seed: 14).Select(position => position.State)];
        float[] expected = Array.ConvertAll(states, new ConnectFourGame().Solve);
        float[] solved = new float[states.Length];

        Parallel.For(0, states.Length, i => solved[i] = _game.Solve(states[i]));

        Assert.Equal(expected, solved);
    }

    [Fact]
    public void Solve_EndOfTheGame_Nothing() => Assert.Equal((0.0f, 0), (_game.Solve(Won()), _game.Score(Won())));

    [Fact]
    public void CanSolve_FromPlyEightOn()
    {
        Assert.False(_game.CanSolve(_game.After(0, 1, 2, 3, 4, 5, 6)));
        Assert.True(_game.CanSolve(_game.After(0, 1, 2, 3, 4, 5, 6, 0)));
    }

    private IGameState Won() => _game.After(0, 1, 0, 1, 0, 1, 0);

    // By every line to its end, apart from the solver's rules.
    private static int Score(IGameState state, int ply)
    {
        int best = int.MinValue;
        foreach (int action in state.Legal())
        {
            int mover = state.ToPlay;
            state.Apply(action);
            int score = state.Rewards(2)[mover] > 0.0f ? 22 - ((ply + 2) / 2) : state.ToPlay < 0 ? 0 : -Score(state, ply + 1);
            ((IUndo)state).Undo();
            best = Math.Max(best, score);
        }

        return best;
    }

    private IEnumerable<(IGameState State, string Name)> Positions(int ply, int count, ulong seed)
    {
        RandomStream random = new(seed);
        for (int i = 0; i < count; i++)
        {
            yield return (Random(ply, random).State, $"seed {seed}, position {i}");
        }
    }

    // A position after random moves in which the game goes on.
    private (IGameState State, int[] Moves) Random(int ply, RandomStream random)
    {
        while (true)
        {
            IGameState state = _game.NewGame(0);
            List<int> moves = [];
            while (moves.Count < ply && state.ToPlay >= 0)
            {
                int[] legal = state.Legal();
                moves.Add(legal[random.Next(legal.Length)]);
                state.Apply(moves[^1]);
            }

            if (state.ToPlay >= 0)
            {
                return (state, [.. moves]);
            }
        }
    }
}
