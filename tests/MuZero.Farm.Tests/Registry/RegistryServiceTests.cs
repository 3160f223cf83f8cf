using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MuZero.Errors;
using MuZero.Farm.Hosting;
using MuZero.Farm.Registry;
using MuZero.Farm.Wire;
using MuZero.Farm.Worker;

namespace MuZero.Farm.Tests.Registry;

/// <summary>The registry over real gRPC.</summary>
public sealed class RegistryServiceTests : IAsyncLifetime, IDisposable
{
    private FarmServer _server = null!;
    private FarmChannel _channel = null!;
    private readonly RunDescription _card = new("run", "noughts", 7, new byte[] { 1, 2 }, "");

    private Wire.Registry.RegistryClient Client => new(_channel.Invoker);

    public async ValueTask InitializeAsync()
    {
        WorkerRegistry registry = new(new RegistryOptions(), new WorkerNumbers(_ => Task.FromResult(0L)), TimeProvider.System,
            NullLogger<WorkerRegistry>.Instance);
        _server = FarmServer.Create(
            new ServiceOptions(),
            services => services.AddSingleton(registry).AddSingleton(new RegistryOptions()).AddSingleton(_card)
                .AddSingleton<IStatusSource>(new NoProgress()),
            application => application.MapGrpcService<RegistryService>());
        _channel = new FarmChannel((await _server.Start("test", CancellationToken.None)).Grpc, new ServiceOptions());
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _channel.Dispose();

    /// <summary>G20.</summary>
    [Theory]
    [InlineData(0, "protocol 0"), InlineData(2, "protocol 2")]
    public void Register_OtherProtocol_IsRefusedWithBothNamed(int protocol, string theirs)
    {
        RpcException refused = Assert.Throws<RpcException>(() => Client.Register(new RegisterRequest { Protocol = protocol }));

        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Contains(theirs, refused.Status.Detail, StringComparison.Ordinal);
        Assert.Contains($"the trainer {RegistryService.Protocol}", refused.Status.Detail, StringComparison.Ordinal);
    }

    /// <summary>G20: the worker ends with a message.</summary>
    [Fact]
    public async Task Join_TrainerOfAnotherVersion_EndsTheWorkerWithWhatToDo()
    {
        await using FarmServer other = FarmServer.Create(new ServiceOptions(), _ => { }, _ => { });
        using FarmChannel channel = new((await other.Start("test", CancellationToken.None)).Grpc, new ServiceOptions());
        WorkerSession session = new(new Wire.Registry.RegistryClient(channel.Invoker), TimeSpan.FromSeconds(5), NullLogger.Instance);

        IncompatibleException refused = await Assert.ThrowsAsync<IncompatibleException>(() => session.Join(CancellationToken.None));

        Assert.Equal(ExitCode.Incompatible, refused.ExitCode);
        Assert.Contains("--trainer", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Register_Welcome_TellsTheRun()
    {
        RegisterReply reply = Client.Register(new RegisterRequest { Protocol = RegistryService.Protocol });

        Assert.Equal(("worker-0", "run", 7L), (reply.Worker, reply.Run, reply.Epoch));
        Assert.Equal(StatusCode.NotFound,
            Assert.Throws<RpcException>(() => Client.Heartbeat(new HeartbeatRequest { Worker = "worker-9" })).StatusCode);
    }

    private sealed class NoProgress : IStatusSource
    {
        public void Describe(FarmStatus status)
        {
        }
    }
}
