using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>What a call's end means when no <c>grpc-status</c> says it.</summary>
internal static class StatusMapping
{
    public static StatusCode OfHttpStatus(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => StatusCode.Internal,
        HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
        HttpStatusCode.NotFound => StatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    /// <summary>HTTP/2 error codes (RFC 9113, section 7).</summary>
    /// <remarks>NO_ERROR without a response comes from a GOAWAY, not from a reset: the server is leaving.</remarks>
    public static StatusCode OfHttp2Error(long code) => code switch
    {
        0x0 or 0x7 => StatusCode.Unavailable,
        0x8 => StatusCode.Cancelled,
        0xb => StatusCode.ResourceExhausted,
        0xc => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };

    /// <summary>A failed request or body on the client.</summary>
    public static Status OfException(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case RpcException rpc:
                    return rpc.Status;
                case HttpProtocolException protocol:
                    return new Status(OfHttp2Error(protocol.ErrorCode), $"The HTTP/2 stream failed: {protocol.Message}", failure);
                case AuthenticationException:
                case SocketException:
                    return new Status(StatusCode.Unavailable, $"The server cannot be reached: {cause.Message}", failure);
            }
        }

        return failure switch
        {
            OperationCanceledException => new Status(StatusCode.Cancelled, "Call canceled by the client.", failure),
            HttpRequestException or IOException => new Status(StatusCode.Unavailable, $"The connection failed: {failure.Message}", failure),
            _ => new Status(StatusCode.Internal, $"The call failed on the client: {failure.Message}", failure),
        };
    }
}
