using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MuZero.Grpc.Tests.Interop;

/// <summary>Our server with one service, on a port of the system's choice.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    /// <summary>All header fields of a request that Kestrel reads, in bytes.</summary>
    public const int HeaderLimit = 256 * 1024;

    /// <summary>What the server takes of a stream before the handler reads, in bytes.</summary>
    public const int StreamWindow = 768 * 1024;

    private readonly WebApplication _application;

    private TestServer(WebApplication application, bool tls)
    {
        _application = application;
        string bound = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Port = new Uri(bound).Port;
        Address = new Uri($"{(tls ? "https" : "http")}://127.0.0.1:{Port}");
    }

    public int Port { get; }

    public Uri Address { get; }

    /// <summary>Holds the calls of a <see cref="GatedService"/>.</summary>
    public Gate Gate => _application.Services.GetRequiredService<Gate>();

    /// <summary>The client's end of the connection that the last call came over.</summary>
    public string LastPeer { get; private set; } = "";

    public static async Task<TestServer> StartAsync<TService>(
        X509Certificate2? certificate = null, Action<GrpcServiceOptions>? configure = null, Action<IServiceCollection>? services = null)
        where TService : class
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Gate>();
        builder.Services.AddGrpc(options => configure?.Invoke(options));
        services?.Invoke(builder.Services);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestHeadersTotalSize = HeaderLimit;
            kestrel.Limits.Http2.MaxRequestHeaderFieldSize = HeaderLimit;
            kestrel.Limits.Http2.InitialStreamWindowSize = StreamWindow;
            kestrel.Limits.Http2.InitialConnectionWindowSize = 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        WebApplication application = builder.Build();
        TestServer? server = null;
        application.Use(next => http =>
        {
            server!.LastPeer = $"{http.Connection.RemoteIpAddress}:{http.Connection.RemotePort}";
            return next(http);
        });
        application.MapGrpcService<TService>();
        await application.StartAsync();
        server = new TestServer(application, certificate is not null);
        return server;
    }

    /// <summary>Takes no more calls, and returns when those in progress have ended.</summary>
    public Task StopAsync() => _application.StopAsync();

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource atOnce = new();
        await atOnce.CancelAsync();
        await _application.StopAsync(atOnce.Token);
        await _application.DisposeAsync();
    }
}
