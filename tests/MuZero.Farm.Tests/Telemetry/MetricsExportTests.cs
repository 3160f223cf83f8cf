using System.Net;
using System.Net.Sockets;
using MuZero.Farm.Hosting;
using MuZero.Farm.Telemetry;

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

        await using (FarmServer server = FarmServer.Create(new ServiceOptions { Otlp = $"http://127.0.0.1:{port}/v1/metrics" }, _ => { }, _ => { }))
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
