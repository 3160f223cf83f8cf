using System.ComponentModel.DataAnnotations;
using System.Globalization;
using MuZero.Farm.Hosting;
using MuZero.Farm.Wire;

namespace MuZero.Farm.Registry;

/// <summary>The workers of one run: leases, counters, suspension and drain. Leases run on this process's monotonic clock; no other clock
/// counts.</summary>
internal sealed class WorkerRegistry(RegistryOptions options, WorkerNumbers numbers, TimeProvider time, ILogger<WorkerRegistry> log)
{
    private const string Prefix = "worker-";

    // A worker with more than this share of refused episodes, and at least so many of them, is suspended.
    private const double RejectedShare = 0.01;
    private const int LeastRejected = 20;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, Lease> _leases = [];
    private readonly Dictionary<int, long> _rejected = [];
    private readonly Dictionary<int, (bool Reanalyses, WorkerCounters Counters)> _last = []; // of every worker, with a lease or without
    private bool _drainAll;

    /// <summary>Simulations of all workers that play, including those that left.</summary>
    public long Simulations => Total(reanalyse: false, counters => counters.Simulations);

    /// <summary>Simulations of all workers that reanalyse, including those that left.</summary>
    public long ReanalysisSimulations => Total(reanalyse: true, counters => counters.Simulations);

    /// <summary>Positions that all workers have searched again, including those that left.</summary>
    public long ReanalysedPositions => Total(reanalyse: true, counters => counters.ReanalysedPositions);

    /// <summary>Workers with a lease.</summary>
    public int Count => Leases(_ => true);

    /// <summary>Workers with a lease that play.</summary>
    public int Players => Leases(lease => !lease.Reanalyses);

    /// <summary>Workers with a lease that reanalyse.</summary>
    public int Reanalysers => Leases(lease => lease.Reanalyses);

    /// <summary>Gives a lease to a new worker, or to one that comes back under the name it had.</summary>
    /// <exception cref="Redis.RedisUnavailableException">A new worker needs a number, and Redis is not available.</exception>
    public async Task<(string Worker, int Index)> Register(RegisterRequest request)
    {
        if (IndexOf(request.Worker) is { } index)
        {
            numbers.NoteUsed(index); // a worker that comes back may have its number from an earlier trainer
        }
        else
        {
            index = await numbers.Next();
        }

        lock (_gate)
        {
            _leases[index] = new Lease(request, time.GetTimestamp());
        }

        string worker = NameOf(index);
        log.WorkerJoined(worker, request.Host, request.Process);
        return (worker, index);
    }

    /// <summary>Keeps a worker's lease; null if it has none and must register again.</summary>
    public HeartbeatReply? Heartbeat(HeartbeatRequest request)
    {
        lock (_gate)
        {
            RemoveSilent();
            if (IndexOf(request.Worker) is not { } index || !_leases.TryGetValue(index, out Lease? lease))
            {
                return null;
            }

            lease.Note(request.Counters ?? new WorkerCounters(), time);
            _last[index] = (lease.Reanalyses, lease.Counters);
            return new HeartbeatReply { Drain = _drainAll || lease.Draining, Suspended = lease.Suspended };
        }
    }

    /// <summary>A worker's lease ends at once.</summary>
    public void Leave(LeaveRequest request)
    {
        lock (_gate)
        {
            if (IndexOf(request.Worker) is { } index && _leases.Remove(index, out Lease? lease))
            {
                WorkerCounters last = request.Counters ?? lease.Counters;
                _last[index] = (lease.Reanalyses, last);
                log.WorkerLeft(request.Worker, last.Episodes);
            }
        }
    }

    /// <summary>Asks one worker, or all present and future ones, to finish; returns the number of workers concerned.</summary>
    public int Drain(string worker)
    {
        lock (_gate)
        {
            if (worker.Length == 0)
            {
                _drainAll = true;
                return _leases.Count;
            }

            if (IndexOf(worker) is not { } index || !_leases.TryGetValue(index, out Lease? lease))
            {
                return 0;
            }

            lease.Draining = true;
            return 1;
        }
    }

