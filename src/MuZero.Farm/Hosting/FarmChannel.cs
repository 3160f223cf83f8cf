using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using MuZero.Farm.Security;

namespace MuZero.Farm.Hosting;

/// <summary>A client's connection to one of the farm's services: trusted authorities, token, keep-alive.</summary>
internal sealed class FarmChannel : IDisposable
{
    // As the service's: a download of weights is not to stall on round trips.
    private const int StreamWindowBytes = 4 << 20;

    private readonly GrpcChannel _channel;
    private readonly SocketsHttpHandler _handler;

    /// <summary>A channel to <paramref name="address"/>, which connects when it is used.</summary>
    /// <exception cref="UserException">The address or a file cannot be used.</exception>
    public FarmChannel(string address, ServiceOptions options)
    {
        Uri uri = Parse(address, options);
        _handler = new SocketsHttpHandler
        {
            UseProxy = options.UseProxy && !uri.IsLoopback,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            KeepAlivePingDelay = TimeSpan.FromSeconds(15),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            InitialHttp2StreamWindowSize = StreamWindowBytes,
            ConnectCallback = Connect,
        };
        if (options.TlsAuthority is { } authority)
        {
            Trust(authority);
        }

        _channel = GrpcChannel.ForAddress(uri, new GrpcChannelOptions
        {
            HttpHandler = _handler,
            Credentials = Credentials(uri, options.TokenFile is { } file ? TokenBook.ReadToken(file) : null),
            // Over the loopback, or with --insecure.
            UnsafeUseInsecureChannelCallCredentials = true,
        });
        Invoker = _channel.CreateCallInvoker();
    }

    /// <summary>The call invoker for the clients of this channel.</summary>
    public CallInvoker Invoker { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        _handler.Dispose();
    }

    // With a callback of ours the channel leaves connecting to the handler. Otherwise it connects once to see whether the service is there,
    // and the call once more if that connection was closed meanwhile: two attempts for each call to a farm that is gone (1.4 a second
    // instead of 0.7).
    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Uri Parse(string address, ServiceOptions options)
    {
        string url = address.Contains("://", StringComparison.Ordinal) ? address : "http://" + address;
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
        {
            throw UserException.Usage(
                $"'{address}' is not a valid service address; give one such as http://127.0.0.1:7401 or https://trainer:7401.");
        }

        return uri.Scheme == "https" || uri.IsLoopback || options.Insecure
            ? uri
            : throw UserException.Usage($"{uri} is plain text to another machine. Use https, or --insecure if the network is trusted.");
    }

    private static ChannelCredentials Credentials(Uri uri, string? token)
    {
        ChannelCredentials channel = uri.Scheme == "https" ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure;
        return token is null ? channel : ChannelCredentials.Create(channel, CallCredentials.FromInterceptor((_, metadata) =>
        {
            metadata.Add("authorization", "Bearer " + token);
            return Task.CompletedTask;
        }));
    }

    private void Trust(string path)
    {
        X509Certificate2Collection authorities = [];
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception fault) when (fault is IOException or System.Security.Cryptography.CryptographicException
            or UnauthorizedAccessException)
        {
            throw UserException.Usage($"--tls-authority {path} has no certificates: {fault.Message}");
        }

        _handler.SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck
            },
        };
        _handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
    }
}
