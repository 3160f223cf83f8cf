using MuZero.Farm.Hosting;
using MuZero.Farm.Weights;
using Polly;

namespace MuZero.Farm.Trainer;

/// <summary>Publishes to a weight store in another process in the background, so that training goes on during an outage of the store. Only
/// the newest weights wait.</summary>
internal sealed class QueuedWeightSink(RemoteWeightStore store, Outages outages) : IWeightSink, IDisposable
{
    // The time that weights in flight are given at the end.
    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(5);

    private readonly ResiliencePipeline<bool> _untilSent = FarmResilience.UntilDone(TimeSpan.FromMilliseconds(200),
        TimeSpan.FromSeconds(2));
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private Task? _sending; // until nothing waits
    private WeightSnapshot? _waiting;
    private UserException? _fault;
    private bool _isDisposed;

    /// <exception cref="UserException">The store cannot be reached.</exception>
    public long LatestVersion => store.LatestVersion;

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
            _sending ??= Task.Run(Send);
        }
    }

    /// <summary>Waits a moment for weights in flight.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return; // a container disposes what it holds under two types twice
        }

        _stop.CancelAfter(_farewell);
        _sending?.Wait(_farewell * 2);
        _stop.Dispose();
    }

    private async Task Send()
    {
        try
        {
            while (IsWaiting())
            {
                await _untilSent.ExecuteAsync(async _ => await TrySend(), _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The trainer ends during an outage of the store.
        }
        catch (UserException fault)
        {
            Volatile.Write(ref _fault, fault);
        }
    }

    // False if the store is away. By the next attempt newer weights may have taken the place of those that wait.
    private async Task<bool> TrySend()
    {
        WeightSnapshot weights = Volatile.Read(ref _waiting)!;
        try
        {
            await store.PublishAsync(weights);
            outages.End(Outages.Storage);
            Interlocked.CompareExchange(ref _waiting, null, weights);
            return true;
        }
        catch (UserException fault) when (fault.ExitCode == ExitCode.Unreachable)
        {
            outages.Begin(Outages.Storage, fault.Message);
            return false;
        }
        catch (ArgumentException fault)
        {
            // A second writer, or a store that has newer weights: the trainer must not go on as if its own had been published.
            throw new UserException(ExitCode.RunFailed, $"The weight store refuses weights {weights.Version}: {fault.Message}", fault);
        }
    }

    // If nothing waits, the next publication begins to send again.
    private bool IsWaiting()
    {
        lock (_gate)
        {
            _sending = _waiting is null ? null : _sending;
            return _waiting is not null;
        }
    }
}
