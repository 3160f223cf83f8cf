namespace MuZero.Bench.Measuring;

/// <summary>Work that a benchmark repeats on one thread.</summary>
internal interface IBenchLoad : IDisposable
{
    /// <summary>Timestamp ticks spent inside a network so far.</summary>
    long InferenceTicks => 0;

    /// <summary>Managed bytes, allocated on the thread that runs the load, of what the load has produced for others to keep.</summary>
    long ProductBytes => 0;

    /// <summary>The number of these products: moves recorded.</summary>
    long Products => 0;

    /// <summary>Does a piece of the work, some milliseconds at most, and returns how many items it was: simulations, evaluations,
    /// rows.</summary>
    long Run();

    void IDisposable.Dispose()
    {
    }
}
