using Grpc.Core;
using MuZero.Grpc.Tests.Frames;
using MuZero.Testing;

namespace MuZero.Grpc.Tests;

/// <summary>Servers that end streams and connections in their own way, frame by frame, as our client sees them.</summary>
public class ServerEndTests
{
    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task GoAway_StreamUpToLastId_FinishesAndNextCallTakesAnotherConnection()
    {
        using FrameServer server = new();
        using AsyncDuplexStreamingCall<OutputRequest, OutputReply> running = server.Client.FullDuplexCall();
        using FrameConnection first = await server.Accept();
        Frame request = await first.ReadUntil(frame => frame.Type == FrameType.Fields);
        await first.SendResponseHead(request.Stream);
        await running.ResponseHeadersAsync;

        await first.SendGoAway(request.Stream);
        await first.SendMessage(request.Stream, endStream: false, []);
        Assert.True(await running.ResponseStream.MoveNext());
        using AsyncUnaryCall<Nothing> next = server.Client.EmptyCallAsync(new Nothing());
        using FrameConnection second = await server.Accept();
        await Answer(second);
        await next;
        await first.SendMessage(request.Stream, endStream: false, []);
        await first.SendStatus(request.Stream, StatusCode.OK);

        Assert.True(await running.ResponseStream.MoveNext());
        Assert.False(await running.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.OK, running.GetStatus().StatusCode);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task GoAway_UnaryAboveLastId_IsSentAgain()
    {
        using FrameServer server = new();
        using AsyncUnaryCall<Nothing> call = server.Client.EmptyCallAsync(new Nothing());
        using FrameConnection first = await server.Accept();
        await first.ReadUntil(frame => frame.EndsStream);

        await first.SendGoAway(0);
        using FrameConnection second = await server.Accept();
        await Answer(second);

        Assert.Equal(new Nothing(), await call);
    }

    // What the first connection took is lost, so the call as a whole is the caller's to try again.
    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task GoAway_DuplexAboveLastId_Unavailable()
    {
        using FrameServer server = new();
        using AsyncDuplexStreamingCall<OutputRequest, OutputReply> call = server.Client.FullDuplexCall();
        using FrameConnection first = await server.Accept();
        await call.RequestStream.WriteAsync(new OutputRequest { StatusText = "sent" });
        await first.ReadUntil(frame => frame.Type == FrameType.Bytes);

        await first.SendGoAway(0);

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        RpcException unwritten = await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(new OutputRequest()));
        Assert.Equal((StatusCode.Unavailable, StatusCode.Unavailable), (failure.StatusCode, unwritten.StatusCode));
    }

    [Theory(Timeout = EchoHost.LimitMs)]
    [InlineData(0x0, StatusCode.Unavailable)] // it leaves
    [InlineData(0x1, StatusCode.Unavailable)] // another call's fault
    [InlineData(0xb, StatusCode.ResourceExhausted)] // this client's
    public async Task GoAway_AndConnectionEnds_StatusByCode(int code, StatusCode expected)
    {
        using FrameServer server = new();
        using AsyncUnaryCall<Nothing> call = server.Client.EmptyCallAsync(new Nothing());
        using (FrameConnection connection = await server.Accept())
        {
            Frame request = await connection.ReadUntil(frame => frame.EndsStream);
            await connection.SendGoAway(request.Stream, code);
        }

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(expected, failure.StatusCode);
    }

    [Theory(Timeout = EchoHost.LimitMs)]
    [InlineData(0x0, StatusCode.Internal)] // NO_ERROR: a status was due
    [InlineData(0x2, StatusCode.Internal)]
    [InlineData(0x8, StatusCode.Cancelled)]
    [InlineData(0xb, StatusCode.ResourceExhausted)]
    public async Task Reset_BeforeResponse_StatusByCode(int code, StatusCode expected)
    {
        using FrameServer server = new();
        using AsyncUnaryCall<Nothing> unary = server.Client.EmptyCallAsync(new Nothing());
        using FrameConnection connection = await server.Accept();
        await connection.SendNumber(FrameType.Reset, (await connection.ReadUntil(frame => frame.EndsStream)).Stream, code);
        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => unary.ResponseAsync);

