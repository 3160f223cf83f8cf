using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Console;
using MuZero.Farm.Security;
using MuZero.Farm.Telemetry;

namespace MuZero.Farm.Hosting;

/// <summary>The web host of every service: gRPC for the farm, HTTP/1.1 for metrics and probes.</summary>
internal sealed class FarmServer : IAsyncDisposable
{
    /// <summary>The largest message of any call. A chunk of weights is 256 KiB; episodes go to Redis.</summary>
    public const int MaxMessageBytes = 1 << 20;

    private readonly WebApplication _application;
    private readonly ServiceOptions _options;

    private FarmServer(WebApplication application, ServiceOptions options) => (_application, _options) = (application, options);

    /// <summary>The service's readiness.</summary>
    public ServiceHealth Health => _application.Services.GetRequiredService<ServiceHealth>();

    internal IServiceProvider Services => _application.Services;

    /// <summary>A server that does not listen yet.</summary>
    /// <exception cref="UserException">An option or a file cannot be used.</exception>
    public static FarmServer Create(ServiceOptions options, Action<IServiceCollection> services, Action<WebApplication> map)
    {
        options.RequireSafe();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        ConfigureLogging(builder.Logging, options.LogLevel);
        builder.WebHost.ConfigureKestrel(kestrel => KestrelPorts.Listen(kestrel, options));
        builder.Services.AddSingleton(options.TokenDirectory is { } directory ? TokenBook.Read(directory) : TokenBook.Open);
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MaxMessageBytes;
            grpc.MaxSendMessageSize = MaxMessageBytes;
            grpc.Interceptors.Add<TokenInterceptor>();
        });
        AddHealth(builder.Services);
        builder.Services.AddMetricsExport(options.Otlp);
        builder.Services.AddSingleton(options).AddSingleton<ServiceStart>();
        services(builder.Services);
        WebApplication application = builder.Build();
        map(application);
        application.MapGrpcHealthChecksService();
        application.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false });
        application.MapHealthChecks("/healthz/ready");
        application.MapPrometheusScrapingEndpoint("/metrics");
        return new FarmServer(application, options);
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
            throw new UserException(
                ExitCode.Usage,
                $"Cannot listen on {_options.Listen} or {_options.Http}: {fault.Message} Choose other ports with --listen and --http.",
                    fault);
        }

        // Kestrel lists them in the order in which they were given.
        string[] addresses = [.. _application.Urls.Select(KestrelPorts.Reachable)];
        ServiceState state = new(role, Environment.ProcessId, addresses[0], addresses[1]);
        Services.GetRequiredService<ServiceStart>().Listen(state);
        return state;
    }

    /// <summary>Listens, and runs the service's role until it ends or the token asks for an end.</summary>
    /// <typeparam name="TRole">The role, a hosted service of the container.</typeparam>
    /// <exception cref="UserException">A part cannot be made, a port is in use, or the role failed.</exception>
    internal async Task<TRole> Run<TRole>(string name, CancellationToken stop)
        where TRole : BackgroundService
    {
        TRole role = Services.GetRequiredService<TRole>();
        await Start(name, stop);
        Task work = role.ExecuteTask!;
        await work.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await role.StopAsync(CancellationToken.None);
        await work;
        return role;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Health.IsReady = false;
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(3));
        await _application.StopAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _application.DisposeAsync();
    }

    private static void ConfigureLogging(ILoggingBuilder logging, LogLevel level)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(level);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Grpc", LogLevel.Warning);
        // Probes of a service that is not ready yet come every few seconds; their answers are not logged.
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        // The failure of a role ends the process with a message of its own.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        // Standard output is for results.
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void AddHealth(IServiceCollection services)
    {
        services.AddSingleton<ServiceHealth>();
        services.AddGrpcHealthChecks(health =>
        {
            health.Services.Map("muzero.v1.Registry", _ => true);
            health.Services.Map("muzero.v1.Weights", _ => true);
        }).AddCheck<ServiceHealth>("service");
        // The delay after which a watcher of grpc.health.v1 receives a change.
        services.Configure<HealthCheckPublisherOptions>(publisher
            => (publisher.Delay, publisher.Period) = (TimeSpan.Zero, TimeSpan.FromSeconds(2)));
    }
}
