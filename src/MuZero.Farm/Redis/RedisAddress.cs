using System.Net;

namespace MuZero.Farm.Redis;

/// <summary>The address of Redis as users write it.</summary>
public static class RedisAddress
{
    private const int DefaultPort = 6379;

    /// <summary>HOST:PORT of HOST, HOST:PORT or redis://HOST[:PORT][/0].</summary>
    /// <exception cref="UserException">It is something else, or names what the farm has other options for.</exception>
    public static string Parse(string text)
    {
        bool isUrl = text.Contains("://", StringComparison.Ordinal);
        bool isAddress = IPAddress.TryParse(text, out IPAddress? address);
        string url = isUrl ? text : isAddress && text[0] != '[' && address!.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? $"redis://[{text}]"
            : $"redis://{text}";
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme != "redis" || uri.Host.Length == 0
            || uri.HostNameType == UriHostNameType.Basic
            || uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.Port == 0 || text.AsSpan().IndexOfAny(", \\") >= 0)
        {
            string reason = uri?.Scheme == "rediss" ? " TLS to Redis is not supported." : "";
            throw UserException.Usage($"--redis takes HOST:PORT, such as 127.0.0.1:6379, or redis://HOST:PORT, not '{text}'.{reason}");
        }

        if (uri.UserInfo.Length > 0)
        {
            throw UserException.Usage("--redis takes no password in its URL. Give a file that holds it with --redis-password-file.");
        }

        return uri.AbsolutePath is "/" or "" or "/0"
            ? $"{uri.Host}:{(uri.Port < 0 ? DefaultPort : uri.Port)}"
            : throw UserException.Usage($"--redis names database {uri.AbsolutePath}; the farm uses database 0. Leave it out: "
                + $"{uri.Host}:{(uri.Port < 0 ? DefaultPort : uri.Port)}.");
    }
}
