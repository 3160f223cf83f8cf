using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using MuZero.Testing;

namespace MuZero.Grpc.Tests.Interop;

/// <summary>Our client's channel to a server of these tests. It takes no certificate but the one that it is given.</summary>
internal sealed class TestChannel : IDisposable
{
    private readonly EncodingTap _tap;

    public TestChannel(Uri address, X509Certificate2? trusted = null, bool isOneConnection = false)
    {
        SocketsHttpHandler sockets = new() { EnableMultipleHttp2Connections = !isOneConnection };
        if (trusted is not null)
        {
            sockets.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { trusted },
            };
        }

        _tap = new EncodingTap(sockets);
        GrpcChannelOptions options = new() { HttpHandler = _tap, DisposeHttpClient = true };
        Channel = GrpcChannel.ForAddress(address, options);
        Client = new TestService.TestServiceClient(Channel);
    }

    public GrpcChannel Channel { get; }

    public TestService.TestServiceClient Client { get; }

    /// <summary>The grpc-encoding of the response that came last.</summary>
    public string? LastEncoding => _tap.Encodings.LastOrDefault();

    public void Dispose() => Channel.Dispose();

    private sealed class EncodingTap(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        public ConcurrentQueue<string?> Encodings { get; } = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            Encodings.Enqueue(response.Headers.TryGetValues("grpc-encoding", out IEnumerable<string>? values) ? values.Single() : null);
            return response;
        }
    }
}
