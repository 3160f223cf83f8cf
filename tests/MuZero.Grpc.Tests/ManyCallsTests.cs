using Google.Protobuf;
using Grpc.Core;
using MuZero.Grpc.Tests.Interop;
using MuZero.Testing;

namespace MuZero.Grpc.Tests;

/// <summary>More calls than a connection has streams, one after another and at once.</summary>
public class ManyCallsTests
{
    // Kestrel's MaxStreamsPerConnection.
    private const int Streams = 100;

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Sequential_TenThousand_OneConnectionAndNothingStays()
    {
        await using TestServer server = await TestServer.StartAsync<GatedService>();
        using TestChannel channel = new(server.Address);
        HashSet<string> peers = [];
        List<WeakReference> trailers = [];

        for (int i = 0; i < 10_000; i++)
        {
            trailers.Add(await Call(channel.Client));
            peers.Add(server.LastPeer);
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.Single(peers);
        // A few may be in registers, caches and the pools of the connection's streams.
        Assert.InRange(trailers.Count(trailer => trailer.IsAlive), 0, Streams);
        Assert.InRange(server.Gate.Contexts.Count(context => context.IsAlive), 0, Streams);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Concurrent_ThousandOnOneConnection_WaitForStreamsAndAreAnswered()
    {
        await using TestServer server = await TestServer.StartAsync<GatedService>();
        server.Gate.Capacity = Streams;
        using TestChannel channel = new(server.Address, isOneConnection: true);

        Task<UnaryReply>[] calls = [.. Enumerable.Range(1, 1000).Select(size => Sized(channel.Client, size))];
        await server.Gate.Full;
        server.Gate.Open();
        UnaryReply[] replies = await Task.WhenAll(calls);

        Assert.Equal(Enumerable.Range(1, 1000), replies.Select(reply => reply.Body.Length));
        Assert.Equal(Streams, server.Gate.MostInside);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Concurrent_ThousandOnManyConnections_AllRunAtOnce()
    {
        await using TestServer server = await TestServer.StartAsync<GatedService>();
        server.Gate.Capacity = 1000;
        using TestChannel channel = new(server.Address);

        Task<UnaryReply>[] calls = [.. Enumerable.Range(1, 1000).Select(size => Sized(channel.Client, size))];
        await server.Gate.Full;
        server.Gate.Open();

        Assert.Equal(Enumerable.Range(1, 1000), (await Task.WhenAll(calls)).Select(reply => reply.Body.Length));
    }

    private static async Task<WeakReference> Call(TestService.TestServiceClient client)
    {
        // With a deadline, so that its timer could be left behind too.
        using AsyncUnaryCall<Nothing> call = client.EmptyCallAsync(new Nothing(), deadline: DateTime.UtcNow.AddMinutes(5));
        await call;
        return new WeakReference(call.GetTrailers());
    }

    private static async Task<UnaryReply> Sized(TestService.TestServiceClient client, int size) =>
        await client.UnaryCallAsync(new UnaryRequest { Body = ByteString.CopyFrom(new byte[size]) });
}
