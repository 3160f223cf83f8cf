namespace MuZero.Cli.Benchmarking;

/// <summary>Work that a benchmark repeats on one thread.</summary>
internal interface IBenchLoad : IDisposable
{
    /// <summary>Timestamp ticks spent inside a network so far.</summary>
    long InferenceTicks => 0;

    /// <summary>Managed bytes, on the thread that runs the load, of what it has produced for others to keep.</summary>
    long ProductBytes => 0;

    /// <summary>The number of products: moves recorded.</summary>
    long Products => 0;

    /// <summary>Does a piece of the work, some milliseconds at most, and returns how many items it was: simulations, moves, rows.</summary>
    long Run();
}
