namespace MuZero.Evaluation;

/// <summary>Positions of one phase of a game, and how many of a player's choices in them kept the game-theoretic value.</summary>
/// <param name="Plies">The plies that were played before the positions: "8", or "2-3" for a range.</param>
/// <param name="Positions">Their number.</param>
/// <param name="Kept">Choices that kept the value.</param>
/// <param name="RandomShare">The expected share of a player who chooses among the legal actions at random.</param>
public sealed record AccuracyPhase(string Plies, int Positions, int Kept, double RandomShare)
{
    /// <summary>The share of choices that kept the value.</summary>
    public double Share => Positions == 0 ? 0.0 : (double)Kept / Positions;

    /// <summary>Wilson's interval of <see cref="Share"/>.</summary>
    public Interval IntervalOf(Confidence confidence) => Interval.OfShare(Kept, Positions, confidence);
}

/// <summary>A player's accuracy against perfect play, by phase of the game.</summary>
/// <param name="phases">The phases, the earliest first; at least one.</param>
/// <param name="isComplete">True if the positions are all reachable ones, so that nothing was sampled.</param>
public sealed class AccuracyReport(IReadOnlyList<AccuracyPhase> phases, bool isComplete)
{
    /// <summary>The phases, the earliest first.</summary>
    public IReadOnlyList<AccuracyPhase> Phases => phases;

    /// <summary>True if the positions are all reachable ones, so that nothing was sampled.</summary>
    public bool IsComplete => isComplete;

    /// <summary>All phases together.</summary>
    public AccuracyPhase Total { get; } = new(
        "all",
        phases.Sum(phase => phase.Positions),
        phases.Sum(phase => phase.Kept),
        phases.Sum(phase => phase.RandomShare * phase.Positions) / phases.Sum(phase => phase.Positions));
}
