using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Health.V1;
using MuZero.Farm.Hosting;
using MuZero.Farm.Telemetry;
using MuZero.Replay;

namespace MuZero.Farm.Tests.Telemetry;

/// <summary>Metrics on their way out.</summary>
public sealed class MetricsExportTests
{
    [Fact]
    public async Task Otlp_WhenTheServiceEnds_TheCollectorHasItsMetrics()
    {
        using HttpListener collector = new();
        int port = FreePort();
        collector.Prefixes.Add($"http://127.0.0.1:{port}/");
        collector.Start();
        Task<byte[]> posted = Receive(collector);
        using FarmMetrics metrics = new();
        metrics.ObserveSelfPlay(() => (7, 700, 1));

        await using (FarmServer server = FarmServer.Create(new ServiceOptions { Otlp = $"http://127.0.0.1:{port}/v1/metrics" }, _ => { },
            _ => { }))
        {
            await server.Start("test", CancellationToken.None);
        }

        byte[] body = await posted.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Contains("muzero.selfplay.episodes", System.Text.Encoding.Latin1.GetString(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_LabelsWithQuotesAndLineBreaks_AreEscaped()
    {
        using FarmMetrics metrics = new();
        await using FarmServer server = FarmServer.Create(new ServiceOptions(), _ => { }, _ => { });
        ServiceState state = await server.Start("test", CancellationToken.None);
        metrics.NoteRejected("a \"quoted\\ reason\nin two lines");
        using HttpClient http = new();

        string page = await http.GetStringAsync(new Uri(state.Http + "/metrics"));

        Assert.Contains("""muzero_replay_rejected_total{reason="a \"quoted\\ reason\nin two lines"} 1""", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync(new Uri(state.Http + "/healthz/ready"))).StatusCode);
        server.Health.IsReady = true;
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(state.Http + "/healthz/ready"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(state.Http + "/healthz/live"))).StatusCode);
    }

    /// <summary>The names that alerts and dashboards use, as Prometheus reads them: no suffix of the exporter's, no labels of a
    /// scope.</summary>
    [Fact]
    public async Task Metrics_OfATrainer_HaveTheNamesOfTheAlerts()
    {
        using FarmMetrics metrics = new();
        metrics.ObserveSelfPlay(() => (7, 700, 1));
        metrics.ObserveReplay(() => new ReplayStatistics(1, 2, 3, 4, 5, 6, 7), () => 8.5);
        metrics.ObserveWorkers(() => 2, () => 1);
        metrics.ObserveTraining(() => 9);
        metrics.ObserveParts(() => ["redis"]);
        await using FarmServer server = FarmServer.Create(new ServiceOptions(), _ => { }, _ => { });
        ServiceState state = await server.Start("test", CancellationToken.None);
        using HttpClient http = new();

        string[] lines = (await http.GetStringAsync(new Uri(state.Http + "/metrics"))).Replace("{}", "", StringComparison.Ordinal)
            .Split('\n');

        string[] expected =
        [
            "muzero_selfplay_episodes_total 7", "muzero_selfplay_simulations_total 700", "muzero_weights_lag 1",
            "muzero_replay_size{unit=\"positions\"} 2",
            "muzero_replay_deficit 8.5", "muzero_selfplay_workers 2", "muzero_reanalyse_workers 1",
            "muzero_train_steps_total 9", "muzero_redis_up 0",
            "muzero_trainer_degraded{reason=\"redis\"} 1",
        ];
        Assert.Empty(expected.Except(lines));
        Assert.Contains(lines, line => line.StartsWith("muzero_train_samples_per_insert ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("dotnet_", StringComparison.Ordinal));
    }

    /// <summary>The standard health protocol: outside probes know it.</summary>
    [Fact]
    public async Task Health_OverGrpc_FollowsTheService()
    {
        await using FarmServer server = FarmServer.Create(new ServiceOptions(), _ => { }, _ => { });
        ServiceState state = await server.Start("test", CancellationToken.None);
        using FarmChannel channel = new(state.Grpc, new ServiceOptions());
        Health.HealthClient client = new(channel.Invoker);
        HealthCheckResponse.Types.ServingStatus Now(string service) => client.Check(new HealthCheckRequest { Service = service }).Status;

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, Now(""));
        server.Health.IsReady = true;
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, Now(""));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, Now("muzero.v1.Weights"));
        Assert.Equal(StatusCode.NotFound, Assert.Throws<RpcException>(() => Now("muzero.v1.Nothing")).StatusCode);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<byte[]> Receive(HttpListener collector)
    {
        HttpListenerContext context = await collector.GetContextAsync();
        using MemoryStream body = new();
        await context.Request.InputStream.CopyToAsync(body);
        context.Response.StatusCode = 200;
        context.Response.Close();
        return body.ToArray();
    }
}
