using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace MuZero.Farm.Telemetry;

/// <summary>Metrics on their way out: as a Prometheus page at /metrics, and over OTLP if a collector is named.</summary>
internal static class MetricsExport
{
    /// <summary>Collects the farm's meter, the runtime's and Polly's.</summary>
    /// <exception cref="UserException">The collector's address is not valid.</exception>
    public static void AddMetricsExport(this IServiceCollection services, string? collector)
    {
        Uri? endpoint = collector is null ? null : Endpoint(collector);
        services.AddOpenTelemetry().WithMetrics(meters =>
        {
            meters.AddMeter(FarmMetrics.MeterName, "System.Runtime", "Polly");
            // One meter, one process: names without scope and target labels, and numbers of now rather than of up to 300 ms ago.
            meters.AddPrometheusExporter(prometheus =>
            {
                prometheus.ScopeInfoEnabled = false;
                prometheus.TargetInfoEnabled = false;
                prometheus.ScrapeResponseCacheDurationMilliseconds = 0;
            });
            if (endpoint is not null)
            {
                meters.AddOtlpExporter(exporter =>
                {
                    exporter.Endpoint = endpoint;
                    // A collector's HTTP endpoint has a path, /v1/metrics; its gRPC endpoint has none.
                    exporter.Protocol = endpoint.AbsolutePath.Length > 1 ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
                });
            }
        });
    }

    private static Uri Endpoint(string url) => Uri.TryCreate(url, UriKind.Absolute, out Uri? endpoint)
        ? endpoint
        : throw UserException.Usage(
            $"--otlp takes a collector's address, such as http://127.0.0.1:4317 or http://127.0.0.1:4318/v1/metrics, not '{url}'.");
}
