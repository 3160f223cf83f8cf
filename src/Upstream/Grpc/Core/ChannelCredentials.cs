namespace Grpc.Core;

/// <summary>Whether a channel is plain or TLS, and the credentials that all its calls carry.</summary>
public sealed class ChannelCredentials
{
    private ChannelCredentials(bool isSecure, CallCredentials? calls)
    {
        IsSecure = isSecure;
        Calls = calls;
    }

    /// <summary>HTTP/2 without TLS.</summary>
    public static ChannelCredentials Insecure { get; } = new(false, null);

    /// <summary>TLS with the handler's own settings.</summary>
    public static ChannelCredentials SecureSsl { get; } = new(true, null);

    internal bool IsSecure { get; }

    internal CallCredentials? Calls { get; }

    /// <summary>A channel's credentials together with its calls'.</summary>
    public static ChannelCredentials Create(ChannelCredentials channelCredentials, CallCredentials callCredentials)
    {
        ArgumentNullException.ThrowIfNull(channelCredentials);
        ArgumentNullException.ThrowIfNull(callCredentials);
        return new ChannelCredentials(channelCredentials.IsSecure, callCredentials);
    }
}
