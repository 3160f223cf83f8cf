using Google.Protobuf;
using Grpc.Core;
using MuZero.Grpc.Tests.Frames;
using MuZero.Grpc.Tests.Interop;
using MuZero.Testing;

namespace MuZero.Grpc.Tests;

/// <summary>A reader that does not read holds its writer back, and nobody else.</summary>
public class FlowControlTests
{
    private const int PartSize = 128 * 1024;
    private const int Parts = 512;

    // HTTP/2's window unless told otherwise.
    private const int Window = 65_535;

    // What may be under way beyond the window: buffers of 64 KiB at either end, and as many messages as pipes hold.
    private const int Buffered = 1024 * 1024;

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task ServerStreaming_ClientDoesNotRead_ServerHoldsBack()
    {
        await using TestServer server = await TestServer.StartAsync<GatedService>();
        using FrameConnection slow = await FrameConnection.Connect(server.Address);
        // The connection's window is not what stops the server, or other calls on it.
        await slow.SendNumber(FrameType.WindowUpdate, 0, int.MaxValue - Window);
        OutputRequest request = new() { Parts = { Enumerable.Repeat(new Part { Size = PartSize }, Parts) } };

        await slow.SendRequest(1, "/muzero.testing.TestService/StreamingOutputCall", request.ToByteArray());
        int taken = 0;
        while (taken < Window)
        {
            taken += (await slow.ReadUntil(frame => frame is { Type: FrameType.Bytes, Stream: 1 })).Payload.Length;
        }

        for (int stream = 3; stream < 203; stream += 2)
        {
            await slow.SendRequest(stream, "/muzero.testing.TestService/EmptyCall", []);
            Frame answered = await slow.ReadUntil(frame => frame.EndsStream || frame.Stream == 1);
            Assert.Equal((FrameType.Fields, stream), (answered.Type, answered.Stream));
        }

        Assert.Equal(Window, taken);
        Assert.InRange(server.Gate.Bytes, 0, Window + Buffered);

        await slow.SendNumber(FrameType.WindowUpdate, 1, int.MaxValue - Window);
        Frame end = await slow.ReadUntil(frame => frame.EndsStream);
        Assert.EndsWith("grpc-status\u00010", end.Text, StringComparison.Ordinal);
        Assert.Equal((long)PartSize * Parts, server.Gate.Bytes);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task ServerStreaming_OurClientDoesNotRead_ServerHoldsBackAndOthersGoOn()
    {
        await using TestServer server = await TestServer.StartAsync<GatedService>();
        using TestChannel channel = new(server.Address);
        using AsyncServerStreamingCall<OutputReply> slow = channel.Client.StreamingOutputCall(
            new OutputRequest { Parts = { Enumerable.Repeat(new Part { Size = PartSize }, Parts) } });
        Assert.True(await slow.ResponseStream.MoveNext());

        for (int i = 0; i < 200; i++)
        {
            await channel.Client.EmptyCallAsync(new Nothing());
        }

        Assert.InRange(server.Gate.Bytes, 0, Buffered);
        int read = 1;
        while (await slow.ResponseStream.MoveNext())
        {
            read++;
        }

        Assert.Equal(Parts, read);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task ClientStreaming_ServerDoesNotRead_ClientHoldsBackAndOthersGoOn()
    {
        await using TestServer server = await TestServer.StartAsync<GatedService>();
        using TestChannel channel = new(server.Address);
        using AsyncClientStreamingCall<InputRequest, InputReply> slow = channel.Client.StreamingInputCall();
        Task written = Write(slow.RequestStream, server.Gate);
        await server.Gate.Full;

        for (int i = 0; i < 200; i++)
        {
            await channel.Client.EmptyCallAsync(new Nothing());
        }

        Assert.InRange(server.Gate.Bytes, 0, TestServer.StreamWindow + Buffered);
        server.Gate.Open();
        await written;
        Assert.Equal(PartSize * Parts, (await slow).Total);
    }

    private static async Task Write(IClientStreamWriter<InputRequest> requests, Gate gate)
    {
        InputRequest request = new() { Body = ByteString.CopyFrom(new byte[PartSize]) };
        for (int i = 0; i < Parts; i++)
        {
            await requests.WriteAsync(request);
            gate.Count(PartSize);
        }

        await requests.CompleteAsync();
    }
}
