using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MuZero.Grpc.Tests.Frames;
using MuZero.Grpc.Tests.Interop;
using MuZero.Testing;

namespace MuZero.Grpc.Tests;

/// <summary>What one call, or the server's end, does to the others on a connection.</summary>
public class ConnectionTests
{
    private const string EmptyCall = "/muzero.testing.TestService/EmptyCall";

    // Over our server's limit the server refuses; over Kestrel's, which it tells as a setting, the client does not send.
    [Theory(Timeout = EchoHost.LimitMs)]
    [InlineData(Sizes.LargeMetadata)]
    [InlineData(TestServer.HeaderLimit)]
    public async Task Call_MetadataOverLimit_ResourceExhaustedAndConnectionStays(int size)
    {
        await using TestServer server = await TestServer.StartAsync<Interop.EchoService>();
        using TestChannel channel = new(server.Address);
        using AsyncDuplexStreamingCall<OutputRequest, OutputReply> other = channel.Client.FullDuplexCall();
        await Pong(other);
        string peer = server.LastPeer;

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() =>
            channel.Client.EmptyCallAsync(new Nothing(), new Metadata { { "large", new string('x', size) } }).ResponseAsync);
        await Pong(other);
        await channel.Client.EmptyCallAsync(new Nothing());

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Contains("metadata is too large", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(peer, server.LastPeer);
    }

    [Theory(Timeout = EchoHost.LimitMs)]
    [InlineData(-1, "0")]
    [InlineData(0, "0")]
    [InlineData(1, "8")]
    public async Task Request_MetadataAtLimitAndOneMore_IsTakenAndRefused(int more, string status)
    {
        const int Limit = 16 * 1024;
        (string Name, string Value)[] own = [("host", "localhost"), ("te", "trailers"), ("content-type", "application/grpc")];
        int taken = own.Append(("large", "")).Sum(field => field.Item1.Length + field.Item2.Length + 32);
        await using TestServer server = await TestServer.StartAsync<Interop.EchoService>();
        using FrameConnection connection = await FrameConnection.Connect(server.Address);

        await connection.SendRequest(1, EmptyCall, [], ("large", new string('x', Limit - taken + more)));
        Frame end = await connection.ReadUntil(frame => frame.EndsStream);

        Assert.Contains($"grpc-status\u0001{status}", end.Text, StringComparison.Ordinal);
    }

    // The setting is advice that not every client takes.
    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Request_FieldsOverKestrelsLimitAllTheSame_431AndConnectionStays()
    {
        await using TestServer server = await TestServer.StartAsync<Interop.EchoService>();
        using FrameConnection connection = await FrameConnection.Connect(server.Address);
        string half = new('x', TestServer.HeaderLimit / 2);

        await connection.SendRequest(1, EmptyCall, [], ("large", half), ("larger", half));
        Frame refusal = await connection.ReadUntil(frame => frame.EndsStream);
        await connection.SendRequest(3, EmptyCall, []);
        Frame trailers = await connection.ReadUntil(frame => frame.EndsStream);

        Assert.Equal((FrameType.Fields, 1), (refusal.Type, refusal.Stream));
        Assert.Contains("431", refusal.Text, StringComparison.Ordinal);
        Assert.Equal((FrameType.Fields, 3), (trailers.Type, trailers.Stream));
        Assert.EndsWith("grpc-status\u00010", trailers.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Stop_DuplexRuns_ItFinishesAndNewCallsAreUnavailable()
    {
        await using TestServer server = await TestServer.StartAsync<Interop.EchoService>();
        using TestChannel channel = new(server.Address);
        using AsyncDuplexStreamingCall<OutputRequest, OutputReply> running = channel.Client.FullDuplexCall();
        await Pong(running);

        Task stopped = server.StopAsync();
        // A call may still be taken until the server has closed its port and the client has seen the GOAWAY.
        RpcException? refusal = null;
        while (refusal is null)
        {
            refusal = await Record.ExceptionAsync(() => channel.Client.EmptyCallAsync(new Nothing()).ResponseAsync) as RpcException;
        }

        await Pong(running);
        Assert.False(stopped.IsCompleted);
        await running.RequestStream.CompleteAsync();
        Assert.False(await running.ResponseStream.MoveNext());
        await stopped;

        Assert.Equal(StatusCode.Unavailable, refusal.StatusCode);
        Assert.Equal(StatusCode.OK, running.GetStatus().StatusCode);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Request_Http1ToHttp2Port_400ThatSaysWhy()
    {
        await using TestServer server = await TestServer.StartAsync<Interop.EchoService>();
        using HttpClient http = new();

        using HttpResponseMessage response = await http.PostAsync(new Uri(server.Address, EmptyCall), new ByteArrayContent([0, 0, 0, 0, 0]));

        Assert.Equal((HttpStatusCode.BadRequest, HttpVersion.Version11), (response.StatusCode, response.Version));
        Assert.Contains("HTTP/2 only", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Request_Http1ToHttp1Port_426()
    {
        await using WebApplication application = await StartHttp1();
        using HttpClient http = new();

        using HttpResponseMessage response = await http.PostAsync(new Uri(application.Urls.Single() + EmptyCall), new ByteArrayContent([0, 0, 0, 0, 0]));

        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
        Assert.Equal("h2c", response.Headers.Upgrade.Single().Name);
    }

    private static async Task Pong(AsyncDuplexStreamingCall<OutputRequest, OutputReply> call)
    {
        await call.RequestStream.WriteAsync(new OutputRequest { Parts = { new Part { Size = 8 } } });
        Assert.True(await call.ResponseStream.MoveNext());
    }

    private static async Task<WebApplication> StartHttp1()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        WebApplication application = builder.Build();
        application.MapGrpcService<Interop.EchoService>();
        await application.StartAsync();
        return application;
    }
}
