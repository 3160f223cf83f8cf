using System.Runtime.CompilerServices;

namespace Grpc.Core;

/// <summary>A started call with many requests and one response. Disposing gives a running call up.</summary>
public sealed class AsyncClientStreamingCall<TRequest, TResponse>(
    IClientStreamWriter<TRequest> requestStream, Task<TResponse> responseAsync, Task<Metadata> responseHeadersAsync,
    Func<Status> getStatusFunc, Func<Metadata> getTrailersFunc, Action disposeAction) : IDisposable
{
    /// <summary>Where requests are written.</summary>
    public IClientStreamWriter<TRequest> RequestStream { get; } = requestStream;

    /// <summary>The response, or the <see cref="RpcException"/>.</summary>
    public Task<TResponse> ResponseAsync { get; } = responseAsync;

    /// <summary>The response's headers.</summary>
    public Task<Metadata> ResponseHeadersAsync { get; } = responseHeadersAsync;

    /// <summary>Awaits <see cref="ResponseAsync"/>.</summary>
    public TaskAwaiter<TResponse> GetAwaiter() => ResponseAsync.GetAwaiter();

    /// <summary>Awaits <see cref="ResponseAsync"/>, here or anywhere.</summary>
    public ConfiguredTaskAwaitable<TResponse> ConfigureAwait(bool continueOnCapturedContext) =>
        ResponseAsync.ConfigureAwait(continueOnCapturedContext);

    /// <summary>How the call ended; once it has.</summary>
    public Status GetStatus() => getStatusFunc();

    /// <summary>The trailers; once the call has ended.</summary>
    public Metadata GetTrailers() => getTrailersFunc();

    /// <inheritdoc/>
    public void Dispose() => disposeAction();
}

/// <summary>A started call with one request and many responses. Disposing gives a running call up.</summary>
public sealed class AsyncServerStreamingCall<TResponse>(
    IAsyncStreamReader<TResponse> responseStream, Task<Metadata> responseHeadersAsync, Func<Status> getStatusFunc,
    Func<Metadata> getTrailersFunc, Action disposeAction) : IDisposable
{
    /// <summary>Where responses are read.</summary>
    public IAsyncStreamReader<TResponse> ResponseStream { get; } = responseStream;

    /// <summary>The response's headers.</summary>
    public Task<Metadata> ResponseHeadersAsync { get; } = responseHeadersAsync;

    /// <summary>How the call ended; once it has.</summary>
    public Status GetStatus() => getStatusFunc();

    /// <summary>The trailers; once the call has ended.</summary>
    public Metadata GetTrailers() => getTrailersFunc();

    /// <inheritdoc/>
    public void Dispose() => disposeAction();
}

/// <summary>A started call with many requests and many responses. Disposing gives a running call up.</summary>
public sealed class AsyncDuplexStreamingCall<TRequest, TResponse>(
    IClientStreamWriter<TRequest> requestStream, IAsyncStreamReader<TResponse> responseStream, Task<Metadata> responseHeadersAsync,
    Func<Status> getStatusFunc, Func<Metadata> getTrailersFunc, Action disposeAction) : IDisposable
{
    /// <summary>Where requests are written.</summary>
    public IClientStreamWriter<TRequest> RequestStream { get; } = requestStream;

    /// <summary>Where responses are read.</summary>
    public IAsyncStreamReader<TResponse> ResponseStream { get; } = responseStream;

    /// <summary>The response's headers.</summary>
    public Task<Metadata> ResponseHeadersAsync { get; } = responseHeadersAsync;

    /// <summary>How the call ended; once it has.</summary>
    public Status GetStatus() => getStatusFunc();

    /// <summary>The trailers; once the call has ended.</summary>
    public Metadata GetTrailers() => getTrailersFunc();

    /// <inheritdoc/>
    public void Dispose() => disposeAction();
}
