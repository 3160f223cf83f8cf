using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MuZero.Farm.Hosting;

/// <summary>The health check behind /healthz/ready and grpc.health.v1.</summary>
internal sealed class ServiceHealth : IHealthCheck
{
    private volatile bool _ready;

    /// <summary>True from the moment when everything that the service needs was available for the first time, until it ends.</summary>
    public bool IsReady
    {
        get => _ready;
        set => _ready = value;
    }

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("the service is starting or ending"));
}
