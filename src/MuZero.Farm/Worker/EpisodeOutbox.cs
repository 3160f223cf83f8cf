using System.Diagnostics;
using MuZero.Errors;
using MuZero.Farm.Redis;
using MuZero.Games;
using MuZero.Replay;
using MuZero.SelfPlay;

namespace MuZero.Farm.Worker;

/// <summary>The counts of a worker's outbox.</summary>
/// <param name="Stored">Episodes that the replay buffer acknowledged.</param>
/// <param name="Stale">Episodes refused because their weights were too old.</param>
/// <param name="Dropped">Episodes lost because the spool was full or damaged.</param>
/// <param name="Spooled">Episodes on disk.</param>
/// <param name="PushedAgain">Episodes that a crash of Redis lost after their acknowledgement, and that were stored again.</param>
/// <param name="WaitsFor">Why nothing moves; empty while all is well.</param>
public readonly record struct OutboxStatistics(long Stored, long Stale, long Dropped, long Spooled, long PushedAgain, string WaitsFor);

/// <summary>Pushes one frame; safe to repeat (<see cref="EpisodePusher.Push"/>).</summary>
/// <param name="frame">The episode.</param>
/// <param name="summary">Its summary.</param>
/// <param name="acknowledged">The producer's last acknowledged sequence, or -1.</param>
/// <exception cref="RedisUnavailableException">The buffer is away.</exception>
public delegate PushResult PushEpisode(byte[] frame, EpisodeSummary summary, long acknowledged);

/// <summary>Carries a worker's episodes to the replay buffer, in order, in a thread of its own. While Redis is away they go to the spool; while the
/// limiter holds inserts back they wait in memory, and the actors with them; what a crash of Redis took after it was acknowledged is pushed again.</summary>
public sealed class EpisodeOutbox : IEpisodeSink, IDisposable
{
    /// <summary>Frames in memory at most; beyond it the actors wait.</summary>
    public const long MaxWaitingBytes = 64L << 20;

    /// <summary>Episodes in memory at most, unless Redis is away: what waits for the limiter grows old, and its weights with it.</summary>
    public const int MaxWaitingEpisodes = 64;

    // Frames go to disk in segments of about this size.
    private const long SegmentBytes = 1L << 20;

    private static readonly TimeSpan _shortestWait = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(1);

    // How often an outbox asks whether its last episodes are still there.
    private static readonly TimeSpan _proofInterval = TimeSpan.FromSeconds(2);

    private readonly PushEpisode _push;
    private readonly AcknowledgedEpisodes _acknowledged = new(TimeProvider.System);
    private readonly EpisodeSpool _spool;
    private readonly GameSpec _spec;
    private readonly object _gate = new();
    private readonly Queue<byte[]> _waiting = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private long _waitingBytes;
    private long _stored;
    private long _stale;
    private long _damaged;
    private long _pushedAgain;
    private string _waitsFor = "";
    private bool _away; // Redis, at the last attempt
    private bool _unproven; // Redis was away since the last proof, and may have lost what it acknowledged
    private long _provenAt = Stopwatch.GetTimestamp();
    private UserException? _fault;

    /// <summary>An outbox that does not run yet.</summary>
    /// <param name="push">Pushes one frame.</param>
    /// <param name="spool">Belongs to the outbox from now on.</param>
    /// <param name="spec">The game.</param>
    public EpisodeOutbox(PushEpisode push, EpisodeSpool spool, GameSpec spec)
    {
        _push = push;
        _spool = spool;
        _spec = spec;
        _thread = new Thread(Run) { IsBackground = true, Name = "outbox" };
    }

    /// <summary>Cancelled when the buffer refuses this worker for good; <see cref="Fault"/> has the reason.</summary>
    public CancellationToken Failed => _stop.Token;

    /// <summary>The reason why the outbox ended by itself, or null.</summary>
    public UserException? Fault => Volatile.Read(ref _fault);

