using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Grpc.AspNetCore.Server;

/// <summary>Answers gRPC calls to paths that no service has; requests that are not gRPC are left to others.</summary>
internal static class UnknownMethods
{
    public static void Map(IEndpointRouteBuilder builder)
    {
        RoutePattern pattern = RoutePatternFactory.Parse(
            "{service}/{method}", defaults: null, parameterPolicies: new RouteValueDictionary { ["service"] = new OnlyGrpc() });
        builder.Map(pattern, new RequestDelegate(Answer)).Add(endpoint => ((RouteEndpointBuilder)endpoint).Order = int.MaxValue);
    }

    private static async Task Answer(HttpContext http)
    {
        if (!ServerCall.IsGrpc(http))
        {
            return;
        }

        http.Response.ContentType = HeaderNames.ContentType;
        using ServerResponse response = new(http, new GrpcServiceOptions());
        await response.End(new Status(StatusCode.Unimplemented, $"{http.Request.Path} is not implemented.")).ConfigureAwait(false);
    }

    private sealed class OnlyGrpc : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            httpContext is not null && HttpMethods.IsPost(httpContext.Request.Method) && HeaderNames.IsGrpc(httpContext.Request.ContentType);
    }
}
