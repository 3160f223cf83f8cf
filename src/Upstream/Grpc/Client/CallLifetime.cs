using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>How a client call ends: once, by the server, the deadline, the caller or the channel, whichever is first.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The source has neither timer nor wait handle; its token outlives the call in the handler.")]
internal sealed class CallLifetime
{
    private readonly TaskCompletionSource<CallEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IDisposable> _watches = [];
    private readonly DateTime _deadline;

    public CallLifetime(DateTime deadline, params ReadOnlySpan<CancellationToken> callers)
    {
        _deadline = deadline;
        foreach (CancellationToken caller in callers)
        {
            Watch(caller.UnsafeRegister(static self => ((CallLifetime)self!).Cancel("Call canceled by the client."), this));
        }

        if (deadline != DateTime.MaxValue)
        {
            Watch(new DeadlineTimer(deadline, () => TryEnd(new Status(StatusCode.DeadlineExceeded, ""), [])));
        }
    }

    /// <summary>How it ended; never fails.</summary>
    public Task<CallEnd> Ended => _end.Task;

    /// <summary>Cancelled as soon as the call has ended, however.</summary>
    public CancellationToken Stopped => _stop.Token;

    public void Cancel(string why) => TryEnd(new Status(StatusCode.Cancelled, why), []);

    /// <summary>Ends the call unless it has ended.</summary>
    public void TryEnd(Status status, Metadata trailers)
    {
        // A server that sees the deadline first may answer by cancelling the stream.
        Status own = status.StatusCode == StatusCode.Cancelled && DateTime.UtcNow >= _deadline
            ? new Status(StatusCode.DeadlineExceeded, "", status.DebugException)
            : status;
        if (!_end.TrySetResult(new CallEnd(own, trailers)))
        {
            return;
        }

        lock (_watches)
        {
            _watches.ForEach(watch => watch.Dispose());
            _watches.Clear();
        }

        _stop.Cancel();
    }

    // A caller's token or deadline may have ended the call already, here or on another thread.
    private void Watch(IDisposable watch)
    {
        lock (_watches)
        {
            if (!_end.Task.IsCompleted)
            {
                _watches.Add(watch);
                return;
            }
        }

        watch.Dispose();
    }
}

/// <summary>A status and the trailers that came with it.</summary>
internal sealed record CallEnd(Status Status, Metadata Trailers);
