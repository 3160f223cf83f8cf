using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The handler of {Method} threw; the caller gets UNKNOWN")]
    public static partial void HandlerThrew(this ILogger logger, Exception exception, string method);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} ended with {Status}")]
    public static partial void CallEnded(this ILogger logger, string method, StatusCode status);
}
