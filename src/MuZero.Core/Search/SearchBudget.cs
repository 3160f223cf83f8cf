namespace MuZero.Search;

/// <summary>The lengths of the searches of one plan, whose positions have different numbers of simulations.</summary>
/// <remarks>Positions with fewer simulations come last: they leave the end of the batch as soon as their search is over, and the network
/// sees the others alone.</remarks>
/// <param name="simulations">Simulations of each position, at least 1 and at most <see cref="IPlanner.Simulations"/>, in descending
/// order; empty for all of them.</param>
/// <param name="quick">Positions at the end of the plan that are only to be played: their roots have no noise.</param>
public readonly ref struct SearchBudget(ReadOnlySpan<int> simulations, int quick)
{
    /// <summary>Simulations of each position, in descending order; empty if every search has all of them.</summary>
    public ReadOnlySpan<int> Simulations { get; } = simulations;

    /// <summary>Positions at the end of the plan whose roots have no noise.</summary>
    public int Quick { get; } = quick;

    /// <summary>The positions that are still searched.</summary>
    /// <param name="simulation">Simulations that every one of them has had.</param>
    /// <param name="count">Positions that were searched in the simulation before.</param>
    internal int Searching(int simulation, int count)
    {
        if (Simulations.IsEmpty)
        {
            return count;
        }

        while (count > 0 && Simulations[count - 1] <= simulation)
        {
            count--;
        }

        return count;
    }
}