    /// <summary>Counts a refused episode of <paramref name="producer"/>, an actor of a worker, and suspends the worker above the
    /// limit.</summary>
    public void NoteRejected(string producer)
    {
        int end = producer.LastIndexOf('/');
        if (IndexOf(end < 0 ? producer : producer[..end]) is not { } index)
        {
            return;
        }

        lock (_gate)
        {
            long rejected = _rejected[index] = _rejected.GetValueOrDefault(index) + 1;
            if (_leases.TryGetValue(index, out Lease? lease) && lease.Suspended.Length == 0
                && rejected >= LeastRejected && rejected > RejectedShare * lease.Counters.Episodes)
            {
                lease.Suspended = string.Create(CultureInfo.InvariantCulture,
                    $"{rejected} of its {lease.Counters.Episodes} episodes were refused");
                string worker = NameOf(index);
                log.WorkerSuspended(worker, lease.Suspended);
            }
        }
    }

    /// <summary>Every worker with a lease.</summary>
    public IReadOnlyList<WorkerStatus> List()
    {
        lock (_gate)
        {
            RemoveSilent();
            return [.. _leases.Select(pair
                => pair.Value.Describe(NameOf(pair.Key), _rejected.GetValueOrDefault(pair.Key), _drainAll, time))];
        }
    }

    private long Total(bool reanalyse, Func<WorkerCounters, long> counter)
    {
        lock (_gate)
        {
            return _last.Values.Where(last => last.Reanalyses == reanalyse).Sum(last => counter(last.Counters));
        }
    }

    private int Leases(Func<Lease, bool> counts)
    {
        lock (_gate)
        {
            RemoveSilent();
            return _leases.Values.Count(counts);
        }
    }

    private void RemoveSilent()
    {
        TimeSpan allowed = options.Heartbeat * options.MissedHeartbeats;
        foreach ((int index, Lease lease) in _leases.ToArray())
        {
            TimeSpan silent = time.GetElapsedTime(lease.LastHeard);
            if (silent > allowed)
            {
                _leases.Remove(index);
                string worker = NameOf(index);
                log.LeaseEnded(worker, silent.TotalSeconds);
            }
        }
    }

    private static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{index}");

    private static int? IndexOf(string worker)
        => worker.StartsWith(Prefix, StringComparison.Ordinal)
            && int.TryParse(worker.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? index
            : null;

    /// <summary>A worker's state for the duration of its lease.</summary>
    private sealed class Lease(RegisterRequest request, long joined)
    {
        private WorkerCounters _before = new();
        private long _beforeHeard = joined;

        public bool Reanalyses => request.Reanalyses;

        public long LastHeard { get; private set; } = joined;

        public WorkerCounters Counters { get; private set; } = new();

        public bool Draining { get; set; }

        public string Suspended { get; set; } = "";

        public void Note(WorkerCounters counters, TimeProvider time)
        {
            (_before, _beforeHeard) = (Counters, LastHeard);
            (Counters, LastHeard) = (counters, time.GetTimestamp());
        }

        public WorkerStatus Describe(string name, long rejected, bool drainAll, TimeProvider time)
        {
            double seconds = Math.Max(1e-3, time.GetElapsedTime(_beforeHeard, LastHeard).TotalSeconds);
            return new WorkerStatus
            {
                Worker = name,
                Host = request.Host,
                Process = request.Process,
                Counters = Counters,
                EpisodesPerSecond = (Counters.Episodes - _before.Episodes) / seconds,
                SimulationsPerSecond = (Counters.Simulations - _before.Simulations) / seconds,
                SilentSeconds = time.GetElapsedTime(LastHeard).TotalSeconds,
                State = Suspended.Length > 0 ? "suspended" : Draining || drainAll ? "draining" : "active",
                RejectedEpisodes = rejected,
                Reanalyses = Reanalyses,
            };
        }
    }
}

/// <summary>The time that workers may be silent.</summary>
public sealed record RegistryOptions
{
    /// <summary>The interval of heartbeats.</summary>
    /// <value>Default 2 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:10:00")]
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Heartbeats that may be missing before the lease ends.</summary>
    /// <value>Default 3.</value>
    [Range(1, 1000)]
    public int MissedHeartbeats { get; init; } = 3;
}
