using MuZero.Results;

namespace MuZero.Runs;

/// <summary>The end of a run.</summary>
/// <param name="Iteration">The last iteration.</param>
/// <param name="Step">Optimiser steps in all.</param>
/// <param name="Reason">One line: the stop criterion that was met, an observer's reason, or "interrupted".</param>
/// <param name="Interrupted">True if the user stopped it.</param>
/// <param name="Checkpoint">The last checkpoint's directory, or null if none was written.</param>
/// <param name="Last">The last iteration's results, or null if this process finished none.</param>
public sealed record RunSummary(long Iteration, long Step, string Reason, bool Interrupted, string? Checkpoint, IterationResult? Last)
{
    /// <summary>True if the run had met the stop criterion before, so that nothing was done.</summary>
    public bool WasFinished { get; init; }

    /// <summary>The result and the iteration of the best checkpoint, which is kept in best/, as one phrase; null if none was
    /// evaluated.</summary>
    public string? Best { get; init; }
}
