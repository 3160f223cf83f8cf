using MuZero.Diagnostics;
using MuZero.Farm.Redis;
using MuZero.Games;
using MuZero.Replay;
using MuZero.SelfPlay;

namespace MuZero.Farm.SelfPlay;

/// <summary>What a worker's outbox has done so far.</summary>
/// <param name="Stored">Episodes that the replay buffer acknowledged.</param>
/// <param name="Stale">Episodes refused because their weights were too old.</param>
/// <param name="Dropped">Episodes lost because the spool was full or damaged.</param>
/// <param name="Spooled">Episodes on disk.</param>
/// <param name="WaitsFor">Why nothing moves; empty while all is well.</param>
public readonly record struct OutboxStatistics(long Stored, long Stale, long Dropped, long Spooled, string WaitsFor);

/// <summary>Carries a worker's episodes to the replay buffer, in order, in a thread of its own. While Redis is away they go to the spool; while the
/// limiter holds inserts back they wait in memory, and the actors with them.</summary>
public sealed class EpisodeOutbox : IDisposable
{
    /// <summary>Frames in memory at most; beyond it the actors wait.</summary>
    public const long MaxWaitingBytes = 64L << 20;

    /// <summary>Episodes in memory at most, unless Redis is away: what waits for the limiter grows old, and its weights with it.</summary>
    public const int MaxWaitingEpisodes = 64;

    // Frames go to disk in segments of about this size.
    private const long SegmentBytes = 1L << 20;

    private static readonly TimeSpan _shortestWait = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(1);

    private readonly Func<byte[], EpisodeSummary, PushResult> _push;
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
    private string _waitsFor = "";
    private bool _away; // Redis, at the last attempt
    private UserException? _fault;

    /// <summary>An outbox that does not run yet.</summary>
    /// <param name="push">Pushes one frame; safe to repeat. Throws <see cref="RedisUnavailableException"/> while the buffer is away.</param>
    /// <param name="spool">Belongs to the outbox from now on.</param>
    /// <param name="spec">The game.</param>
    public EpisodeOutbox(Func<byte[], EpisodeSummary, PushResult> push, EpisodeSpool spool, GameSpec spec)
    {
        _push = push;
        _spool = spool;
        _spec = spec;
        _thread = new Thread(Run) { IsBackground = true, Name = "outbox" };
    }

    /// <summary>Cancelled when the buffer refuses this worker for good; <see cref="Fault"/> says why.</summary>
    public CancellationToken Failed => _stop.Token;

    /// <summary>Why the outbox ended by itself, or null.</summary>
    public UserException? Fault => Volatile.Read(ref _fault);

    /// <summary>Counts as of now.</summary>
    public OutboxStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return new OutboxStatistics(_stored, _stale, _spool.Dropped + _damaged, _spool.Episodes, _waitsFor);
            }
        }
    }

    /// <summary>Begins to push.</summary>
    public void Start() => _thread.Start();

    /// <summary>Takes an episode over, waiting while <see cref="MaxWaitingEpisodes"/> or <see cref="MaxWaitingBytes"/> are in memory.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public void Insert(Episode episode, CancellationToken cancellation)
    {
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

    private void Run()
    {
        TimeSpan wait = _shortestWait;
        while (WaitForWork())
        {
            try
            {
                bool moved = PushSpooled() && PushWaiting();
                wait = moved ? _shortestWait : Pause(wait);
            }
            catch (RedisUnavailableException fault)
            {
                lock (_gate)
                {
                    _waitsFor = fault.Message;
                    _away = true;
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
            while (_waiting.Count == 0 && _spool.IsEmpty && !_stop.IsCancellationRequested)
            {
                Monitor.Wait(_gate);
            }

            return !_stop.IsCancellationRequested;
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

    // True where the frame is dealt with, false where it must wait.
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

        switch (_push(frame, summary))
        {
            case PushResult.Stored or PushResult.Duplicate:
                Count(ref _stored);
                return true;
            case PushResult.Stale:
                Count(ref _stale);
                return true;
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
