using System.Diagnostics;

namespace MuZero.SelfPlay;

/// <summary>The total time that threads have spent waiting, including current waits.</summary>
internal sealed class WaitMeter
{
    private readonly Lock _gate = new();
    private int _waiting;
    private long _ticks; // of all waits until _since
    private long _since;

    /// <summary>Seconds so far, of all threads together.</summary>
    public double Seconds
    {
        get
        {
            lock (_gate)
            {
                Settle();
                return _ticks / (double)Stopwatch.Frequency;
            }
        }
    }

    /// <summary>A thread may wait from here on.</summary>
    public void Begin() => Change(1);

    /// <summary>It goes on.</summary>
    public void End() => Change(-1);

    private void Change(int by)
    {
        lock (_gate)
        {
            Settle();
            _waiting += by;
        }
    }

    private void Settle()
    {
        long now = Stopwatch.GetTimestamp();
        _ticks += _waiting * (now - _since);
        _since = now;
    }
}
