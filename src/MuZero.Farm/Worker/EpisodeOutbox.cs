using System.Diagnostics;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using Polly;

namespace MuZero.Farm.Worker;

/// <summary>The counts of a worker's outbox so far.</summary>
/// <param name="Stored">Episodes that the replay buffer acknowledged.</param>
/// <param name="Stale">Episodes refused because their weights were too old.</param>
/// <param name="Dropped">Episodes lost because the spool was full or damaged.</param>
/// <param name="Spooled">Episodes on disk.</param>
/// <param name="PushedAgain">Episodes that a crash of Redis took after they were acknowledged, and that were stored once more.</param>
/// <param name="WaitsFor">The reason for a halt; empty if there is none.</param>
internal readonly record struct OutboxStatistics(long Stored, long Stale, long Dropped, long Spooled, long PushedAgain, string WaitsFor);

/// <summary>Pushes one frame; safe to repeat (<see cref="EpisodePusher.Push"/>).</summary>
/// <param name="frame">The episode.</param>
/// <param name="summary">Its summary.</param>
/// <param name="acknowledged">The producer's last acknowledged sequence, or -1.</param>
/// <exception cref="RedisUnavailableException">The buffer is away.</exception>
internal delegate PushResult PushEpisode(byte[] frame, EpisodeSummary summary, long acknowledged);

/// <summary>Carries a worker's episodes to the replay buffer, in order, in a thread of its own. While Redis is away they go to the spool;
/// while the limiter holds inserts back they wait in memory, and the actors with them; what a crash of Redis took after it was acknowledged
/// is pushed again.</summary>
/// <remarks><see cref="EpisodeBacklog"/> holds what waits, <see cref="DeliveryProof"/> what was acknowledged; here is the loop between
/// them.</remarks>
internal sealed class EpisodeOutbox : IEpisodeSink, IDisposable
{
    private readonly PushEpisode _push;
    private readonly GameSpec _spec;
    private readonly EpisodeBacklog _backlog;
    private readonly DeliveryProof _proof;
    private readonly ResiliencePipeline<bool> _untilDone = FarmResilience.UntilDone(TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(1));
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private long _stored;
    private long _stale;
    private long _lost; // damaged on disk, or without room there at the end
    private volatile string _waitsFor = "";
    private UserException? _fault;

    /// <summary>An outbox that does not run yet.</summary>
    /// <param name="push">Pushes one frame.</param>
    /// <param name="spool">Belongs to the outbox from now on.</param>
    /// <param name="spec">The game.</param>
    public EpisodeOutbox(PushEpisode push, EpisodeSpool spool, GameSpec spec)
    {
        _push = push;
        _spec = spec;
        _backlog = new EpisodeBacklog(spool);
        _proof = new DeliveryProof(push, TimeProvider.System);
        _thread = new Thread(Run) { IsBackground = true, Name = "outbox" };
    }

    /// <summary>Cancelled when the buffer refuses this worker for good; <see cref="Fault"/> says why.</summary>
    public CancellationToken Failed => _stop.Token;

    /// <summary>The fault that ended the outbox, or null.</summary>
    public UserException? Fault => Volatile.Read(ref _fault);

    /// <summary>Counts as of now.</summary>
    public OutboxStatistics Statistics
    {
        get
        {
            (long spooled, long dropped) = _backlog.Disk;
            return new OutboxStatistics(
                Interlocked.Read(ref _stored), Interlocked.Read(ref _stale), dropped + Interlocked.Read(ref _lost), spooled,
                _proof.PushedAgain, _waitsFor);
        }
    }

    /// <summary>Begins to push.</summary>
    public void Start() => _thread.Start();

    /// <inheritdoc/>
    public void Deliver(Episode episode, CancellationToken cancellation)
    {
        if (EpisodeCheck.IsWorthKeeping(episode, _spec))
        {
            _backlog.Add(new OutgoingEpisode(EpisodeCodec.Encode(episode), EpisodeSummary.Of(episode)), cancellation);
        }
    }

