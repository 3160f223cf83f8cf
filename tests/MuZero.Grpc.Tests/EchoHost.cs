using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MuZero.Grpc.Tests;

/// <summary>Kestrel with the echo service on a port of its own, and a channel to it.</summary>
internal sealed class EchoHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EchoHost(WebApplication app, GrpcChannelOptions options)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
        Channel = GrpcChannel.ForAddress(Address, options);
        Client = new Echo.EchoClient(Channel);
    }

    /// <summary>The time in which every test is done.</summary>
    public const int LimitMs = 30_000;

    public Uri Address { get; }

    public GrpcChannel Channel { get; }

    public Echo.EchoClient Client { get; }

    public CallJournal Journal => _app.Services.GetRequiredService<CallJournal>();

    public static Task<EchoHost> Start(Action<GrpcServiceOptions>? server = null, Action<GrpcChannelOptions>? client = null) =>
        Start(null, server, client);

    public static async Task<EchoHost> StartTls()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        SocketsHttpHandler handler = new();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) =>
            shown?.GetCertHashString() == certificate.GetCertHashString();
        return await Start(certificate, null, options => options.HttpHandler = handler);
    }

    public static ByteString Bytes(int size) => ByteString.CopyFrom(new byte[size]);

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.DisposeAsync();
    }

    private static async Task<EchoHost> Start(
        X509Certificate2? certificate, Action<GrpcServiceOptions>? server, Action<GrpcChannelOptions>? client)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        builder.Services.AddSingleton<CallJournal>();
        builder.Services.AddGrpc(options => server?.Invoke(options));
        WebApplication app = builder.Build();
        app.MapGrpcService<EchoService>();
        await app.StartAsync();
        GrpcChannelOptions options = new();
        client?.Invoke(options);
        return new EchoHost(app, options);
    }
}
