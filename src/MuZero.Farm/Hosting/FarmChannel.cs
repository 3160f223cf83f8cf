using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using MuZero.Errors;
using MuZero.Farm.Security;

namespace MuZero.Farm.Hosting;

/// <summary>A client's connection to one of the farm's services: trusted authorities, token, keep-alive.</summary>
public sealed class FarmChannel : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly SocketsHttpHandler _handler;

    /// <summary>A channel to <paramref name="address"/>, which connects when it is used.</summary>
    /// <exception cref="UserException">The address or a file cannot be used.</exception>
    public FarmChannel(string address, ServiceOptions options)
    {
        if (!Uri.TryCreate(address.Contains("://", StringComparison.Ordinal) ? address : "http://" + address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
        {
            throw UserException.Usage($"'{address}' is no address of a service; give one such as http://127.0.0.1:7401 or https://trainer:7401.");
        }

        if (uri.Scheme == "http" && !uri.IsLoopback && !options.Insecure)
        {
            throw UserException.Usage($"{uri} is plain text to another machine. Use https, or --insecure where the network is trusted.");
        }

        Address = uri;
        _handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            KeepAlivePingDelay = TimeSpan.FromSeconds(15),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        };
        if (options.TlsAuthority is { } authority)
        {
            Trust(authority);
        }

        _channel = GrpcChannel.ForAddress(uri, new GrpcChannelOptions { HttpHandler = _handler });
        CallInvoker invoker = _channel.CreateCallInvoker();
        Invoker = options.TokenFile is { } file ? invoker.Intercept(Bearer(TokenBook.ReadToken(file))) : invoker;
    }

    /// <summary>Where the service is.</summary>
    public Uri Address { get; }

    /// <summary>What clients are made over.</summary>
    public CallInvoker Invoker { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        _handler.Dispose();
    }

    private static Func<Metadata, Metadata> Bearer(string token) => metadata =>
    {
        metadata.Add("authorization", "Bearer " + token);
        return metadata;
    };

    private void Trust(string path)
    {
        X509Certificate2Collection authorities = [];
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception fault) when (fault is IOException or System.Security.Cryptography.CryptographicException or UnauthorizedAccessException)
        {
            throw UserException.Usage($"--tls-authority {path} holds no certificates: {fault.Message}");
        }

        _handler.SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck },
        };
        _handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
    }
}
