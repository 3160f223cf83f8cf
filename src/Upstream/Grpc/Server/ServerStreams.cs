using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>The caller's requests, as a stream.</summary>
internal sealed class RequestStream<TRequest>(HttpServerCallContext context, Marshaller<TRequest> marshaller) : IAsyncStreamReader<TRequest>
    where TRequest : class
{
    private TRequest? _current;
    private bool _isAtEnd;

    public TRequest Current => _current ?? throw new InvalidOperationException("There is no message: MoveNext has not returned true.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (_isAtEnd)
        {
            return false;
        }

        using CancellationTokenSource? both = cancellationToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, context.CancellationToken)
            : null;
        (bool found, _current) = await context.Requests
            .ReadAsync(marshaller.ContextualDeserializer, both?.Token ?? context.CancellationToken).ConfigureAwait(false);
        _isAtEnd = !found;
        return found;
    }

    /// <summary>The only message of the request.</summary>
    /// <exception cref="RpcException">There is none, or a second one.</exception>
    public async Task<TRequest> Single()
    {
        if (!await MoveNext(CancellationToken.None).ConfigureAwait(false))
        {
            throw new RpcException(new Status(StatusCode.Internal, "Incomplete message: the request has none."));
        }

        TRequest request = Current;
        return await MoveNext(CancellationToken.None).ConfigureAwait(false)
            ? throw new RpcException(new Status(StatusCode.Internal, "The caller sent a second message; the call has one."))
            : request;
    }
}

/// <summary>The responses, as a stream.</summary>
internal sealed class ResponseStream<TResponse>(HttpServerCallContext context, Marshaller<TResponse> marshaller) : IServerStreamWriter<TResponse>
    where TResponse : class
{
    public WriteOptions? WriteOptions
    {
        get => context.WriteOptions;
        set => context.WriteOptions = value;
    }

    public Task WriteAsync(TResponse message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TResponse message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        using CancellationTokenSource? both = cancellationToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, context.CancellationToken)
            : null;
        bool flush = !context.Flags.HasFlag(WriteFlags.BufferHint);
        await context.Response.Write(message, marshaller, context.Flags, flush, both?.Token ?? context.CancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the only response; it leaves with the trailers.</summary>
    public Task Single(TResponse? message) => message is null
        ? throw new RpcException(new Status(StatusCode.Internal, "The handler returned no message."))
        : context.Response.Write(message, marshaller, context.Flags, flush: false, context.CancellationToken);
}
