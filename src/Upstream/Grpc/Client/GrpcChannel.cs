using System.Net;
using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>A channel over HTTP/2. Made once for an address and shared by all clients; safe for threads.</summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly GrpcChannelOptions _options;
    private readonly HttpMessageInvoker _http;
    private readonly bool _ownsHttp;
    private readonly CancellationTokenSource _disposed = new();

    private GrpcChannel(Uri address, GrpcChannelOptions options)
        : base(address.Authority)
    {
        Address = address;
        _options = options;
        _ownsHttp = options.DisposeHttpClient || (options.HttpClient is null && options.HttpHandler is null);
        _http = options.HttpClient
            ?? new HttpMessageInvoker(options.HttpHandler ?? new SocketsHttpHandler { EnableMultipleHttp2Connections = true }, _ownsHttp);
    }

    /// <summary>The address that paths are put after.</summary>
    internal Uri Address { get; }

    internal int? MaxReceiveMessageSize => _options.MaxReceiveMessageSize;

    internal int? MaxSendMessageSize => _options.MaxSendMessageSize;

    internal bool ThrowsOperationCanceled => _options.ThrowOperationCanceledOnCancellation;

    internal CallCredentials? Calls => _options.Credentials?.Calls;

    internal bool MaySendCallCredentials => Address.Scheme == Uri.UriSchemeHttps || _options.UnsafeUseInsecureChannelCallCredentials;

    /// <summary>Cancelled when the channel is disposed.</summary>
    internal CancellationToken Disposed => _disposed.Token;

    /// <summary>A channel to an address such as <c>http://localhost:50051</c>.</summary>
    public static GrpcChannel ForAddress(string address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>A channel to an address, with options.</summary>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) =>
        ForAddress(new Uri(address ?? throw new ArgumentNullException(nameof(address))), channelOptions);

    /// <summary>A channel to an address.</summary>
    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>A channel to an address, with options.</summary>
    /// <exception cref="ArgumentException">The address is not HTTP, or the options contradict it or each other.</exception>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException($"'{address}' is not an http or https address.", nameof(address));
        }

        if (channelOptions.HttpClient is not null && channelOptions.HttpHandler is not null)
        {
            throw new ArgumentException("Give HttpClient or HttpHandler, not both.", nameof(channelOptions));
        }

        bool isSecure = address.Scheme == Uri.UriSchemeHttps;
        if (channelOptions.Credentials is { } credentials && credentials.IsSecure != isSecure)
        {
            throw new ArgumentException(
                $"The credentials are {(credentials.IsSecure ? "TLS" : "plain")} and the address is {address.Scheme}.", nameof(channelOptions));
        }

        return new GrpcChannel(address, channelOptions);
    }

    /// <inheritdoc/>
    public override CallInvoker CreateCallInvoker()
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        return new HttpCallInvoker(this);
    }

    /// <summary>Gives running calls up and closes the connections that are the channel's own.</summary>
    public void Dispose()
    {
        if (_disposed.IsCancellationRequested)
        {
            return;
        }

        // The source stays: calls that start later read its token and fail.
        _disposed.Cancel();
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <summary>A request to a path. The version is set on each, as requests do not take a client's default.</summary>
    internal HttpRequestMessage Request(string path) => new(HttpMethod.Post, new Uri(Address, Prefix + path))
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>Sends, and returns when the headers are there.</summary>
    internal Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken cancellation) => _http is HttpClient client
        ? client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation)
        : _http.SendAsync(request, cancellation);

    private string Prefix => Address.AbsolutePath.TrimEnd('/');
}
