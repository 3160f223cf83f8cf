using MuZero.Farm.Redis;
using MuZero.Tuning.Studies;
using StackExchange.Redis;

namespace MuZero.Farm.Tuning;

/// <summary>Presence on many machines: each worker refreshes a key that expires.</summary>
/// <remarks>A worker that cannot reach Redis for as long as its key lasts counts as gone; when it tells its trial, it learns how the trial
/// was ended.</remarks>
internal sealed class RedisPresence : IWorkerPresence
{
    // A refresh may be lost, and the next one comes in time.
    private const int RefreshesPerExpiry = 4;

    private readonly RedisServer _server;
    private readonly StudyKeys _keys;
    private readonly TimeSpan _expiry;
    private readonly RedisPatience _patience;
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _lock = new();
    private readonly List<string> _workers = [];
    private Thread? _refreshing;

    /// <summary>Presence in a study.</summary>
    /// <param name="server">The connection; stays open.</param>
    /// <param name="study">The study's name.</param>
    /// <param name="expiry">The time after its last refresh at which a worker counts as gone.</param>
    /// <param name="patience">Waits for a Redis that is away.</param>
    public RedisPresence(RedisServer server, string study, TimeSpan expiry, RedisPatience patience)
        => (_server, _keys, _expiry, _patience) = (server, new StudyKeys(study), expiry, patience);

    /// <inheritdoc/>
    public void Announce(string worker)
    {
        _patience.Call(() =>
        {
            Refresh([worker]);
            _server.Call(database => database.SetAdd(_keys.Workers, worker));
            return worker;
        });
        lock (_lock)
        {
            _workers.Add(worker);
            if (_refreshing is null)
            {
                _refreshing = new Thread(RefreshUntilEnded) { IsBackground = true, Name = "worker presence" };
                _refreshing.Start();
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlySet<string> Gone(IReadOnlyCollection<string> workers)
    {
        double leastAge = Math.Ceiling(2 * _expiry.TotalSeconds);
        RedisValue[] arguments = [leastAge, _keys.WorkerPrefix, .. workers.Select(worker => (RedisValue)worker)];
        return _patience.Call(()
            => (string[])_server.Call(database => database.ScriptEvaluate(RedisScript.Gone, [_keys.Workers], arguments))!).ToHashSet();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ended.Cancel();
        _refreshing?.Join();
        try
        {
            _server.Call(database => database.KeyDelete([.. _workers.Select(_keys.Worker)]));
        }
        catch (UserException)
        {
            // The keys expire.
        }

        _ended.Dispose();
    }

    private void RefreshUntilEnded()
    {
        while (!_ended.Token.WaitHandle.WaitOne(_expiry / RefreshesPerExpiry))
        {
            try
            {
                string[] workers;
                lock (_lock)
                {
                    workers = [.. _workers];
                }

                Refresh(workers);
            }
            catch (UserException)
            {
                // Redis is away, and the log's exchanges say so. The next refresh tries again.
            }
        }
    }

    private void Refresh(string[] workers)
    {
        foreach (string worker in workers)
        {
            _server.Call(database => database.StringSet(_keys.Worker(worker), "", _expiry));
        }
    }
}