    /// <summary>Counts as of now.</summary>
    public OutboxStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return new OutboxStatistics(_stored, _stale, _spool.Dropped + _damaged, _spool.Episodes, _pushedAgain, _waitsFor);
            }
        }
    }

    /// <summary>Begins to push.</summary>
    public void Start() => _thread.Start();

    /// <summary>Takes an episode over, waiting while <see cref="MaxWaitingEpisodes"/> or <see cref="MaxWaitingBytes"/> are in memory.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public void Deliver(Episode episode, CancellationToken cancellation)
    {
        if (!EpisodeCheck.IsWorthKeeping(episode, _spec))
        {
            return;
        }

        byte[] frame = EpisodeCodec.Encode(episode);
        using CancellationTokenRegistration registration = cancellation.Register(Wake);
        lock (_gate)
        {
            while (_waitingBytes > MaxWaitingBytes || (_waiting.Count >= MaxWaitingEpisodes && !_away) || (_waitingBytes >= SegmentBytes && _away))
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }

            _waiting.Enqueue(frame);
            _waitingBytes += frame.Length;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until everything is stored, at most for <paramref name="limit"/>; what is left then goes to the spool, for the next worker in its directory.</summary>
    public void Stop(TimeSpan limit)
    {
        long end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        lock (_gate)
        {
            while ((_waiting.Count > 0 || !_spool.IsEmpty) && !_stop.IsCancellationRequested && _waitsFor.Length == 0 && Environment.TickCount64 < end)
            {
                Monitor.Wait(_gate, 20);
            }
        }

        _stop.Cancel();
        Wake();
        if (_thread.IsAlive)
        {
            _thread.Join();
            ProveAtTheEnd();
        }

        lock (_gate)
        {
            SpoolWaiting(all: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop(TimeSpan.Zero);
        _stop.Dispose();
    }

    // A worker that ends cannot push again later.
    private void ProveAtTheEnd()
    {
        try
        {
            Prove();
        }
        catch (UserException fault) when (Fault is null)
        {
            WaitFor(fault.Message);
        }
    }

    private void Run()
    {
        TimeSpan wait = _shortestWait;
        while (WaitForWork())
        {
            try
            {
                bool moved = HasWork() && !IsProofDue() ? PushSpooled() && PushWaiting() : Prove();
                wait = moved ? _shortestWait : Pause(wait);
            }
            catch (RedisUnavailableException fault)
            {
                lock (_gate)
                {
                    _waitsFor = fault.Message;
                    _away = _unproven = true;
                    SpoolWaiting(all: false);
                }

                wait = Pause(wait);
            }
            catch (Exception fault) when (fault is UserException or IOException or UnauthorizedAccessException)
            {
                _fault = fault as UserException ?? new UserException(ExitCode.RunFailed, $"The spool cannot be used: {fault.Message}", fault);
                _stop.Cancel();
            }
        }
    }

    private bool WaitForWork()
    {
        lock (_gate)
        {
            bool waited = _unproven;
            while (_waiting.Count == 0 && _spool.IsEmpty && !_stop.IsCancellationRequested && (!waited || _acknowledged.IsEmpty))
            {
                waited = !Monitor.Wait(_gate, _acknowledged.IsEmpty ? Timeout.InfiniteTimeSpan : _proofInterval);
            }

            return !_stop.IsCancellationRequested;
        }
    }

    private bool IsProofDue() => _unproven || Stopwatch.GetElapsedTime(_provenAt) > _proofInterval;

    private bool HasWork()
    {
        lock (_gate)
        {
            return _waiting.Count > 0 || !_spool.IsEmpty;
        }
    }

    // The spool first: a producer's episodes are stored in the order in which it played them.
    private bool PushSpooled()
    {
        if (_spool.Peek() is not { } frames)
        {
            return true;
        }

        foreach (byte[] frame in frames)
        {
            if (!Push(frame))
            {
                return false;
            }
        }

        lock (_gate)
        {
            _spool.Remove();
        }

        return true;
    }

    private bool PushWaiting()
    {
        byte[]? frame;
        lock (_gate)
        {
            if (!_spool.IsEmpty || !_waiting.TryPeek(out frame))
            {
                return true;
            }
        }

        if (!Push(frame))
        {
            return false;
        }

        lock (_gate)
        {
            _waiting.Dequeue();
            _waitingBytes -= frame.Length;
            Monitor.PulseAll(_gate);
        }

        return true;
    }

    // True if the frame is done, false if it must wait.
    private bool Push(byte[] frame)
    {
        EpisodeSummary summary;
        try
        {
            summary = EpisodeCodec.Summarize(frame, _spec);
        }
        catch (UserException fault) when (fault is CorruptDataException or IncompatibleException)
        {
            // A disk that changed a byte, in the version's place perhaps; the frames around it are sound.
            Count(ref _damaged);
            return true;
        }

        switch (_push(frame, summary, _acknowledged.Last(summary.Producer)))
        {
            case PushResult.Stored or PushResult.Duplicate:
                _acknowledged.Add(frame, summary);
                Count(ref _stored);
                return true;
            case PushResult.Stale:
                Count(ref _stale);
                return true;
            case PushResult.Gap:
                PushAgain();
                return false;
            case PushResult.Limited:
                WaitFor("the limiter: the trainer has enough new episodes");
                return false;
            case PushResult.NotOpened:
                WaitFor("a trainer to open the run");
                return false;
            default:
                throw new IncompatibleException($"The run's replay buffer is of another game or version than {summary.Game} version {summary.GameVersion}. Start the worker for this run's game.");
        }
    }

    // Checks that every producer's newest acknowledged episode is there, and so all before it; if not, all are pushed again. False if it must wait.
    private bool Prove()
    {
        bool proven = _acknowledged.Newest().All(episode => _push(episode.Frame, episode.Summary, episode.Before) is not PushResult.Gap) || PushAgain();
        if (proven)
        {
            _unproven = false;
            _provenAt = Stopwatch.GetTimestamp();
            _acknowledged.Expire();
        }

        return proven;
    }

    // Everything that was acknowledged lately, in its order; what is there is answered as a duplicate. False if it must wait.
    private bool PushAgain()
    {
        foreach ((byte[] frame, EpisodeSummary summary) in _acknowledged.All())
        {
            switch (_push(frame, summary, acknowledged: -1))
            {
                case PushResult.Stored:
                    Count(ref _pushedAgain);
                    break;
                case PushResult.Duplicate:
                    break;
                case PushResult.Stale:
                    _acknowledged.Forget(summary);
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private void Count(ref long counter)
    {
        lock (_gate)
        {
            counter++;
            _waitsFor = "";
            _away = false;
        }
    }

    private void WaitFor(string what)
    {
        lock (_gate)
        {
            _waitsFor = what;
            _away = false;
        }
    }

    // The queue's front is what is being pushed, and it stays the oldest: frames go to disk in their order, after those that are there.
    private void SpoolWaiting(bool all)
    {
        while (_waiting.Count > 0 && (all || _waitingBytes >= SegmentBytes))
        {
            List<byte[]> segment = [];
            long bytes = 0;
            while (bytes < SegmentBytes && _waiting.TryDequeue(out byte[]? frame))
            {
                segment.Add(frame);
                bytes += frame.Length;
            }

            _spool.Append(segment);
            _waitingBytes -= bytes;
        }

        Monitor.PulseAll(_gate);
    }

    private TimeSpan Pause(TimeSpan wait)
    {
        _stop.Token.WaitHandle.WaitOne(wait * (0.5 + (0.5 * Random.Shared.NextDouble())));
        return wait * 2 < _longestWait ? wait * 2 : _longestWait;
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }
}
