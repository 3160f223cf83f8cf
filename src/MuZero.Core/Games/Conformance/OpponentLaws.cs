using MuZero.Numerics;

namespace MuZero.Games.Conformance;

internal sealed class BaselineLaw() : Law(
    "baseline",
    "BaselineAction gives a legal action and changes nothing, and the baseline does no worse than random play, in each seat.",
    "Correct BaselineAction; or the rewards, if they are the wrong player's.")
{
    public override bool IsCostly => true;

    private const int Games = 40; // in each seat, against random play
    private const long MostMoves = 200_000; // of all of them

    private readonly double[] _randomReturns = new double[2];
    private int _games;
    private long _moves;

    public override bool IsStatistical => true;

    public override bool AppliesTo(IGame game, IGameState first) => game is IBaseline;

    public override void Visit(Position position)
    {
        if (position.Now.ToPlay >= 0)
        {
            int action = ((IBaseline)position.Game).BaselineAction(position.State);
            Require(position.Now.Legal.Contains(action),
                $"the baseline chose {action}; legal are [{string.Join(' ', position.Now.Legal)}]");
            RequireEqual(position.Now, position.State, position, "BaselineAction changed the state");
        }

        _games += position.IsOver ? 1 : 0;
        for (int player = 0; player < position.Spec.Players; player++)
        {
            _randomReturns[player] += position.Now.Rewards[player];
        }
    }

    public override void Conclude(IGame game, ulong seed)
    {
        double slack = 0.1 * ((double)game.Spec.MaxReturn - game.Spec.MinReturn);
        for (int seat = 0; seat < game.Spec.Players && _games > 0; seat++)
        {
            double random = _randomReturns[seat] / _games;
            double baseline = 0.0;
            int played = 0;
            for (; played < Games && Play(game, seat, RandomStream.Derive(seed, (ulong)((played * 2) + seat))) is { } sum; played++)
            {
                baseline += sum;
            }

            baseline /= Math.Max(1, played);
            Require(played == 0 || baseline >= random - slack,
                $"as player {seat} the baseline returns {baseline:F2} on average against random play, random play itself {random:F2}");
        }
    }

    // Null if the moves of all games were spent before its end, which says nothing about the baseline.
    private double? Play(IGame game, int seat, ulong seed)
    {
        // A stream of its own: the game may draw from its seed too.
        IGameState state = game.NewGame(seed);
        var random = new RandomStream(RandomStream.Derive(seed, 1));
        var chance = new ChancePlay(game.Spec);
        int[] legal = new int[game.Spec.Actions];
        float[] rewards = new float[game.Spec.Players];
        double sum = 0.0;
        for (int decisions = 0; decisions < game.Spec.MaxLength && state.ToPlay != Player.Terminal; _moves++)
        {
            if (_moves >= MostMoves)
            {
                return null;
            }

            decisions += state.ToPlay >= 0 ? 1 : 0;
            int count = state.LegalActions(legal);
            int? action = state.ToPlay == seat
                ? ((IBaseline)game).BaselineAction(state)
                : Position.Draw(state, state.ToPlay, legal.AsSpan(0, count), chance, random);
            state.Apply(action!.Value);
            state.Rewards(rewards);
            sum += rewards[seat];
        }

        return sum;
    }
}

internal sealed class SolverLaw() : Law(
    "solver",
    "A state's solved value is the best of its actions' rewards and next values, seen by the player to move; chance counts by its mean.",
    "Correct Solve; or the rewards, if they are the wrong player's.")
{
    private const int Checks = 200;

    private int _checks;
    private long _games;
    private long _plies; // of all games so far

    public override bool IsCostly => true;

    public override bool AppliesTo(IGame game, IGameState first) => game is ISolver && game.Spec.Players <= 2;

    // From the last positions of games that are not shorter than the others, because a solver may need long for early ones.
    public override void Visit(Position position)
    {
        if (!position.IsTerminal)
        {
            return;
        }

        _games++;
        _plies += position.Actions.Count;
        if (position.Actions.Count * _games >= _plies && _checks++ < Checks)
        {
            int ply = Math.Max(0, position.Actions.Count - 1 - position.Random.Next(3));
            while (ply > 0 && position.Snapshots[ply].ToPlay < 0)
            {
                ply--; // a chance node has no value of its own
            }

            Check(position, position.Replay(ply), position.Snapshots[ply]);
        }
    }

    private static void Check(Position position, IGameState state, Snapshot snapshot)
    {
        var solver = (ISolver)position.Game;
        if (state.ToPlay < 0 || !solver.CanSolve(state))
        {
            return;
        }

        double best = snapshot.Legal.Max(action => SolvedValue.After(position.Spec, solver, state, action, snapshot.ToPlay));
        double solved = solver.Solve(state);
        Require(Math.Abs(solved - best) <= 1e-3 * Math.Max(1.0, Math.Abs(best)), $"Solve gives {solved}, but the best action gives {best}");
    }
}
