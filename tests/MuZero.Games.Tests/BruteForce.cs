using MuZero.Numerics;

namespace MuZero.Games.Tests;

/// <summary>Values by every line of play, apart from the solvers' rules and pruning.</summary>
internal sealed class BruteForce
{
    private readonly Dictionary<ulong, float> _known = [];

    /// <summary>The return of the player to move under best play.</summary>
    public float Value(IGameState state)
    {
        ulong hash = ((IHashable)state).Hash;
        if (_known.TryGetValue(hash, out float known))
        {
            return known;
        }

        float best = float.NegativeInfinity;
        int[] legal = new int[256];
        foreach (int action in legal[..state.LegalActions(legal)])
        {
            int mover = state.ToPlay;
            state.Apply(action);
            best = Math.Max(best, state.ToPlay < 0 ? state.Rewards(2)[mover] : -Value(state));
            ((IUndo)state).Undo();
        }

        return _known[hash] = best;
    }

    /// <summary>Solvable positions after random moves.</summary>
    public static IEnumerable<IGameState> Positions(IGame game, int ply, int count, ulong seed)
    {
        RandomStream random = new(seed);
        int[] legal = new int[256];
        for (int found = 0; found < count;)
        {
            IGameState state = game.NewGame(0);
            for (int played = 0; played < ply && state.ToPlay >= 0; played++)
            {
                state.Apply(legal[random.Next(state.LegalActions(legal))]);
            }

            if (state.ToPlay >= 0 && ((ISolver)game).CanSolve(state))
            {
                found++;
                yield return state;
            }
        }
    }

    /// <summary>Asserts that a solver agrees in random positions, and that these are not all alike.</summary>
    public static void AssertAgrees(IGame game, int ply, int count, ulong seed)
    {
        BruteForce truth = new();
        ISolver solver = (ISolver)game;
        HashSet<float> values = [];
        foreach (IGameState state in Positions(game, ply, count, seed))
        {
            float value = truth.Value(state);
            Assert.True(value == solver.Solve(state), $"seed {seed}: {value} is right for\n{state.Render()}");
            values.Add(value);
        }

        Assert.True(values.Count > 1);
    }
}
