using Grpc.Core;
using Grpc.Core.Interceptors;

namespace MuZero.Farm.Security;

/// <summary>Lets a call through if the caller's token has a role that the method requires.</summary>
internal sealed class TokenInterceptor(TokenBook tokens) : Interceptor
{
    private const string Scheme = "Bearer ";

    private static readonly Dictionary<string, Roles> _methods = new()
    {
        ["/muzero.v1.Weights/Publish"] = Roles.Trainer,
        ["/muzero.v1.Registry/Drain"] = Roles.Trainer,
        ["/muzero.v1.Registry/Status"] = Roles.Any,
        ["/grpc.health.v1.Health/Check"] = Roles.Any,
        ["/grpc.health.v1.Health/Watch"] = Roles.Any,
    };

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Require(context);
        return continuation(request, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Require(context);
        return continuation(requestStream, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Require(context);
        return continuation(request, responseStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Require(context);
        return continuation(requestStream, responseStream, context);
    }

    private void Require(ServerCallContext context)
    {
        string? header = context.RequestHeaders.GetValue("authorization");
        string? token = header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..]
            : null;
        Roles held = tokens.RolesOf(token);
        if (held == Roles.None)
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "show a valid token in authorization"));
        }

        Roles wanted = _methods.GetValueOrDefault(context.Method, Roles.Worker | Roles.Trainer);
        if ((held & wanted) == Roles.None)
        {
            throw new RpcException(new Status(StatusCode.PermissionDenied, $"{context.Method} needs the role {wanted}"));
        }
    }
}
