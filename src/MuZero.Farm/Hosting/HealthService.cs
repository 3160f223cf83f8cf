using Grpc.Core;
using MuZero.Farm.Wire.Health;

namespace MuZero.Farm.Hosting;

/// <summary>Whether a service lives, and whether it can do its work now.</summary>
public sealed class ServiceHealth
{
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _ready;

    /// <summary>True once everything that it needs was there for the first time, until it ends.</summary>
    public bool IsReady
    {
        get => _ready;
        set
        {
            _ready = value;
            Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
    }

    /// <summary>Completes at the next change.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;
}

/// <summary>The standard health protocol over <see cref="ServiceHealth"/>; knows the server as a whole and its services by name.</summary>
/// <param name="health">The state.</param>
public sealed class HealthService(ServiceHealth health) : Health.HealthBase
{
    private static readonly string[] _services = ["", "muzero.v1.Weights", "muzero.v1.Farm"];

    /// <inheritdoc/>
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
        => Array.IndexOf(_services, request.Service) < 0
            ? throw new RpcException(new Status(StatusCode.NotFound, $"there is no service {request.Service}"))
            : Task.FromResult(new HealthCheckResponse { Status = Now() });

    /// <inheritdoc/>
    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        while (true)
        {
            Task changed = health.Changed;
            HealthCheckResponse.Types.ServingStatus now = Array.IndexOf(_services, request.Service) < 0 ? HealthCheckResponse.Types.ServingStatus.ServiceUnknown : Now();
            await responseStream.WriteAsync(new HealthCheckResponse { Status = now }, context.CancellationToken);
            await changed.WaitAsync(context.CancellationToken);
        }
    }

    private HealthCheckResponse.Types.ServingStatus Now()
        => health.IsReady ? HealthCheckResponse.Types.ServingStatus.Serving : HealthCheckResponse.Types.ServingStatus.NotServing;
}
