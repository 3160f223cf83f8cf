namespace Grpc.Wire;

/// <summary>Calls back once when a deadline has passed by the clock, never before.</summary>
internal sealed class DeadlineTimer : IDisposable
{
    // Timers take less than 50 days; a later deadline is reached in several waits.
    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(40);

    private readonly DateTime _deadline;
    private readonly Action _passed;
    private readonly Timer _timer;

    public DeadlineTimer(DateTime deadline, Action passed)
    {
        _deadline = deadline;
        _passed = passed;
        _timer = new Timer(static self => ((DeadlineTimer)self!).Check(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Arm(deadline - DateTime.UtcNow);
    }

    public void Dispose() => _timer.Dispose();

    private void Check()
    {
        TimeSpan left = _deadline - DateTime.UtcNow;
        if (left <= TimeSpan.Zero)
        {
            _passed();
        }
        else
        {
            Arm(left);
        }
    }

    private void Arm(TimeSpan left)
    {
        // Up to the next millisecond, the timer's resolution.
        TimeSpan wait = left <= TimeSpan.Zero ? TimeSpan.Zero : left < _longestWait ? left + TimeSpan.FromMilliseconds(1) : _longestWait;
        try
        {
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The call ended while the timer was being set again.
        }
    }
}
