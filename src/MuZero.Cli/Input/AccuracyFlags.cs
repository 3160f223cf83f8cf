using MuZero.Evaluation;

namespace MuZero.Cli.Input;

/// <summary>The flags of <c>evaluate</c> that judge positions.</summary>
internal sealed class AccuracyFlags
{
    private const int DefaultPositions = 1_000;
    private const int MostPositions = 1_000_000;
    private const string All = "all";

    private readonly Option<string?> _accuracy = new("--accuracy")
    {
        HelpName = "N|all",
        Description = "Judge the agent's choices against perfect play, in N solved positions per phase of the game or in all that are "
            + "reachable. Without a value: the run's evaluation.accuracy_positions, or 1000.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _plies = Flag.Text(
        "--plies",
        "P,P...",
        "With --accuracy: the random plies before the positions of each phase, such as 8,16,24,30. "
            + "Default: the run's evaluation.accuracy_plies, or four that follow from the game.");

    private readonly Option<string?> _solved = Flag.Text(
        "--solved",
        "FILE",
        "With --accuracy: a file that keeps the solved positions, so that the next command solves only new ones.");

    public void AddTo(Command command) => Flag.Add(command, _accuracy, _plies, _solved);

    /// <summary>True if accuracy is asked for.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetResult(_accuracy) is { Implicit: false };

    /// <summary>The accuracy that is asked for, or null.</summary>
    /// <exception cref="UserException">A flag is not valid, or the game has no solver.</exception>
    public AccuracyRequest? Read(ParseResult parsed, IGame game, EvaluationOptions run)
    {
        string? plies = parsed.GetValue(_plies);
        if (!IsGiven(parsed))
        {
            string? idle = plies is not null ? "--plies" : parsed.GetValue(_solved) is not null ? "--solved" : null;
            return idle is null
                ? null
                : throw UserException.Usage($"{idle} has an effect with --accuracy alone. Add --accuracy, or remove {idle}.");
        }

        AccuracyJudge.Require(game, "--accuracy");
        int positions = parsed.GetValue(_accuracy) switch
        {
            null => run.AccuracyPositions == 0 ? DefaultPositions : run.AccuracyPositions,
            All => AccuracyJudge.AllPositions,
            string text when Number(text) is { } number => number,
            string text => throw UserException.Usage(
                $"--accuracy is '{text}'; it must be a whole number from 1 to {MostPositions}, or {All}."),
        };
        return new AccuracyRequest(
            positions,
            AccuracyPositions.ParsePlies(plies ?? run.AccuracyPlies, "--plies"),
            parsed.GetValue(_solved));
    }

    private static int? Number(string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= MostPositions
            ? number
            : null;
}

/// <summary>Positions to judge.</summary>
/// <param name="Positions">Their number per phase, or <see cref="AccuracyJudge.AllPositions"/>.</param>
/// <param name="Plies">The random plies before them; empty for those that follow from the game.</param>
/// <param name="SolvedFile">The file that keeps solved positions, or null.</param>
internal sealed record AccuracyRequest(int Positions, IReadOnlyList<int> Plies, string? SolvedFile)
{
    /// <summary>Solves the positions, on all cores if the solver can.</summary>
    public AccuracyJudge CreateJudge(IGame game, ulong seed) => new(game, Positions, Plies, seed, Environment.ProcessorCount, SolvedFile);
}
