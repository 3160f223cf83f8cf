using Google.Protobuf;
using Grpc.Core;

namespace MuZero.Grpc.Tests;

/// <summary>Sizes, compression and bytes that break the protocol.</summary>
public class LimitTests
{
    private const int Limit = 4 * 1024 * 1024;

    [Theory(Timeout = EchoHost.LimitMs)]
    [InlineData(-1, StatusCode.OK)]
    [InlineData(0, StatusCode.OK)]
    [InlineData(1, StatusCode.ResourceExhausted)]
    public async Task Request_AtLimitAndOneMore_IsTakenAndRefused(int more, StatusCode expected)
    {
        await using EchoHost host = await EchoHost.Start();
        SizedRequest request = OfSize(Limit + more);

        Assert.Equal(expected, await StatusOf(host.Client.UnaryAsync(request)));
    }

    [Theory(Timeout = EchoHost.LimitMs)]
    [InlineData(-1, StatusCode.OK)]
    [InlineData(0, StatusCode.OK)]
    [InlineData(1, StatusCode.ResourceExhausted)]
    public async Task Response_AtLimitAndOneMore_IsTakenAndRefused(int more, StatusCode expected)
    {
        SizedResponse answer = new() { Payload = EchoHost.Bytes(100_000) };
        await using EchoHost host = await EchoHost.Start(client: options => options.MaxReceiveMessageSize = answer.CalculateSize() - more);

        Assert.Equal(expected, await StatusOf(host.Client.UnaryAsync(new SizedRequest { ResponseSize = 100_000 })));
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Request_OverOwnSendLimit_IsNotSent()
    {
        await using EchoHost host = await EchoHost.Start(client: options => options.MaxSendMessageSize = 1000);

        Assert.Equal(StatusCode.OK, await StatusOf(host.Client.UnaryAsync(OfSize(1000))));
        Assert.Equal(StatusCode.ResourceExhausted, await StatusOf(host.Client.UnaryAsync(OfSize(1001))));
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Response_OverServersSendLimit_ResourceExhausted()
    {
        await using EchoHost host = await EchoHost.Start(options => options.MaxSendMessageSize = 1000);

        Assert.Equal(StatusCode.ResourceExhausted, await StatusOf(host.Client.UnaryAsync(new SizedRequest { ResponseSize = 1001 })));
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Request_Gzip_IsReadAndSeenAsSuch()
    {
        await using EchoHost host = await EchoHost.Start();
        Metadata headers = new() { { "grpc-internal-encoding-request", "gzip" } };

        SizedResponse packed = await host.Client.UnaryAsync(new SizedRequest { Payload = EchoHost.Bytes(271828) }, headers);
        SizedResponse plain = await host.Client.UnaryAsync(
            new SizedRequest { Payload = EchoHost.Bytes(10) }, new CallOptions(headers, writeOptions: new WriteOptions(WriteFlags.NoCompress)));

        Assert.Equal((271828, "gzip"), (packed.Total, packed.Text));
        Assert.Equal((10, "gzip"), (plain.Total, plain.Text));
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Request_GzipStream_EachMessagePackedOrNot()
    {
        await using EchoHost host = await EchoHost.Start();
        using AsyncClientStreamingCall<SizedRequest, SizedResponse> call = host.Client.Collect(new Metadata { { "grpc-internal-encoding-request", "gzip" } });

        await call.RequestStream.WriteAsync(new SizedRequest { Payload = EchoHost.Bytes(27182) });
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        await call.RequestStream.WriteAsync(new SizedRequest { Payload = EchoHost.Bytes(45904) });
        await call.RequestStream.CompleteAsync();

        Assert.Equal(73086, (await call).Total);
    }

    [Theory(Timeout = EchoHost.LimitMs)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Response_Gzip_IsSmallOnTheWire(bool byCall)
    {
        await using EchoHost host = await EchoHost.Start(options => options.ResponseCompressionAlgorithm = byCall ? null : "gzip");
        using HttpMessageInvoker http = new(new SocketsHttpHandler());
        SizedRequest asked = new() { ResponseSize = 314159, Compressed = byCall };
        using HttpRequestMessage request = RawRequest.To(host, "/echo.Echo/Unary", Framed(asked.ToByteArray()));
        request.Headers.TryAddWithoutValidation("grpc-accept-encoding", "identity,gzip");

        using HttpResponseMessage response = await http.SendAsync(request, CancellationToken.None);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        SizedResponse read = await host.Client.UnaryAsync(asked);

        Assert.Equal("gzip", response.Headers.GetValues("grpc-encoding").Single());
        Assert.InRange(body.Length, 6, 314159 / 50);
        Assert.Equal(1, body[0]);
        Assert.Equal(314159, read.Payload.Length);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Response_GzipNotAccepted_IsPlain()
    {
        await using EchoHost host = await EchoHost.Start(options => options.ResponseCompressionAlgorithm = "gzip");
        using HttpMessageInvoker http = new(new SocketsHttpHandler());
        using HttpRequestMessage request = RawRequest.To(host, "/echo.Echo/Unary", Framed([]));

        using HttpResponseMessage response = await http.SendAsync(request, CancellationToken.None);

        Assert.False(response.Headers.Contains("grpc-encoding"));
        Assert.Equal("0", await RawRequest.Status(response));
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Request_GzipBomb_ResourceExhausted()
    {
        await using EchoHost host = await EchoHost.Start();
        Metadata headers = new() { { "grpc-internal-encoding-request", "gzip" } };

        Assert.Equal(StatusCode.ResourceExhausted, await StatusOf(host.Client.UnaryAsync(OfSize(64 * 1024 * 1024), headers)));
    }

    [Theory(Timeout = EchoHost.LimitMs)]
    [InlineData("00FFFFFFFF", null, "8")] // 4 GiB declared, nothing sent
    [InlineData("0000400001", null, "8")] // one byte over the limit
    [InlineData("0000", null, "13")] // half a header
    [InlineData("", null, "13")] // no message
    [InlineData("00000000030A", null, "13")] // half a message
    [InlineData("00000000000000000000", null, "13")] // two messages
    [InlineData("0100000000", null, "13")] // compressed without an encoding
    [InlineData("0200000000", null, "13")] // an unknown flag
    [InlineData("0000000000", "snappy", "12")] // an unknown encoding
    [InlineData("0100000003414243", "gzip", "13")] // not gzip
    [InlineData("0000000000", "identity", "0")]
    public async Task Request_RawFrames_StatusByProtocol(string frames, string? encoding, string status)
    {
        await using EchoHost host = await EchoHost.Start();
        using HttpMessageInvoker http = new(new SocketsHttpHandler());
        using HttpRequestMessage request = RawRequest.To(host, "/echo.Echo/EmptyCall", Convert.FromHexString(frames));
        if (encoding is not null)
        {
            request.Headers.TryAddWithoutValidation("grpc-encoding", encoding);
        }

        using HttpResponseMessage response = await http.SendAsync(request, CancellationToken.None);

        Assert.Equal(status, await RawRequest.Status(response));
        Assert.Equal(encoding == "snappy", response.Headers.Contains("grpc-accept-encoding"));
    }

    [Theory(Timeout = EchoHost.LimitMs)]
    [InlineData("application/json", 415)]
    [InlineData("application/grpc-web", 415)]
    [InlineData("application/grpc+proto", 200)]
    public async Task Request_ContentType_OthersAreRefused(string contentType, int status)
    {
        await using EchoHost host = await EchoHost.Start();
        using HttpMessageInvoker http = new(new SocketsHttpHandler());
        using HttpRequestMessage request = RawRequest.To(host, "/echo.Echo/EmptyCall", [0, 0, 0, 0, 0]);
        request.Content!.Headers.ContentType = new(contentType);

        using HttpResponseMessage response = await http.SendAsync(request, CancellationToken.None);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory(Timeout = EchoHost.LimitMs)]
    [InlineData("123456789S", "13")] // nine digits
    [InlineData("1", "13")]
    [InlineData("S", "13")]
    [InlineData("1s", "13")]
    [InlineData("-1S", "13")]
    [InlineData("1.5S", "13")]
    [InlineData("99999999H", "0")]
    public async Task Request_Timeout_MalformedIsInternal(string timeout, string status)
    {
        await using EchoHost host = await EchoHost.Start();
        using HttpMessageInvoker http = new(new SocketsHttpHandler());
        using HttpRequestMessage request = RawRequest.To(host, "/echo.Echo/EmptyCall", [0, 0, 0, 0, 0]);
        request.Headers.TryAddWithoutValidation("grpc-timeout", timeout);

        using HttpResponseMessage response = await http.SendAsync(request, CancellationToken.None);

        Assert.Equal(status, await RawRequest.Status(response));
    }

    private static async Task<StatusCode> StatusOf(AsyncUnaryCall<SizedResponse> call)
    {
        try
        {
            await call;
            return call.GetStatus().StatusCode;
        }
        catch (RpcException failure)
        {
            return failure.StatusCode;
        }
    }

    private static SizedRequest OfSize(int bytes)
    {
        SizedRequest request = new() { Payload = EchoHost.Bytes(bytes) };
        int over = request.CalculateSize() - bytes;
        request.Payload = EchoHost.Bytes(bytes - over);
        Assert.Equal(bytes, request.CalculateSize());
        return request;
    }

    private static byte[] Framed(byte[] message) => [0, 0, 0, 0, (byte)message.Length, .. message];
}
