using System.Diagnostics;
using MuZero.Search;

namespace MuZero.Cli.Play;

/// <summary>Ends a search after a number of simulations, at a time, or when it is stopped from another thread.</summary>
/// <param name="simulations">Simulations at most.</param>
/// <param name="time">The longest time from now; null for no limit.</param>
internal sealed class SearchClock(int simulations, TimeSpan? time = null) : ISearchLimit
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _nextReport = _interval;
    private volatile bool _isStopped;

    /// <summary>Simulations at most.</summary>
    public int Simulations { get; private set; } = simulations;

    /// <summary>The time since the search began.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Receives the simulations so far, about once a second, on a thread that searches.</summary>
    public Action<int>? Progress { get; set; }

    /// <summary>Ends the search after the simulation that it is at.</summary>
    public void Stop() => _isStopped = true;

    /// <summary>This clock, with fewer simulations.</summary>
    public SearchClock AtMost(int simulations)
    {
        Simulations = Math.Min(Simulations, simulations);
        return this;
    }

    public bool IsReached(int simulations)
    {
        TimeSpan elapsed = Elapsed;
        if (Progress is not null && elapsed >= _nextReport)
        {
            _nextReport = elapsed + _interval;
            Progress(simulations);
        }

        return _isStopped || simulations >= Simulations || elapsed >= time;
    }

    public int Remaining(int simulations)
    {
        int left = Math.Max(0, Simulations - simulations);
        return time is { } most ? Math.Min(left, TimeLimit.Estimate(simulations, Elapsed, most)) : left;
    }
}
