using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MuZero.Errors;
using MuZero.Farm.Security;
using MuZero.Farm.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace MuZero.Farm.Hosting;

/// <summary>The two ports of every service: gRPC for the farm, HTTP/1.1 for metrics and probes.</summary>
public sealed class FarmServer : IAsyncDisposable
{
    // A weights chunk is 256 KiB, an episode never comes this way.
    private const int MaxMessageBytes = 1 << 20;

    private readonly WebApplication _application;
    private readonly MeterProvider _meters;
    private readonly ServiceOptions _options;

    private FarmServer(WebApplication application, MeterProvider meters, ServiceOptions options) => (_application, _meters, _options) = (application, meters, options);

    /// <summary>Whether the service lives and can work.</summary>
    public ServiceHealth Health => _application.Services.GetRequiredService<ServiceHealth>();

    /// <summary>The log of a part of the service.</summary>
    public ILogger Log => _application.Logger;

    /// <summary>A server that does not listen yet.</summary>
    /// <param name="options">Addresses, certificate, tokens.</param>
    /// <param name="services">Adds what the gRPC services are made with.</param>
    /// <param name="map">Maps the gRPC services.</param>
    /// <exception cref="UserException">An option or a file cannot be used.</exception>
    public static FarmServer Create(ServiceOptions options, Action<IServiceCollection> services, Action<WebApplication> map)
    {
        options.RequireSafe();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        ConfigureLogging(builder.Logging, options.LogLevel);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));
        builder.Services.AddSingleton(options.TokenDirectory is { } directory ? TokenBook.Read(directory) : TokenBook.Open);
        builder.Services.AddSingleton<ServiceHealth>();
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MaxMessageBytes;
            grpc.MaxSendMessageSize = MaxMessageBytes;
            grpc.Interceptors.Add<TokenInterceptor>();
        });
        services(builder.Services);
        PrometheusText prometheus = new();
#pragma warning disable CA2000 // The provider owns its readers, and the server the provider.
        BaseExportingMetricReader reader = new(prometheus);
#pragma warning restore CA2000
        MeterProviderBuilder meters = Sdk.CreateMeterProviderBuilder().AddMeter(FarmMetrics.MeterName).AddReader(reader);
        meters = options.Otlp is { } otlp ? meters.AddOtlpExporter(exporter => SetOtlp(exporter, otlp)) : meters;
        WebApplication application = builder.Build();
        application.MapGrpcService<HealthService>();
        map(application);
        application.MapGet("/metrics", () => Results.Text(prometheus.Read(reader), PrometheusText.ContentType));
        application.MapGet("/healthz/live", () => Results.Text("alive"));
        application.MapGet("/healthz/ready", (ServiceHealth health) => health.IsReady ? Results.Text("ready") : Results.Text("not ready", statusCode: 503));
        return new FarmServer(application, meters.Build(), options);
    }

    /// <summary>Listens, and returns the addresses that were taken.</summary>
    /// <exception cref="UserException">A port is in use.</exception>
    public async Task<ServiceState> Start(string role, CancellationToken cancellation)
    {
        try
        {
            await _application.StartAsync(cancellation);
        }
        catch (IOException fault)
        {
            throw new UserException(ExitCode.Usage, $"{_options.Listen} or {_options.Http} cannot be listened on: {fault.Message} Choose other ports with --listen and --http.", fault);
        }

        // Kestrel lists them in the order in which they were given.
        string[] addresses = [.. _application.Urls.Select(Reachable)];
        return new ServiceState(role, Environment.ProcessId, addresses[0], addresses[1]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Health.IsReady = false;
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(3));
        await _application.StopAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _application.DisposeAsync();
        _meters.Dispose();
    }

    internal static void ConfigureLogging(ILoggingBuilder logging, LogLevel level)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(level);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Grpc", LogLevel.Warning);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
            console.ColorBehavior = Microsoft.Extensions.Logging.Console.LoggerColorBehavior.Disabled;
        });
        // Standard output is for results.
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    // A collector's HTTP endpoint has a path, /v1/metrics; its gRPC endpoint has none.
    private static void SetOtlp(OtlpExporterOptions exporter, string url)
    {
        exporter.Endpoint = Uri.TryCreate(url, UriKind.Absolute, out Uri? endpoint)
            ? endpoint
            : throw UserException.Usage($"--otlp takes a collector's address, such as http://127.0.0.1:4317 or http://127.0.0.1:4318/v1/metrics, not '{url}'.");
        exporter.Protocol = endpoint.AbsolutePath.Length > 1 ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
    }

    private static void Listen(KestrelServerOptions kestrel, ServiceOptions options)
    {
        kestrel.AddServerHeader = false;
        // Above what gRPC refuses call by call, because Kestrel refuses by ending the connection.
        kestrel.Limits.MaxRequestHeadersTotalSize = 256 << 10;
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = 256 << 10;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.Http2.InitialStreamWindowSize = 4 << 20;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 8 << 20;
        X509Certificate2? certificate = options.IsTls ? Certificate(options) : null;
        kestrel.Listen(ServiceOptions.Parse(options.Listen, "--listen"), listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
            {
                listen.UseHttps(certificate, https => https.SslProtocols = System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13);
            }
        });
        kestrel.Listen(ServiceOptions.Parse(options.Http, "--http"), listen => listen.Protocols = HttpProtocols.Http1);
    }

    private static X509Certificate2 Certificate(ServiceOptions options)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(options.TlsCertificate!, options.TlsKey!);
        }
        catch (Exception fault) when (fault is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw UserException.Usage($"{options.TlsCertificate} and {options.TlsKey} are no certificate and key: {fault.Message}");
        }
    }

    // What was bound to every address is reached over the loopback from here.
    private static string Reachable(string url)
    {
        UriBuilder address = new(url.Replace("[::]", "127.0.0.1", StringComparison.Ordinal));
        address.Host = address.Host == IPAddress.Any.ToString() ? IPAddress.Loopback.ToString() : address.Host;
        return address.Uri.GetLeftPart(UriPartial.Authority);
    }
}
