using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>What a call's options amount to.</summary>
internal static class CallDeadline
{
    /// <summary>The earlier of the call's own deadline and the one it takes on; <see cref="DateTime.MaxValue"/> is never.</summary>
    /// <exception cref="InvalidOperationException">The deadline is not in UTC.</exception>
    public static DateTime Of(CallOptions options)
    {
        DateTime own = options.Deadline ?? DateTime.MaxValue;
        if (own != DateTime.MaxValue && own != DateTime.MinValue && own.Kind != DateTimeKind.Utc)
        {
            throw new InvalidOperationException($"The deadline {own:O} must be in UTC, for example DateTime.UtcNow.AddSeconds(5).");
        }

        DateTime taken = options.PropagationToken?.Deadline ?? DateTime.MaxValue;
        return own < taken ? own : taken;
    }

    /// <summary>The call's headers and what its credentials add to them.</summary>
    /// <exception cref="RpcException">The credentials would be sent without TLS.</exception>
    public static async Task<Metadata> WithCredentials(GrpcChannel channel, CallOptions options, IMethod method, CancellationToken cancellation)
    {
        Metadata own = options.Headers ?? Metadata.Empty;
        if (channel.Calls is null && options.Credentials is null)
        {
            return own;
        }

        if (!channel.MaySendCallCredentials)
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "Call credentials are not sent without TLS; use an https address."));
        }

        Metadata all = [.. own];
        AuthInterceptorContext context = new(new Uri(channel.Address, method.ServiceName).AbsoluteUri, method.Name, cancellation);
        foreach (CallCredentials credentials in new[] { channel.Calls, options.Credentials }.OfType<CallCredentials>())
        {
            await credentials.AddTo(all, context).ConfigureAwait(false);
        }

        return all;
    }
}
