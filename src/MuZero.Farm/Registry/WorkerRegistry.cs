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

    private const long MostCounted = 1L << 50;
    private const int LongestHost = 255;
    private const int LongestReason = 400;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, Lease> _leases = [];
    private readonly Dictionary<int, long> _accepted = []; // episodes that reached this trainer, whatever their worker reports
    private readonly Dictionary<int, long> _rejected = [];
    private readonly Dictionary<int, string> _suspended = []; // with the reason; a new lease does not end it
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
    /// <remarks>A name that the run never gave, or that a living worker of another process holds, counts as none: two workers of one name
    /// would make one's episodes duplicates of the other's.</remarks>
    /// <exception cref="Redis.RedisUnavailableException">A number is needed or to be looked up, and Redis is not available.</exception>
    public async Task<(string Worker, int Index)> Register(RegisterRequest request)
    {
        request.Host = PlainText.Of(request.Host, LongestHost);
        if (IndexOf(request.Worker) is not { } index || !await numbers.WasGiven(index) || !TryLease(index, request))
        {
            index = await numbers.Next();
            _ = TryLease(index, request); // nobody else has the number
        }

        string worker = NameOf(index);
        log.WorkerJoined(worker, request.Host, request.Process);
        return (worker, index);
    }

    /// <summary>Keeps a worker's lease; null if it has none and must register again.</summary>
    /// <exception cref="FormatException">The counters are not those of a worker; the message says why.</exception>
    public HeartbeatReply? Heartbeat(HeartbeatRequest request)
    {
        lock (_gate)
        {
            RemoveSilent();
            if (IndexOf(request.Worker) is not { } index || !_leases.TryGetValue(index, out Lease? lease))
            {
                return null;
            }

            lease.Note(Checked(request.Counters ?? new WorkerCounters(), lease.Counters), time);
            _last[index] = (lease.Reanalyses, lease.Counters);
            return new HeartbeatReply { Drain = _drainAll || lease.Draining, Suspended = _suspended.GetValueOrDefault(index, "") };
        }
    }

    /// <summary>A worker's lease ends at once.</summary>
    /// <exception cref="FormatException">The counters are not those of a worker; the message says why.</exception>
    public void Leave(LeaveRequest request)
    {
        lock (_gate)
        {
            if (IndexOf(request.Worker) is { } index && _leases.TryGetValue(index, out Lease? lease))
            {
                WorkerCounters last = request.Counters is { } counters ? Checked(counters, lease.Counters) : lease.Counters;
                _leases.Remove(index);
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

    /// <summary>Counts a sound episode of <paramref name="producer"/>, an actor of a worker.</summary>
    public void NoteAccepted(string producer)
    {
        if (IndexOfProducer(producer) is { } index)
        {
            lock (_gate)
            {
                _accepted[index] = _accepted.GetValueOrDefault(index) + 1;
            }
        }
    }

    /// <summary>Counts a refused episode of <paramref name="producer"/>, an actor of a worker, and suspends the worker above the
    /// limit.</summary>
    public void NoteRejected(string producer)
    {
        if (IndexOfProducer(producer) is not { } index)
        {
            return;
        }

        lock (_gate)
        {
            long rejected = _rejected[index] = _rejected.GetValueOrDefault(index) + 1, all = rejected + _accepted.GetValueOrDefault(index);
            if (rejected >= LeastRejected && rejected > RejectedShare * all && !_suspended.ContainsKey(index))
            {
                string reason = _suspended[index] = string.Create(CultureInfo.InvariantCulture,
                    $"{rejected} of its {all} episodes were refused");
                string worker = NameOf(index);
                log.WorkerSuspended(worker, reason);
            }
        }
    }

    /// <summary>Every worker with a lease.</summary>
    public IReadOnlyList<WorkerStatus> List()
    {
        lock (_gate)
        {
            RemoveSilent();
            return
            [
                .. _leases.Select(pair => pair.Value.Describe(
                    NameOf(pair.Key), _rejected.GetValueOrDefault(pair.Key), _suspended.ContainsKey(pair.Key), _drainAll, time)),
            ];
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

    // False if a living worker of another process holds it.
    private bool TryLease(int index, RegisterRequest request)
    {
        lock (_gate)
        {
            RemoveSilent();
            if (_leases.TryGetValue(index, out Lease? held) && !held.IsOf(request))
            {
                return false;
            }

            _leases[index] = new Lease(request, time.GetTimestamp());
            return true;
        }
    }

    // What a worker counts is whole, grows, and leaves room for a sum over all workers.
    private static WorkerCounters Checked(WorkerCounters counters, WorkerCounters before)
    {
        RequireCount("episodes", counters.Episodes, before.Episodes);
        RequireCount("simulations", counters.Simulations, before.Simulations);
        RequireCount("reanalysed positions", counters.ReanalysedPositions, before.ReanalysedPositions);
        RequireCount("moves", counters.Moves, before.Moves);
        // -1 before the first weights; they may go back with their trainer.
        RequireCount("weight version", counters.WeightVersion, least: -1);
        RequireCount("spooled episodes", counters.SpooledEpisodes, least: 0);
        RequireCount("dropped episodes", counters.DroppedEpisodes, least: 0);
        counters.WaitsFor = PlainText.Of(counters.WaitsFor, LongestReason);
        return counters;
    }

    private static void RequireCount(string what, long count, long least)
    {
        if (count < least || count > MostCounted)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture,
                $"a worker's {what} cannot be {count}: it is from {least} to {MostCounted} and never falls"));
        }
    }

    private static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{index}");

    private static int? IndexOf(string worker)
        => worker.StartsWith(Prefix, StringComparison.Ordinal)
            && int.TryParse(worker.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? index
            : null;

    private static int? IndexOfProducer(string producer)
    {
        int end = producer.LastIndexOf('/');
        return IndexOf(end < 0 ? producer : producer[..end]);
    }

    /// <summary>A worker's state for the duration of its lease.</summary>
    private sealed class Lease(RegisterRequest request, long joined)
    {
        private WorkerCounters _before = new();
        private long _beforeHeard = joined;

        public bool Reanalyses => request.Reanalyses;

        public long LastHeard { get; private set; } = joined;

        public WorkerCounters Counters { get; private set; } = new();

        public bool Draining { get; set; }

        public void Note(WorkerCounters counters, TimeProvider time)
        {
            (_before, _beforeHeard) = (Counters, LastHeard);
            (Counters, LastHeard) = (counters, time.GetTimestamp());
        }

        public bool IsOf(RegisterRequest other) => request.Host == other.Host && request.Process == other.Process;

        public WorkerStatus Describe(string name, long rejected, bool isSuspended, bool drainAll, TimeProvider time)
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
                State = isSuspended ? "suspended" : Draining || drainAll ? "draining" : "active",
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
