using Grpc.Core;
using Grpc.Core.Interceptors;

namespace MuZero.Grpc.Tests;

/// <summary>Interceptors on both sides.</summary>
public class InterceptorTests
{
    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Server_InterceptorRefuses_EveryKindOfCallIsRefused()
    {
        await using EchoHost host = await EchoHost.Start(options => options.Interceptors.Add<TokenCheck>("open"));
        using AsyncUnaryCall<Empty> unary = host.Client.EmptyCallAsync(new Empty());
        using AsyncClientStreamingCall<SizedRequest, SizedResponse> collect = host.Client.Collect();
        using AsyncServerStreamingCall<SizedResponse> expand = host.Client.Expand(new SizedRequest());
        using AsyncDuplexStreamingCall<SizedRequest, SizedResponse> chat = host.Client.Chat();

        foreach (Func<Task> answer in new Func<Task>[]
        {
            () => unary.ResponseAsync, () => collect.ResponseAsync, () => expand.ResponseStream.MoveNext(), () => chat.ResponseStream.MoveNext(),
        })
        {
            Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(answer)).StatusCode);
        }
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Client_InterceptorAddsHeader_ServersInterceptorSeesIt()
    {
        await using EchoHost host = await EchoHost.Start(options => options.Interceptors.Add<TokenCheck>("open"));
        Echo.EchoClient client = new(host.Channel.Intercept(headers => [.. headers, new Metadata.Entry("x-token", "open")]));

        Assert.Equal(new Empty(), await client.EmptyCallAsync(new Empty()));
        using AsyncServerStreamingCall<SizedResponse> expand = client.Expand(new SizedRequest { StatusMessage = "7" });
        Assert.True(await expand.ResponseStream.MoveNext());
    }

    [Fact(Timeout = EchoHost.LimitMs)]
    public async Task Client_SeveralInterceptors_FirstIsOutermost()
    {
        await using EchoHost host = await EchoHost.Start();
        List<string> order = [];
        Echo.EchoClient client = new(host.Channel.Intercept(new Recorder("first", order), new Recorder("second", order)));

        await client.EmptyCallAsync(new Empty());

        Assert.Equal(["first", "second"], order);
    }

    private sealed class Recorder(string name, List<string> order) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            order.Add(name);
            return continuation(request, context);
        }
    }

    private sealed class TokenCheck(string token) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            continuation(request, Checked(context));

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
            continuation(requestStream, Checked(context));

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation) => continuation(request, responseStream, Checked(context));

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation) => continuation(requestStream, responseStream, Checked(context));

        private ServerCallContext Checked(ServerCallContext context) => context.RequestHeaders.GetValue("x-token") == token
            ? context
            : throw new RpcException(new Status(StatusCode.Unauthenticated, "x-token is missing or wrong."));
    }
}
