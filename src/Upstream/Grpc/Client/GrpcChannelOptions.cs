using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>How a channel connects and what its calls may carry.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>Plain or TLS; must agree with the address. Null takes the address's word.</summary>
    public ChannelCredentials? Credentials { get; set; }

    /// <summary>Largest response message in bytes; null is no limit.</summary>
    /// <value>4 MiB.</value>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>Largest request message in bytes; null is no limit.</summary>
    /// <value>Null.</value>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>What sends the requests; null for one of the channel's own. Not together with <see cref="HttpClient"/>.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>What sends the requests, in place of a handler. Its <see cref="HttpClient.Timeout"/> applies to the calls.</summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>Whether the channel disposes the handler or client it was given.</summary>
    /// <value>False.</value>
    public bool DisposeHttpClient { get; set; }

    /// <summary>Whether a call that its caller cancels throws <see cref="OperationCanceledException"/> in place of <see cref="RpcException"/>.</summary>
    /// <value>False.</value>
    public bool ThrowOperationCanceledOnCancellation { get; set; }

    /// <summary>Whether call credentials are sent over a channel without TLS.</summary>
    /// <value>False.</value>
    public bool UnsafeUseInsecureChannelCallCredentials { get; set; }
}