        using AsyncDuplexStreamingCall<OutputRequest, OutputReply> duplex = server.Client.FullDuplexCall();
        await connection.SendNumber(FrameType.Reset, (await connection.ReadUntil(frame => frame.Type == FrameType.Fields)).Stream, code);
        RpcException open = await Assert.ThrowsAsync<RpcException>(() => duplex.ResponseStream.MoveNext());

        Assert.Equal((expected, expected), (failure.StatusCode, open.StatusCode));
    }

    // REFUSED_STREAM says that nothing was done, so a request that can be sent again is.
    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Reset_Refused_UnarySentAgainDuplexUnavailable()
    {
        using FrameServer server = new();
        using AsyncUnaryCall<Nothing> unary = server.Client.EmptyCallAsync(new Nothing());
        using FrameConnection connection = await server.Accept();
        await connection.SendNumber(FrameType.Reset, (await connection.ReadUntil(frame => frame.EndsStream)).Stream, 0x7);
        await Answer(connection);
        await unary;

        using AsyncDuplexStreamingCall<OutputRequest, OutputReply> duplex = server.Client.FullDuplexCall();
        await duplex.RequestStream.WriteAsync(new OutputRequest { StatusText = "sent" });
        await connection.SendNumber(FrameType.Reset, (await connection.ReadUntil(frame => frame is { Type: FrameType.Bytes, EndsStream: false })).Stream, 0x7);

        RpcException open = await Assert.ThrowsAsync<RpcException>(() => duplex.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.Unavailable, open.StatusCode);
    }

    [Theory(Timeout = EchoHost.LimitMs)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reset_NoErrorAfterResponseBegan_Internal(bool hasMessage)
    {
        using FrameServer server = new();
        using AsyncUnaryCall<Nothing> call = server.Client.EmptyCallAsync(new Nothing());
        using FrameConnection connection = await server.Accept();
        Frame request = await connection.ReadUntil(frame => frame.EndsStream);
        await connection.SendResponseHead(request.Stream);
        if (hasMessage)
        {
            await connection.SendMessage(request.Stream, endStream: false, []);
        }

        await connection.SendNumber(FrameType.Reset, request.Stream, 0);

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Internal, failure.StatusCode);
    }

    // The end of a server that has no more to read: trailers, then NO_ERROR.
    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Reset_NoErrorAfterTrailers_StatusOfTrailers()
    {
        using FrameServer server = new();
        using AsyncClientStreamingCall<InputRequest, InputReply> call = server.Client.StreamingInputCall();
        using FrameConnection connection = await server.Accept();
        Frame request = await connection.ReadUntil(frame => frame.Type == FrameType.Fields);
        await connection.SendResponseHead(request.Stream);
        await connection.SendStatus(request.Stream, StatusCode.AlreadyExists);
        await connection.SendNumber(FrameType.Reset, request.Stream, 0);

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.AlreadyExists, failure.StatusCode);
    }

    [Theory(Timeout = EchoHost.LimitMs)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Response_EndsWithoutStatus_Unknown(bool hasMessage)
    {
        using FrameServer server = new();
        using AsyncUnaryCall<Nothing> call = server.Client.EmptyCallAsync(new Nothing());
        using FrameConnection connection = await server.Accept();
        Frame request = await connection.ReadUntil(frame => frame.EndsStream);
        await connection.SendResponseHead(request.Stream);
        await (hasMessage
            ? connection.SendMessage(request.Stream, endStream: true, [])
            : connection.Send(FrameType.Bytes, Frame.EndStream, request.Stream, default));

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Unknown, failure.StatusCode);
    }

    // Answers the connection's next unary call.
    private static async Task Answer(FrameConnection connection)
    {
        Frame request = await connection.ReadUntil(frame => frame.EndsStream);
        await connection.SendResponseHead(request.Stream);
        await connection.SendMessage(request.Stream, endStream: false, []);
        await connection.SendStatus(request.Stream, StatusCode.OK);
    }
}
