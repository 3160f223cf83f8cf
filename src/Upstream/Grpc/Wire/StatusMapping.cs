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

    /// <summary>A stream's reset, by its HTTP/2 error code (RFC 9113, section 7).</summary>
    public static StatusCode OfReset(long code) => code switch
    {
        0x7 => StatusCode.Unavailable,
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
                case HttpProtocolException protocol when IsGoAway(protocol):
                    return new Status(OfGoAway(protocol.ErrorCode), $"The HTTP/2 connection was closed: {protocol.Message}", failure);
                case HttpProtocolException protocol:
                    return new Status(OfReset(protocol.ErrorCode), $"The HTTP/2 stream failed: {protocol.Message}", failure);
                case HttpRequestException request when IsTooLongForServer(request):
                    return new Status(StatusCode.ResourceExhausted, $"The metadata is too large: {request.Message}", failure);
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

    // A connection's end says nothing against a call on it, whatever it was for; only a client that does too much must not try again.
    private static StatusCode OfGoAway(long code) => code == 0xb ? StatusCode.ResourceExhausted : StatusCode.Unavailable;

    // .NET has one exception for a stream's reset and a connection's GOAWAY; they differ in their text.
    private static bool IsGoAway(HttpProtocolException failure) => failure.Message.Contains("server closed the connection", StringComparison.Ordinal);

    // The handler keeps to the server's SETTINGS_MAX_HEADER_LIST_SIZE; its exception has no kind of its own.
    private static bool IsTooLongForServer(HttpRequestException failure) =>
        failure is { HttpRequestError: HttpRequestError.Unknown, InnerException: null }
        && failure.Message.Contains("headers length exceeded the server limit", StringComparison.Ordinal);
}
