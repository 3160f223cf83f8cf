using Grpc.Core;

namespace MuZero.Grpc.Tests;

/// <summary>Metadata, trailers and every way in which a call fails.</summary>
public class StatusTests
{
    private static readonly byte[] _trailing = [0xab, 0xab, 0xab];

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Unary_CustomMetadata_ComesBackAsHeaderAndTrailer()
    {
        await using EchoHost host = await EchoHost.Start();

        using AsyncUnaryCall<SizedResponse> call = host.Client.UnaryAsync(new SizedRequest(), Sent());

        await call;
        Assert.Equal("test_initial_metadata_value", (await call.ResponseHeadersAsync).GetValue(EchoService.EchoedHeader));
        Assert.Equal(_trailing, call.GetTrailers().GetValueBytes(EchoService.EchoedTrailer));
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Duplex_CustomMetadata_HeadersComeBeforeAnyMessage()
    {
        await using EchoHost host = await EchoHost.Start();
        using AsyncDuplexStreamingCall<SizedRequest, SizedResponse> call = host.Client.Chat(Sent());

        Metadata headers = await call.ResponseHeadersAsync;
        await call.RequestStream.CompleteAsync();
        await call.ResponseStream.MoveNext();

        Assert.Equal("test_initial_metadata_value", headers.GetValue(EchoService.EchoedHeader));
        Assert.Equal(_trailing, call.GetTrailers().GetValueBytes(EchoService.EchoedTrailer));
    }

    [Theory(Timeout = EchoHost.LimitMs)]
    [InlineData("test status message")]
    [InlineData("\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n")]
    [InlineData("100% of %20 and %zz")]
    public async Task Unary_HandlerChoosesStatus_CodeAndMessageArrive(string message)
    {
        await using EchoHost host = await EchoHost.Start();

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() =>
            host.Client.UnaryAsync(new SizedRequest { StatusCode = 2, StatusMessage = message }).ResponseAsync);

        Assert.Equal(StatusCode.Unknown, failure.StatusCode);
        Assert.Equal(message, failure.Status.Detail);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Duplex_HandlerChoosesStatus_CodeAndMessageArrive()
    {
        await using EchoHost host = await EchoHost.Start();
        using AsyncDuplexStreamingCall<SizedRequest, SizedResponse> call = host.Client.Chat();
        await call.RequestStream.WriteAsync(new SizedRequest { ResponseSize = 8 });
        Assert.True(await call.ResponseStream.MoveNext());

        await Record.ExceptionAsync(() => call.RequestStream.WriteAsync(new SizedRequest { StatusCode = 9, StatusMessage = "enough" }));

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal((StatusCode.FailedPrecondition, "enough"), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal(StatusCode.FailedPrecondition, call.GetStatus().StatusCode);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task ClientStreaming_ServerEndsEarly_WritesFailWithItsStatus()
    {
        await using EchoHost host = await EchoHost.Start();
        using AsyncClientStreamingCall<SizedRequest, SizedResponse> call = host.Client.Collect();

        // The server's answer may overtake the end of the write that causes it.
        await Record.ExceptionAsync(() => call.RequestStream.WriteAsync(new SizedRequest { StatusCode = 8, StatusMessage = "full" }));

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        RpcException unwritten = await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(new SizedRequest()));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Equal("full", unwritten.Status.Detail);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Unary_HandlerThrows_UnknownWithoutItsMessage()
    {
        await using EchoHost host = await EchoHost.Start();

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => host.Client.ThrowAsync(new Empty()).ResponseAsync);

        Assert.Equal(StatusCode.Unknown, failure.StatusCode);
        Assert.DoesNotContain("secret", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Unary_HandlerThrowsAndErrorsAreDetailed_SaysWhat()
    {
        await using EchoHost host = await EchoHost.Start(options => options.EnableDetailedErrors = true);

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => host.Client.ThrowAsync(new Empty()).ResponseAsync);

        Assert.Contains("FormatException: a secret of the server", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Unary_MethodNotOverridden_Unimplemented()
    {
        await using EchoHost host = await EchoHost.Start();

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => host.Client.MissingAsync(new Empty()).ResponseAsync);

        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Unary_ServiceNotMapped_Unimplemented()
    {
        await using EchoHost host = await EchoHost.Start();

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() =>
            new Absent.AbsentClient(host.Channel).MissingAsync(new Empty()).ResponseAsync);

        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
        Assert.Contains("/echo.Absent/Missing", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Unary_NobodyListens_Unavailable()
    {
        EchoHost host = await EchoHost.Start();
        Uri address = host.Address;
        await host.DisposeAsync();
        using var channel = global::Grpc.Net.Client.GrpcChannel.ForAddress(address);

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => new Echo.EchoClient(channel).EmptyCallAsync(new Empty()).ResponseAsync);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    private static Metadata Sent() => new()
    {
        { EchoService.EchoedHeader, "test_initial_metadata_value" },
        { EchoService.EchoedTrailer, _trailing },
    };
}
