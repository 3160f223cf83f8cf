using MuZero.Errors;
using MuZero.Farm.Hosting;
using MuZero.Farm.Weights;
using MuZero.Networks;

namespace MuZero.Farm.Trainer;

/// <summary>Publishes to a weight store in another process from a thread of its own, so that training goes on during an outage of the store. Only the
/// newest weights wait.</summary>
/// <param name="store">The store.</param>
/// <param name="outages">Notes an outage of the store.</param>
public sealed class QueuedWeightSink(RemoteWeightStore store, Outages outages) : IWeightSink, IDisposable
{
    private static readonly TimeSpan _shortestWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(2);

    // The time that weights in flight are given at the end.
    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(5);

    private readonly object _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private Thread? _thread;
    private WeightSnapshot? _waiting;
    private bool _ending;
    private UserException? _fault;

    /// <inheritdoc/>
    /// <exception cref="UserException">The store cannot be reached.</exception>
    public long LatestVersion => store.LatestVersion;

    /// <inheritdoc/>
    /// <exception cref="UserException">The store refused earlier weights for good.</exception>
    public void Publish(WeightSnapshot weights)
    {
        lock (_gate)
        {
            if (_fault is { } fault)
            {
                throw fault;
            }

            _waiting = weights;
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "weight sender" };
                _thread.Start();
            }

            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits a moment for weights in flight.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_ending)
            {
                return; // a container disposes what it holds under two types twice
            }

            _ending = true;
            _stop.CancelAfter(_farewell);
            Monitor.PulseAll(_gate);
        }

        _thread?.Join(_farewell * 2);
        _stop.Dispose();
    }

    private void Run()
    {
        TimeSpan wait = _shortestWait;
        while (Next() is { } weights)
        {
            try
            {
                store.Publish(weights);
                outages.End(Outages.Storage);
                wait = _shortestWait;
                Done(weights);
            }
            catch (UserException fault) when (fault.ExitCode == ExitCode.Unreachable)
            {
                outages.Begin(Outages.Storage, fault.Message);
                _stop.Token.WaitHandle.WaitOne(wait);
                wait = wait * 2 < _longestWait ? wait * 2 : _longestWait;
            }
            catch (Exception fault) when (fault is UserException or ArgumentException)
            {
                // A second writer, or a store that has newer weights: the trainer must not go on as if its own had been published.
                _fault = fault as UserException ?? new UserException(ExitCode.RunFailed, $"The weight store refuses weights {weights.Version}: {fault.Message}", fault);
                return;
            }
        }
    }

    private WeightSnapshot? Next()
    {
        lock (_gate)
        {
            while (_waiting is null && !_ending)
            {
                Monitor.Wait(_gate);
            }

            return _stop.IsCancellationRequested ? null : _waiting;
        }
    }

    private void Done(WeightSnapshot weights)
    {
        lock (_gate)
        {
            _waiting = ReferenceEquals(_waiting, weights) ? null : _waiting;
        }
    }
}
