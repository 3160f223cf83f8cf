using System.Globalization;
using MuZero.Farm.Hosting;
using MuZero.Numerics;
using Polly;
using StackExchange.Redis;

namespace MuZero.Farm.Redis;

/// <summary>The trainer's side of a farm's replay buffer. Redis holds the episodes and the limiter's counters, which outlive every process;
/// the trainer that opened the run holds the decoded episodes and the sum tree, and follows what workers push.</summary>
/// <remarks>Redis evicts by the same bounds as the <see cref="EpisodeTable"/> here, oldest first, so both hold the same episodes.</remarks>
internal sealed class RedisReplay : IReplay
{
    /// <summary>The layout of a run's keys; a run of another one is refused.</summary>
    public const int Schema = 1;

    // What episodes may take of Redis's maxmemory; the rest is for keys, the log's rewriting and the clients' buffers.
    private const double ShareOfMemory = 0.7;

    private static readonly RedisValue[] _countFields =
        ["episodes", "positions", "bytes", "inserted_episodes", "inserted_positions", "sampled_positions", "evicted"];

    private const int InsertedEpisodes = 3; // its index among them
    private const int FewNumbers = 1_000;

    private readonly ResiliencePipeline<bool> _untilReserved = FarmResilience.UntilDone(TimeSpan.FromMilliseconds(2),
        TimeSpan.FromMilliseconds(100));
    private readonly RedisServer _server;
    private readonly RunKeys _keys;
    private readonly GameSpec _spec;
    private readonly EpisodeFeed _feed;
    private readonly EpisodeTable _table;
    private readonly FreshTargetFeed? _fresh; // null unless the run reanalyses
    private readonly Dictionary<string, long> _numbers = []; // of the table's episodes by id, if the run reanalyses
    private readonly ReplayOptions _options;
    private readonly RunIdentity _run;
    private readonly Action<string> _report;
    private readonly Lock _tableGate = new();
    private readonly Lock _following = new();
    private RedisValue[] _counts = new RedisValue[_countFields.Length]; // as last read
    private long _tickets;
    private long _rejected;
    private int _reconnections;
    private long _epoch;

    /// <summary>Opens the run, fencing off every trainer that opened it before, and loads what it holds.</summary>
    /// <param name="server">Redis.</param>
    /// <param name="keys">The run.</param>
    /// <param name="game">The game; episodes are played again to prove and to restore them.</param>
    /// <param name="options">Bounds, priorities, rate.</param>
    /// <param name="rejected">Gets every episode that was put into quarantine.</param>
    /// <param name="run">Tells the run from others of its name, of which the buffer takes nothing over.</param>
    /// <param name="report">Gets a line if the buffer starts empty: what an earlier run left was removed, or Redis lost it.</param>
    /// <param name="reanalyses">Services give episodes fresh targets, which the trainer follows.</param>
    /// <exception cref="IncompatibleException">The run's buffer belongs to another game or layout.</exception>
    /// <exception cref="RedisUnavailableException">Redis is away.</exception>
    public RedisReplay(
        RedisServer server, RunKeys keys, IGame game, ReplayOptions options, Action<EpisodeRejection>? rejected = null,
        RunIdentity run = default,
        Action<string>? report = null, bool reanalyses = false)
    {
        (_server, _run, _report) = (server, run, report ?? (_ => { }));
        _fresh = reanalyses ? new FreshTargetFeed(server, keys, game) : null;
        _keys = keys;
        _spec = game.Spec;
        _feed = new EpisodeFeed(server, keys, game, () => Epoch)
        {
            Rejected = rejection =>
            {
                Interlocked.Increment(ref _rejected);
                rejected?.Invoke(rejection);
            },
        };
        long memory = (long)(ShareOfMemory * server.MaxMemory()) >> 20;
        MaxMebibytes = memory > 0 ? (int)Math.Min(options.MaxMebibytes, memory) : options.MaxMebibytes;
        options = options with { MaxMebibytes = MaxMebibytes };
        _options = options;
        _table = new EpisodeTable(options);
        Open();
        RecountEpisodes();
        Follow();
        _ = Statistics;
    }

    /// <summary>Raised for each sound episode once, in order, on the thread that read it; not for those that were there at the
    /// start.</summary>
    public event Action<Episode>? Arrived;

    /// <summary>This trainer's number; a later trainer of the run has a larger one.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>Mebibytes of episodes held at most: replay.max_mebibytes, or less if Redis's maxmemory leaves less.</summary>
    public int MaxMebibytes { get; }

