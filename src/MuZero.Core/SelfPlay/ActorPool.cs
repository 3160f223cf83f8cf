using MuZero.Errors;
using MuZero.Games;
using MuZero.Networks;

namespace MuZero.SelfPlay;

/// <summary>Actors, each in a thread of its own: it plays with the newest weights and hands its episodes over, until it is stopped or one
/// of them fails.</summary>
internal sealed class ActorPool : IDisposable
{
    private readonly Actor[] _actors;
    private readonly Thread[] _threads;
    private readonly IWeightSource _weights;
    private readonly Action<Episode, CancellationToken> _deliver;
    private readonly CancellationTokenSource _stop = new();
    private readonly object _turn = new(); // pulsed when a thread that pauses may go on
    private volatile int _playing;
    private Exception? _fault;

    /// <summary>Threads that do not run yet.</summary>
    /// <param name="actors">Belong to the threads from now on; disposed with them.</param>
    /// <param name="weights">Polled for newer weights between two moves.</param>
    /// <param name="deliver">Takes an episode over, and may wait; called by many threads.</param>
    public ActorPool(Actor[] actors, IWeightSource weights, Action<Episode, CancellationToken> deliver)
    {
        _actors = actors;
        _weights = weights;
        _deliver = deliver;
        _playing = actors.Length;
        _threads = [.. actors.Select((actor, index) => new Thread(() => Play(actor, index)) { IsBackground = true, Name = "self-play" })];
        _stop.Token.Register(Wake);
    }

    /// <summary>Threads that play, all of them at first; the others pause between two moves.</summary>
    public int Playing
    {
        get => _playing;
        set
        {
            _playing = Math.Clamp(value, 1, _actors.Length);
            Wake();
        }
    }

    /// <summary>Moves so far, by all actors.</summary>
    public long Moves => _actors.Sum(actor => actor.Moves);

    /// <summary>Simulations so far, by all actors.</summary>
    public long Simulations => _actors.Sum(actor => actor.Simulations);

    /// <summary>Version of the oldest weights that an actor plays with.</summary>
    public long WeightVersion => _actors.Take(_playing).Min(actor => actor.WeightVersion);

    /// <summary>Cancelled when the threads are to stop, by <see cref="Stop"/> or by an actor's fault.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>The fault that ended an actor, with a message for the user; null if there was none.</summary>
    public UserException? Fault => Volatile.Read(ref _fault) is { } fault
        ? fault as UserException
            ?? new UserException(ExitCode.RunFailed,
            $"Self-play stopped with {fault.GetType().Name}: {GameFault.FirstLine(fault)}. {GameFault.Hint}", fault)
        : null;

    /// <summary>Begins to play; weights are in the store.</summary>
    public void Start() => Array.ForEach(_threads, thread => thread.Start());

    /// <summary>Stops playing and waits until every thread has ended.</summary>
    public void Stop()
    {
        _stop.Cancel();
        foreach (Thread thread in _threads.Where(thread => thread.IsAlive))
        {
            thread.Join();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _stop.Dispose();
        Array.ForEach(_actors, actor => actor.Dispose());
    }

    private void Wake()
    {
        lock (_turn)
        {
            Monitor.PulseAll(_turn);
        }
    }

    // Returns at once unless the thread is to pause.
    private void AwaitTurn(int index)
    {
        if (index < _playing)
        {
            return;
        }

        lock (_turn)
        {
            while (index >= _playing && !_stop.IsCancellationRequested)
            {
                Monitor.Wait(_turn);
            }
        }
    }

    private void Play(Actor actor, int index)
    {
        List<Episode> finished = [];
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                AwaitTurn(index);
                actor.Follow(_weights);
                finished.Clear();
                actor.PlayMove(finished);
                foreach (Episode episode in finished)
                {
                    _deliver(episode, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run stops.
        }
#pragma warning disable CA1031 // Any fault of an actor, one in a user's game included, ends the run with its message and never the process.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _fault, fault, null);
            _stop.Cancel();
        }
    }
}
