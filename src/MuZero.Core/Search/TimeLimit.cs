using System.Diagnostics;

namespace MuZero.Search;

/// <summary>Ends a search at a time from now.</summary>
/// <param name="time">The time.</param>
public sealed class TimeLimit(TimeSpan time) : ISearchLimit
{
    // The rest of the time may be searched faster than the time so far.
    private const double Margin = 1.25;

    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>The time since the limit was made.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <inheritdoc/>
    public bool IsReached(int simulations) => Elapsed >= time;

    /// <inheritdoc/>
    public int Remaining(int simulations) => Estimate(simulations, Elapsed, time);

    /// <summary>Simulations that the rest of a time has room for, a quarter more than at the speed so far.</summary>
    /// <param name="simulations">Simulations so far.</param>
    /// <param name="elapsed">Their time.</param>
    /// <param name="time">The whole time.</param>
    internal static int Estimate(int simulations, TimeSpan elapsed, TimeSpan time)
    {
        double left = Margin * simulations * Math.Max(0.0, (time / elapsed) - 1.0);
        return left < int.MaxValue ? (int)left : int.MaxValue;
    }
}
