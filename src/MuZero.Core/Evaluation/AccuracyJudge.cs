using MuZero.Errors;
using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Evaluation;

/// <summary>Judges a player against perfect play: the share of positions in which its choice keeps the game-theoretic value.</summary>
/// <remarks>The positions are solved once, when the judge is made. An action keeps the value if the best return after it is that of the
/// position; in two-player games with rewards at the end alone, if the sign of both is the same, so that a slower win counts as a
/// win.</remarks>
public sealed class AccuracyJudge
{
    /// <summary>In place of a number of positions: all that are reachable.</summary>
    public const int AllPositions = -1;

    /// <summary>The seed of the positions of runs, whatever their own seed is, so that runs compare.</summary>
    public const ulong DefaultSeed = 1;

    private readonly GameSpec _spec;
    private readonly int _threads;
    private readonly ulong _seed;
    private readonly bool _isComplete;
    private readonly IReadOnlyList<SolvedPhase> _phases;

    /// <summary>Draws or enumerates positions and solves them.</summary>
    /// <param name="game">A game that <see cref="Require"/> accepts.</param>
    /// <param name="positions">Positions per phase, or <see cref="AllPositions"/>.</param>
    /// <param name="plies">The random plies before the positions of each phase, in ascending order; empty for four that follow from the
    /// game.</param>
    /// <param name="seed">Decides the positions, and what players draw.</param>
    /// <param name="threads">Threads that share the positions.</param>
    /// <param name="solvedFile">A file of positions that are solved already, which those that are not are added to; null for none.</param>
    /// <param name="cancellation">Looked at between positions.</param>
    /// <exception cref="UserException">The game cannot be judged, or has no such positions, or the file cannot be used.</exception>
    public AccuracyJudge(
        IGame game,
        int positions,
        IReadOnlyList<int> plies,
        ulong seed = DefaultSeed,
        int threads = 1,
        string? solvedFile = null,
        CancellationToken cancellation = default)
    {
        Require(game, "accuracy");
        (_spec, _threads, _seed, _isComplete) = (game.Spec, threads, seed, positions == AllPositions);
        ISolver solver = (ISolver)game;
        AccuracyPositions source = new(game, new PositionSolver(_spec, solver).CanSolve, cancellation);
        using SolvedStore? store = solvedFile is null ? null : new SolvedStore(solvedFile, _spec);
        _phases = GameFault.Guard<IReadOnlyList<SolvedPhase>>(_spec, () =>
        {
            IReadOnlyList<PositionPhase> phases = _isComplete ? source.Reachable() : source.Sampled(positions, plies, seed);
            return [.. phases.Select(phase => new SolvedPhase(phase.Plies, Solve(phase.States, solver, store, cancellation)))];
        });
    }

    /// <summary>Throws unless a game's positions can be judged.</summary>
    /// <param name="game">The game.</param>
    /// <param name="option">The option that asks for it, for the message.</param>
    /// <exception cref="UserException">The game has no solver, more than two players, or chance.</exception>
    public static void Require(IGame game, string option)
    {
        if (game is not ISolver)
        {
            throw UserException.Usage($"{game.Spec.Id} has no solver, so {option} has nothing to judge by. Leave it out.");
        }

        if (game.Spec.Players > 2)
        {
            throw UserException.Usage($"{game.Spec.Id} has {game.Spec.Players} players, so that a position has no one value to keep. "
                + $"Leave out {option}.");
        }

        if (game.Spec.ChanceOutcomes > 0)
        {
            throw UserException.Usage($"{game.Spec.Id} has chance, so that no action keeps a value for certain. Leave out {option}.");
        }
    }

    /// <summary>A player's choices in all positions. The result does not depend on the number of threads.</summary>
    /// <param name="player">The player.</param>
    /// <param name="cancellation">Looked at between batches of positions.</param>
    public AccuracyReport Judge(IPlayer player, CancellationToken cancellation = default)
        => GameFault.Guard(_spec, () =>
        {
            AccuracyPhase[] phases =
                [.. _phases.Select((phase, number) => Judge(player, phase, RandomStream.Derive(_seed, (ulong)number), cancellation))];
            return new AccuracyReport(phases, _isComplete);
        });

    // A solver that is not made for several threads has one.
    private SolvedPosition[] Solve(
        IReadOnlyList<IGameState> states, ISolver solver, SolvedStore? store, CancellationToken cancellation)
    {
        SolvedPosition[] solved = new SolvedPosition[states.Count];
        int threads = solver.IsConcurrent ? _threads : 1;
        using ThreadLocal<PositionSolver> solvers = new(() => new PositionSolver(_spec, solver));
        Batches.InParallel(states.Count, size: 1, threads,
            (i, _) => solved[i] = store?.Solve(states[i], solvers.Value!.Solve) ?? solvers.Value!.Solve(states[i]), cancellation);
        return solved;
    }

    private AccuracyPhase Judge(IPlayer player, SolvedPhase phase, ulong seed, CancellationToken cancellation)
    {
        int kept = 0;
        SolvedPosition[] positions = phase.Positions;
        Batches.InParallel(positions.Length, EpisodeRunner.SideBySide, _threads, (start, end) =>
        {
            IGameState[] states = Array.ConvertAll(positions[start..end], position => position.State);
            RandomStream[] random =
                [.. Enumerable.Range(start, end - start).Select(i => new RandomStream(RandomStream.Derive(seed, (ulong)i)))];
            int[] actions = new int[states.Length];
            player.Choose(states, random, actions);
            _ = Interlocked.Add(ref kept, positions[start..end].Zip(actions).Count(choice => choice.First.Keeps(choice.Second)));
        }, cancellation);
        return new AccuracyPhase(phase.Plies, positions.Length, kept, phase.RandomShare);
    }

    private sealed record SolvedPhase(string Plies, SolvedPosition[] Positions)
    {
        public double RandomShare { get; } = Positions.Average(position => (double)position.Keeping.Count / position.Legal);
    }
}
