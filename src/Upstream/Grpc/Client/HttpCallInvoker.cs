using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>The four kinds of call over a channel's HTTP/2.</summary>
internal sealed class HttpCallInvoker(GrpcChannel channel) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        using AsyncUnaryCall<TResponse> call = AsyncUnaryCall(method, host, options, request);
        return call.ResponseAsync.GetAwaiter().GetResult();
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        ClientCall<TRequest, TResponse> call = new(channel, method, host, options);
        call.Start(request);
        return new(call.SingleResponse(), call.Headers, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        ClientCall<TRequest, TResponse> call = new(channel, method, host, options);
        call.Start(request);
        return new(new ClientStreamReader<TRequest, TResponse>(call), call.Headers, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        ClientCall<TRequest, TResponse> call = new(channel, method, host, options);
        ClientStreamWriter<TRequest, TResponse> writer = call.StartStream();
        return new(writer, call.SingleResponse(), call.Headers, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        ClientCall<TRequest, TResponse> call = new(channel, method, host, options);
        ClientStreamWriter<TRequest, TResponse> writer = call.StartStream();
        ClientStreamReader<TRequest, TResponse> reader = new(call);
        return new(writer, reader, call.Headers, call.GetStatus, call.GetTrailers, call.Dispose);
    }
}
