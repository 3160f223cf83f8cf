using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Games;

namespace MuZero.Runs;

/// <summary>A run's accuracy against perfect play. The positions are solved once, by the first evaluation of the process.</summary>
/// <param name="game">The game.</param>
/// <param name="options">The run's evaluations.</param>
/// <param name="threads">Threads that share the positions.</param>
internal sealed class RunAccuracy(IGame game, EvaluationOptions options, int threads)
{
    private const string PliesOption = "evaluation.accuracy_plies";

    private AccuracyJudge? _judge;

    /// <summary>The judged positions in words; empty if there are none.</summary>
    public string Description => options switch
    {
        { AccuracyPositions: 0 } => "",
        { AccuracyPositions: AccuracyJudge.AllPositions } => "; accuracy in every reachable position",
        { AccuracyPlies: "" } => $"; accuracy in {Quantity.Of(options.AccuracyPositions, "solved position")} of each phase",
        _ => $"; accuracy in {Quantity.Of(options.AccuracyPositions, "solved position")} each after {options.AccuracyPlies} plies",
    };

    /// <summary>Throws if the game does not allow the accuracy that is asked for.</summary>
    /// <exception cref="UserException">It has no solver or has chance, or the plies are not valid.</exception>
    public static void Require(IGame game, EvaluationOptions options)
    {
        _ = AccuracyPositions.ParsePlies(options.AccuracyPlies, PliesOption);
        if (options is { AccuracyPositions: not 0, IntervalIterations: > 0 })
        {
            AccuracyJudge.Require(game, "evaluation.accuracy_positions");
        }
    }

    /// <summary>The largest number of phases that evaluations judge.</summary>
    public static int MostPhases(EvaluationOptions options)
    {
        int[] plies = AccuracyPositions.ParsePlies(options.AccuracyPlies, PliesOption);
        bool areDerived = options.AccuracyPositions == AccuracyJudge.AllPositions || plies.Length == 0;
        return areDerived ? AccuracyPositions.DerivedPhases : plies.Length;
    }

    /// <summary>The evaluation/accuracy... results; none if no position is judged.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<KeyValuePair<string, double>> Of(IPlayer player, CancellationToken cancellation)
    {
        if (options.AccuracyPositions == 0)
        {
            return [];
        }

        int[] plies = AccuracyPositions.ParsePlies(options.AccuracyPlies, PliesOption);
        _judge ??= new AccuracyJudge(game, options.AccuracyPositions, plies, threads: threads, cancellation: cancellation);
        return EvaluationResults.Of(_judge.Judge(player, cancellation));
    }
}
