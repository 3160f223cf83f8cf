using System.Runtime.CompilerServices;

namespace Grpc.Core;

/// <summary>A started call with one response; can be awaited itself. Disposing gives a running call up.</summary>
public sealed class AsyncUnaryCall<TResponse>(
    Task<TResponse> responseAsync, Task<Metadata> responseHeadersAsync, Func<Status> getStatusFunc,
    Func<Metadata> getTrailersFunc, Action disposeAction) : IDisposable
{
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
