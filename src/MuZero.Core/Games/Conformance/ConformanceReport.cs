namespace MuZero.Games.Conformance;

/// <summary>The outcome of a law's check.</summary>
public enum LawOutcome
{
    /// <summary>No random game broke it.</summary>
    Passed,

    /// <summary>A game broke it; the message says how to reproduce it.</summary>
    Failed,

    /// <summary>A game broke it, and training handles that in the way that the message states.</summary>
    Warned,

    /// <summary>The game has not the part that the law is about.</summary>
    NotApplicable,

    /// <summary><see cref="ConformanceOptions.Except"/> names it.</summary>
    Excepted,
}

/// <summary>One law with the outcome of its check.</summary>
/// <param name="Name">A short name, such as "zero-sum".</param>
/// <param name="Statement">The law in one sentence.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Message">Empty unless it failed; then one line: the observation, the seed and actions that lead to it, the remedy.</param>
public sealed record LawResult(string Name, string Statement, LawOutcome Outcome, string Message)
{
    /// <summary>True unless it failed; a warning is not a failure.</summary>
    public bool Passed => Outcome != LawOutcome.Failed;
}

/// <summary>The findings of <see cref="GameConformance.Check"/>.</summary>
public sealed record ConformanceReport
{
    /// <summary>Every law, in the order in which the kit states them.</summary>
    public required IReadOnlyList<LawResult> Laws { get; init; }

    /// <summary>Random games played.</summary>
    public required int Games { get; init; }

    /// <summary>Moves of those games.</summary>
    public required long Moves { get; init; }

    /// <summary>Measurements of the random games.</summary>
    public required PlayStatistics Play { get; init; }

    /// <summary>Random moves in a second on this machine: legal actions, the mover's observation, apply, rewards.</summary>
    public required double MovesPerSecond { get; init; }

    /// <summary>Bytes allocated per such move; 0 is best for self-play.</summary>
    public required double BytesPerMove { get; init; }

    /// <summary>True if no law failed.</summary>
    public bool Passed => Laws.All(law => law.Passed);
}
