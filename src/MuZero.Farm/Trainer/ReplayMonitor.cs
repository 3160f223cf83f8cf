using MuZero.Farm.Redis;
using MuZero.Replay;

namespace MuZero.Farm.Trainer;

/// <summary>The replay buffer's counts, read once a second by a thread of its own, so that status and metrics never wait for Redis.</summary>
public sealed class ReplayMonitor : IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private readonly RedisReplay _replay;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private ReplayStatistics _statistics;

    /// <summary>Reads the counts once and begins to follow them.</summary>
    public ReplayMonitor(RedisReplay replay)
    {
        _replay = replay;
        _statistics = replay.Statistics;
        _thread = new Thread(Follow) { IsBackground = true, Name = "replay monitor" };
        _thread.Start();
    }

    /// <summary>The counts as last read.</summary>
    public ReplayStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return _statistics;
            }
        }
    }

    /// <summary>Episodes that this trainer put into quarantine.</summary>
    public long Rejected => _replay.Rejected;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Follow()
    {
        while (!_stop.Wait(_interval))
        {
            ReplayStatistics now = _replay.Statistics;
            lock (_gate)
            {
                _statistics = now;
            }
        }
    }
}
