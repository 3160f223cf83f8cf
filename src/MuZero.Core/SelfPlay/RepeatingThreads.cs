using MuZero.Errors;
using MuZero.Games;

namespace MuZero.SelfPlay;

/// <summary>Threads, each of which repeats a step of its own until it is stopped or one of them fails. Some of them may pause.</summary>
internal sealed class RepeatingThreads : IDisposable
{
    private readonly Thread[] _threads;
    private readonly string _work;
    private readonly CancellationTokenSource _stop = new();
    private readonly object _turn = new(); // pulsed when a thread that pauses may go on
    private volatile int _running;
    private Exception? _fault;

    /// <summary>Threads that do not run yet.</summary>
    /// <param name="work">What messages call the work, as the beginning of a sentence.</param>
    /// <param name="steps">The step of each thread. The token is cancelled when it is to end.</param>
    public RepeatingThreads(string work, IReadOnlyList<Action<CancellationToken>> steps)
    {
        (_work, _running) = (work, steps.Count);
        _threads = [.. steps.Select((step, index) => new Thread(() => Repeat(step, index)) { IsBackground = true, Name = work })];
        _stop.Token.Register(Wake);
    }

    /// <summary>Threads that run, all of them at first; the others pause between two steps.</summary>
    public int Running
    {
        get => _running;
        set
        {
            _running = Math.Clamp(value, 1, _threads.Length);
            Wake();
        }
    }

    /// <summary>Cancelled when the threads are to stop, by <see cref="Stop"/> or by a fault.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>The fault that ended a thread, with a message for the user; null if there was none.</summary>
    public UserException? Fault => Volatile.Read(ref _fault) is { } fault
        ? fault as UserException
            ?? new UserException(ExitCode.RunFailed,
            $"{_work} stopped with {fault.GetType().Name}: {GameFault.FirstLine(fault)}. {GameFault.Hint}", fault)
        : null;

    /// <summary>Starts every thread.</summary>
    public void Start() => Array.ForEach(_threads, thread => thread.Start());

    /// <summary>Stops and waits until every thread has ended.</summary>
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
        if (index < _running)
        {
            return;
        }

        lock (_turn)
        {
            while (index >= _running && !_stop.IsCancellationRequested)
            {
                Monitor.Wait(_turn);
            }
        }
    }

    private void Repeat(Action<CancellationToken> step, int index)
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                AwaitTurn(index);
                step(_stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The run stops.
        }
#pragma warning disable CA1031 // Any fault, one in a user's game included, ends the run with its message and never the process.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _fault, fault, null);
            _stop.Cancel();
        }
    }
}
