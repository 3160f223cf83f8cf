using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>Responses of a streaming call.</summary>
internal sealed class ClientStreamReader<TRequest, TResponse>(ClientCall<TRequest, TResponse> call) : IAsyncStreamReader<TResponse>
    where TRequest : class
    where TResponse : class
{
    private TResponse? _current;
    private int _isReading;

    public TResponse Current => _current ?? throw new InvalidOperationException("There is no message: MoveNext has not returned true.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isReading, 1) == 1)
        {
            throw new InvalidOperationException("A read is in progress; one reader at a time.");
        }

        try
        {
            using CancellationTokenRegistration cancelled = cancellationToken.UnsafeRegister(
                static started => ((CallLifetime)started!).Cancel("Call canceled by the client."), call.Lifetime);
            _current = await call.Next().ConfigureAwait(false);
            return _current is not null;
        }
        finally
        {
            Volatile.Write(ref _isReading, 0);
        }
    }
}

/// <summary>Requests of a streaming call.</summary>
internal sealed class ClientStreamWriter<TRequest, TResponse>(ClientCall<TRequest, TResponse> call, MessageStreamContent content)
    : IClientStreamWriter<TRequest>
    where TRequest : class
    where TResponse : class
{
    private int _isWriting;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (content.IsComplete)
        {
            throw new InvalidOperationException("The request stream is complete.");
        }

        if (Interlocked.Exchange(ref _isWriting, 1) == 1)
        {
            throw new InvalidOperationException("A write is in progress; one writer at a time.");
        }

        try
        {
            using CancellationTokenRegistration cancelled = cancellationToken.UnsafeRegister(
                static started => ((CallLifetime)started!).Cancel("Call canceled by the client."), call.Lifetime);
            await Send(message).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isWriting, 0);
        }
    }

    public Task CompleteAsync()
    {
        content.Complete();
        return Task.CompletedTask;
    }

    private async Task Send(TRequest message)
    {
        using MessageWriter writer = new();
        ReadOnlyMemory<byte> frame = call.Frame(writer, message, WriteOptions);
        CancellationToken stopped = call.Lifetime.Stopped;
        try
        {
            Stream body = await content.Stream.WaitAsync(stopped).ConfigureAwait(false);
            await body.WriteAsync(frame, stopped).ConfigureAwait(false);
            if (((WriteOptions ?? call.WriteOptions)?.Flags ?? WriteFlags.None).HasFlag(WriteFlags.BufferHint))
            {
                return;
            }

            await body.FlushAsync(stopped).ConfigureAwait(false);
        }
        catch (Exception unwritten) when (unwritten is not OutOfMemoryException)
        {
            throw await Unwritten(unwritten).ConfigureAwait(false);
        }
    }

    // A server that has answered stops reading; then its status is the reason, not the broken stream.
    private async Task<Exception> Unwritten(Exception cause)
    {
        // The one response of such a call is being read already, and finds the status.
        if (call.Type == MethodType.ClientStreaming)
        {
            await call.Lifetime.Ended.ConfigureAwait(false);
        }

        if (!call.Lifetime.Ended.IsCompletedSuccessfully)
        {
            return new RpcException(StatusMapping.OfException(cause));
        }

        CallEnd end = call.Lifetime.Ended.Result;
        return end.Status.StatusCode == StatusCode.OK
            ? new InvalidOperationException("The call has ended with success; nothing more can be written.", cause)
            : call.Failure(end);
    }
}
