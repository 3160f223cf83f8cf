using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>One call at the server, from the first header to the status.</summary>
internal sealed class ServerCall(IMethod method, GrpcServiceOptions options, Func<HttpServerCallContext, Task> handler, ILogger logger)
{
    public async Task Handle(HttpContext http)
    {
        if (!IsGrpc(http))
        {
            return;
        }

        http.Response.ContentType = HeaderNames.ContentType;
        using HttpServerCallContext context = new(http, method, options);
        LiftLimits(http);
        try
        {
            context.Accept();
        }
        catch (RpcException refused)
        {
            await context.Response.End(refused.Status).ConfigureAwait(false);
            return;
        }

        await Run(context).ConfigureAwait(false);
    }

    /// <summary>Answers what is not gRPC over HTTP/2: the version with 426, the content type with 415.</summary>
    public static bool IsGrpc(HttpContext http)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol) && !HttpProtocol.IsHttp3(http.Request.Protocol))
        {
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            http.Response.Headers.Upgrade = "h2c";
            return false;
        }

        if (!HeaderNames.IsGrpc(http.Request.ContentType))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return false;
        }

        return true;
    }

    // The deadline is kept even when the handler does not listen to its token; the request lives until it returns.
    private async Task Run(HttpServerCallContext context)
    {
        Task<(Status Status, Metadata Trailers)> work = Outcome(context);
        await Task.WhenAny(work, context.DeadlinePassed).ConfigureAwait(false);
        if (context.DeadlinePassed.IsCompleted)
        {
            await context.Response.End(new Status(StatusCode.DeadlineExceeded, "")).ConfigureAwait(false);
            await context.Http.Response.CompleteAsync().ConfigureAwait(false);
            await work.ConfigureAwait(false);
            return;
        }

        (Status status, Metadata thrown) = await work.ConfigureAwait(false);
        logger.CallEnded(method.FullName, status.StatusCode);
        await context.Response.End(status, context.ResponseTrailers, thrown).ConfigureAwait(false);
    }

    private async Task<(Status Status, Metadata Trailers)> Outcome(HttpServerCallContext context)
    {
        try
        {
            await handler(context).ConfigureAwait(false);
            return (context.Status, Metadata.Empty);
        }
        catch (RpcException chosen)
        {
            return (chosen.Status, chosen.Trailers);
        }
        catch (Exception) when (context.CancellationToken.IsCancellationRequested)
        {
            return (Status.DefaultCancelled, Metadata.Empty);
        }
        catch (Exception thrown)
        {
            logger.HandlerThrew(thrown, method.FullName);
            string detail = options.EnableDetailedErrors == true
                ? $"Exception was thrown by handler. {thrown.GetType().Name}: {thrown.Message}"
                : "Exception was thrown by handler.";
            return (new Status(StatusCode.Unknown, detail, thrown), Metadata.Empty);
        }
    }

    // A stream may be silent for long and large in all; each message has a limit of its own.
    private void LiftLimits(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (method.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming
            && http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }
}