    /// <inheritdoc/>
    /// <remarks>The last known ones while Redis is unreachable, so that a missing count ends no run.</remarks>
    public ReplayStatistics Statistics
    {
        get
        {
            try
            {
                Remember(_server.Call(database => database.HashGet(_keys.Meta, _countFields)));
            }
            catch (RedisUnavailableException)
            {
                // Known has the last ones.
            }

            return Known;
        }
    }

    /// <summary>The counts as last read.</summary>
    public ReplayStatistics Known
    {
        get
        {
            long[] counts = Array.ConvertAll(Volatile.Read(ref _counts), value => (long)value);
            return new ReplayStatistics((int)counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6]);
        }
    }

    /// <summary>Episodes that this trainer put into quarantine.</summary>
    public long Rejected => Volatile.Read(ref _rejected);

    /// <summary>The first of so many consecutive numbers that no worker of the run has had.</summary>
    public static async Task<long> ReserveWorkers(RedisServer server, RunKeys keys, long count)
        => await server.CallAsync(database => database.HashIncrementAsync(keys.Meta, "workers", count)) - count;

    /// <summary>Reads the counts again, for <see cref="Known"/>; they stay as they are while Redis is unreachable.</summary>
    public async Task Recount(CancellationToken cancellation)
    {
        try
        {
            Remember(await _server.CallAsync(database => database.HashGetAsync(_keys.Meta, _countFields), cancellation));
        }
        catch (RedisUnavailableException)
        {
            // The next reading may succeed.
        }
    }

    /// <inheritdoc/>
    public bool TrySample(Span<ReplaySample> samples, RandomStream random)
    {
        if (!TryReserve(NextTicket(), samples.Length))
        {
            return false;
        }

        Draw(samples, random);
        return true;
    }

    /// <inheritdoc/>
    public void Sample(Span<ReplaySample> samples, RandomStream random, CancellationToken cancellation)
    {
        string ticket = NextTicket();
        int positions = samples.Length;
        _untilReserved.Execute(
            _ =>
            {
                Follow();
                return TryReserve(ticket, positions);
            },
            cancellation);
        Draw(samples, random);
    }

    /// <inheritdoc/>
    public void UpdatePriorities(ReadOnlySpan<PositionKey> keys, ReadOnlySpan<float> priorities)
    {
        lock (_tableGate)
        {
            _table.UpdatePriorities(keys, priorities);
        }
    }

    /// <summary>Reads what was pushed since; the trainer's own thread does so too if it is behind.</summary>
    public void Follow()
    {
        lock (_following)
        {
            if (_server.Reconnections is var reconnections && reconnections != _reconnections)
            {
                RecountEpisodes();
                _feed.Rewind();
                _reconnections = reconnections;
            }

            while (_feed.Read(Take) == EpisodeFeed.Page)
            {
            }

            while (_fresh?.Read(Refresh) == FreshTargetFeed.Page)
            {
            }
        }
    }

    /// <summary>Sets the newest weights of the run and the oldest to learn from.</summary>
    /// <exception cref="FencedException">Another trainer has opened the run.</exception>
    public void Announce(long weightVersion, long leastVersion)
    {
        while ((int)_server.Call(database
            => database.ScriptEvaluate(RedisScript.Publish, [_keys.Meta], [EpochText, weightVersion, leastVersion])) == -2)
        {
            OpenAgain();
        }
    }

    // A buffer that was filled and has no counts was lost. Opening it again restores the last ones.
    private void Remember(RedisValue[] counts)
    {
        if (!counts[InsertedEpisodes].IsNull || Known.InsertedEpisodes == 0)
        {
            Volatile.Write(ref _counts, counts);
        }
    }

    private string EpochText => Epoch.ToString(CultureInfo.InvariantCulture);

    private void Open()
    {
        RateLimiter limiter = RateLimiter.For(_options);
        ReplayStatistics known = Known; // nothing, unless Redis lost it
        RedisValue[] arguments =
        [
            Schema, _spec.Id, _spec.Version, _run.Id ?? "", _run.IsResumed ? 1 : 0, Epoch + 1, _keys.EpisodePrefix,
            "samples_per_insert", Number(_options.SamplesPerInsert), "min_positions", _options.MinPositions,
            "min_balance", Number(limiter.MinBalance), "max_balance", Number(limiter.MaxBalance),
            "max_episodes", _options.MaxEpisodes, "max_bytes", (long)_options.MaxMebibytes << 20,
        ];
        if (known.InsertedEpisodes > 0)
        {
            arguments =
            [
                .. arguments, "inserted_episodes", known.InsertedEpisodes, "inserted_positions", known.InsertedPositions,
                "sampled_positions", known.SampledPositions,
            ];
        }

        RedisKey[] touched = [_keys.Meta, _keys.Order, _keys.Producers, _keys.Quarantine];
        var answer = (RedisValue[])_server.Call(database => database.ScriptEvaluate(RedisScript.Open, touched, arguments))!;
        if ((int)answer[0] != 1)
        {
            throw new IncompatibleException(
                $"The replay buffer of run '{_keys.Run}' holds {answer[1]}, not {_spec.Id} version {_spec.Version}, schema {Schema}. "
                    + "Choose another --experiment-name.");
        }

        Volatile.Write(ref _epoch, (long)answer[1]);
        if ((long)answer[2] >= 0)
        {
            _report($"The replay buffer held {(long)answer[2]} episodes of another run named '{_keys.Run}'; they were removed, and the "
                + "buffer starts empty.");
        }
    }

    // The run's epoch is another one, or there is none because Redis lost everything: then what this trainer holds is kept, and workers
    // push on.
    private void OpenAgain()
    {
        lock (_following)
        {
            RedisValue held = _server.Call(database => database.HashGet(_keys.Meta, "epoch"));
            if (!held.IsNull)
            {
                // Our own epoch: the other thread of this trainer has opened the run again meanwhile.
                if ((long)held == Epoch)
                {
                    return;
                }

                throw new FencedException(_keys.Run);
            }

            Open();
            _feed.Rewind();
        }

        _report($"Redis has lost the replay buffer of run '{_keys.Run}' (it was flushed, or restarted without persistence). "
            + "Training goes on with the episodes that the trainer holds; workers push their last ones again.");
    }

    // After a crash of Redis counters may be off; see the script.
    private void RecountEpisodes()
    {
        if ((int)_server.Call(database => database.ScriptEvaluate(RedisScript.Recount, [_keys.Meta, _keys.Order], [EpochText])) == -2)
        {
            OpenAgain();
        }
    }

    // False if the limiter refuses, or if every episode that was ever pushed has been put into quarantine.
    private bool TryReserve(string ticket, int positions)
    {
        var answer = (RedisValue[])_server.Call(database
            => database.ScriptEvaluate(RedisScript.Reserve, [_keys.Meta], [EpochText, ticket, positions]))!;
        switch ((int)answer[0])
        {
            case -2:
                OpenAgain();
                return false;
            case 0:
                return false;
        }

        if (_feed.Position < (long)answer[1])
        {
            Follow();
        }

        lock (_tableGate)
        {
            return _table.Episodes > 0;
        }
    }

    private void Draw(Span<ReplaySample> samples, RandomStream random)
    {
        lock (_tableGate)
        {
            _table.Draw(samples, random);
        }
    }

    private void Take(Episode episode)
    {
        lock (_tableGate)
        {
            _table.Add(episode);
            if (_fresh is not null)
            {
                Number(episode);
            }
        }

        Arrived?.Invoke(episode);
    }

    // Ids of episodes that have left are dropped now and then.
    private void Number(Episode episode)
    {
        _numbers[EpisodeEntry.Of(EpisodeSummary.Of(episode)).Id] = _table.InsertedEpisodes - 1;
        if (_numbers.Count > (2 * _table.Episodes) + FewNumbers)
        {
            foreach ((string id, _) in _numbers.Where(numbered => numbered.Value < _table.Evicted).ToArray())
            {
                _numbers.Remove(id);
            }
        }
    }

    private void Refresh(string id, Episode fresh)
    {
        lock (_tableGate)
        {
            if (_numbers.TryGetValue(id, out long number))
            {
                _table.Replace(new NumberedEpisode(number, fresh));
            }
        }
    }

    private string NextTicket() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}:{++_tickets}");

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>Tells a run from others of the same name.</summary>
/// <param name="Id">The run's own text; null or empty takes over whatever the buffer holds.</param>
/// <param name="IsResumed">True if a buffer without an id, of the version before, is the run's own.</param>
public readonly record struct RunIdentity(string? Id, bool IsResumed);

/// <summary>Another trainer has taken the run over; this one must stop.</summary>
internal sealed class FencedException(string run)
    : UserException(ExitCode.RunFailed,
        $"Another trainer has taken run '{run}' over, so this one stops. Only one trainer at a time may train a run.");
