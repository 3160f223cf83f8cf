using Grpc.Core;
using Grpc.Net.Client;

namespace MuZero.Grpc.Tests;

/// <summary>Deadlines and cancellation, seen from both sides.</summary>
public class CancellationTests
{
    [Theory(Timeout = EchoHost.LimitMs)]
    [InlineData(1)]
    [InlineData(200)]
    public async Task Unary_DeadlinePasses_DeadlineExceeded(int milliseconds)
    {
        await using EchoHost host = await EchoHost.Start();

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() =>
            host.Client.WaitAsync(new Empty(), deadline: DateTime.UtcNow.AddMilliseconds(milliseconds)).ResponseAsync);

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Unary_DeadlinePasses_HandlerKnewItAndIsCancelled()
    {
        await using EchoHost host = await EchoHost.Start();
        await host.Client.EmptyCallAsync(new Empty()); // the connection's own time is not the deadline's
        DateTime deadline = DateTime.UtcNow.AddSeconds(1);

        using AsyncUnaryCall<Empty> call = host.Client.WaitAsync(new Empty(), deadline: deadline);
        DateTime seen = await host.Journal.Deadline.Task;

        await host.Journal.Cancelled.Task;
        Assert.InRange(seen, deadline.AddMilliseconds(-5), deadline.AddSeconds(5));
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Unary_ServerPassesDeadlineFirst_AnswersDeadlineExceeded()
    {
        await using EchoHost host = await EchoHost.Start();
        using HttpMessageInvoker http = new(new SocketsHttpHandler());
        using HttpRequestMessage request = RawRequest.To(host, "/echo.Echo/Wait", [0, 0, 0, 0, 0]);
        request.Headers.TryAddWithoutValidation("grpc-timeout", "50m");

        using HttpResponseMessage response = await http.SendAsync(request, CancellationToken.None);

        Assert.Equal("4", await RawRequest.Status(response));
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Duplex_DeadlinePassesBetweenMessages_DeadlineExceeded()
    {
        await using EchoHost host = await EchoHost.Start();
        using AsyncDuplexStreamingCall<SizedRequest, SizedResponse> call = host.Client.Chat(deadline: DateTime.UtcNow.AddSeconds(2));
        await call.RequestStream.WriteAsync(new SizedRequest { ResponseSize = 1 });
        Assert.True(await call.ResponseStream.MoveNext());

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Unary_TokenCancelled_CancelledOnBothSides()
    {
        await using EchoHost host = await EchoHost.Start();
        using CancellationTokenSource source = new();
        using AsyncUnaryCall<Empty> call = host.Client.WaitAsync(new Empty(), cancellationToken: source.Token);
        await host.Journal.Deadline.Task;

        await source.CancelAsync();

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
        await host.Journal.Cancelled.Task;
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Unary_TokenCancelledAndChannelThrowsSo_OperationCanceled()
    {
        await using EchoHost host = await EchoHost.Start(client: options => options.ThrowOperationCanceledOnCancellation = true);
        using CancellationTokenSource source = new();
        using AsyncUnaryCall<Empty> call = host.Client.WaitAsync(new Empty(), cancellationToken: source.Token);
        await host.Journal.Deadline.Task;

        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => call.ResponseAsync);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task ClientStreaming_DisposedAfterBegin_Cancelled()
    {
        await using EchoHost host = await EchoHost.Start();
        AsyncClientStreamingCall<SizedRequest, SizedResponse> call = host.Client.Collect();

        call.Dispose();

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Duplex_CancelledAfterFirstResponse_HandlerIsCancelled()
    {
        await using EchoHost host = await EchoHost.Start();
        using CancellationTokenSource source = new();
        using AsyncDuplexStreamingCall<SizedRequest, SizedResponse> call = host.Client.Chat(cancellationToken: source.Token);
        await call.RequestStream.WriteAsync(new SizedRequest { ResponseSize = 31415, Payload = EchoHost.Bytes(27182) });
        Assert.True(await call.ResponseStream.MoveNext());

        await source.CancelAsync();

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
        await host.Journal.Cancelled.Task;
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Duplex_ReadCancelled_EndsTheCall()
    {
        await using EchoHost host = await EchoHost.Start();
        using AsyncDuplexStreamingCall<SizedRequest, SizedResponse> call = host.Client.Chat();
        using CancellationTokenSource source = new();
        Task<bool> read = call.ResponseStream.MoveNext(source.Token);

        await source.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => read)).StatusCode);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Unary_ServerStops_CallFailsAsUnavailable()
    {
        EchoHost host = await EchoHost.Start();
        using GrpcChannel channel = GrpcChannel.ForAddress(host.Address);
        using AsyncUnaryCall<Empty> call = new Echo.EchoClient(channel).WaitAsync(new Empty());
        await host.Journal.Deadline.Task;

        await host.DisposeAsync();

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }
}