    /// <summary>Waits until everything is stored, at most for <paramref name="limit"/>; the rest then goes to the spool, for the next
    /// worker in its directory.</summary>
    public void Stop(TimeSpan limit)
    {
        for (long started = Stopwatch.GetTimestamp(); !_backlog.IsEmpty && _waitsFor.Length == 0
            && Stopwatch.GetElapsedTime(started) < limit;)
        {
            if (_stop.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20)))
            {
                break;
            }
        }

        _stop.Cancel();
        if (_thread.IsAlive)
        {
            _thread.Join();
            ProveAtTheEnd();
        }

        SpoolTheRest();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop(TimeSpan.Zero);
        _stop.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                _backlog.Wait(_proof.Rest, _stop.Token);
                _untilDone.Execute(_ => TryStep(), _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped while it waited to try again.
        }
        catch (Exception fault) when (fault is UserException or IOException or UnauthorizedAccessException)
        {
            _fault = fault as UserException ?? new UserException(ExitCode.RunFailed, $"The spool cannot be used: {fault.Message}", fault);
            _stop.Cancel();
        }
    }

    // False if it has to be tried again later.
    private bool TryStep()
    {
        try
        {
            return _backlog.IsEmpty || _proof.IsDue ? _proof.Prove() : PushSpooled() && PushWaiting();
        }
        catch (RedisUnavailableException fault)
        {
            _backlog.IsAway = true;
            _proof.Doubt();
            _waitsFor = fault.Message;
        }

        try
        {
            _backlog.Spool(all: false);
        }
        catch (IOException fault)
        {
            // A full disk: what does not fit stays in memory, and the actors wait.
            _waitsFor = $"{_waitsFor} The spool cannot be written: {fault.Message}";
        }

        return false;
    }

    // The spool first: a producer's episodes are stored in the order in which it played them.
    private bool PushSpooled()
    {
        if (_backlog.PeekSpooled() is not { } frames)
        {
            return true;
        }

        foreach (byte[] frame in frames)
        {
            EpisodeSummary summary;
            try
            {
                summary = EpisodeCodec.Summarize(frame, _spec);
            }
            catch (UserException fault) when (fault is CorruptDataException or IncompatibleException)
            {
                // A disk that changed a byte, perhaps the version's; the frames around it are sound.
                Count(ref _lost);
                continue;
            }

            if (!Push(new OutgoingEpisode(frame, summary)))
            {
                return false;
            }
        }

        _backlog.RemoveSpooled();
        return true;
    }

    private bool PushWaiting()
    {
        if (_backlog.PeekWaiting() is not { } episode)
        {
            return true;
        }

        if (!Push(episode))
        {
            return false;
        }

        _backlog.RemoveWaiting();
        return true;
    }

    // True if the episode is dealt with, false if it must wait.
    private bool Push(OutgoingEpisode episode)
    {
        EpisodeSummary summary = episode.Summary;
        switch (_push(episode.Frame, summary, _proof.Last(summary.Producer)))
        {
            case PushResult.Stored or PushResult.Duplicate:
                _proof.Add(episode);
                Count(ref _stored);
                return true;
            case PushResult.Stale:
                Count(ref _stale);
                return true;
            case PushResult.Gap:
                _proof.PushAgain();
                return false;
            case PushResult.Malformed:
                Count(ref _lost);
                return true;
            case PushResult.Limited:
                WaitFor("the limiter: the trainer has enough new episodes");
                return false;
            case PushResult.NotOpened:
                WaitFor("a trainer to open the run");
                return false;
            default:
                throw new IncompatibleException($"The run's replay buffer is of another game or version than {summary.Game} version "
                    + $"{summary.GameVersion}. Start the worker for this run's game.");
        }
    }

    private void Count(ref long counter)
    {
        Interlocked.Increment(ref counter);
        WaitFor("");
    }

    private void WaitFor(string what)
    {
        _waitsFor = what;
        _backlog.IsAway = false;
    }

    // An outbox that ends cannot push again later.
    private void ProveAtTheEnd()
    {
        try
        {
            _proof.Prove();
        }
        catch (UserException fault) when (Fault is null)
        {
            WaitFor(fault.Message);
        }
    }

    private void SpoolTheRest()
    {
        try
        {
            _backlog.Spool(all: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _fault ??= new UserException(ExitCode.RunFailed,
                $"The last episodes could not be spooled and are lost: {fault.Message}. Free space on the spool's disk.", fault);
        }
    }
}
