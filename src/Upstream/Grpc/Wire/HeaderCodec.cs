using System.Globalization;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Metadata and status from and to header fields.</summary>
internal static class HeaderCodec
{
    /// <summary>Adds a received field, unless it belongs to the protocol or to HTTP.</summary>
    /// <exception cref="RpcException">A <c>-bin</c> value is not base64.</exception>
    public static void Receive(Metadata metadata, string name, string value)
    {
        string key = name.ToLowerInvariant();
        if (IsReserved(key) || !Metadata.IsLegal(key))
        {
            return;
        }

        if (!key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal))
        {
            metadata.Add(key, value);
            return;
        }

        // One field may carry several binary values; base64 has no comma.
        foreach (string part in value.Split(',', StringSplitOptions.TrimEntries))
        {
            metadata.Add(key, FromBase64(key, part));
        }
    }

    /// <summary>Hands out the fields of metadata that may be sent.</summary>
    public static void Send(Metadata metadata, Action<string, string> add)
    {
        foreach (Metadata.Entry entry in metadata)
        {
            if (!IsReserved(entry.Key))
            {
                add(entry.Key, entry.Wire);
            }
        }
    }

    /// <summary>The status of a <c>grpc-status</c> and <c>grpc-message</c>; a number that is not one is UNKNOWN.</summary>
    public static Status StatusOf(string code, string? message)
    {
        string detail = PercentEncoding.Decode(message ?? "");
        return int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number is >= (int)StatusCode.OK and <= (int)StatusCode.Unauthenticated
            ? new Status((StatusCode)number, detail)
            : new Status(StatusCode.Unknown, $"grpc-status '{code}' is unknown. {detail}".TrimEnd());
    }

    private static bool IsReserved(string key) =>
        key.StartsWith("grpc-", StringComparison.Ordinal) || key.StartsWith(':')
        || key is "content-type" or "content-length" or "te" or "host" or "connection" or "transfer-encoding" or "trailer";

    private static byte[] FromBase64(string key, string text)
    {
        string padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        byte[] bytes = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64String(padded, bytes, out int length)
            ? bytes[..length]
            : throw new RpcException(new Status(StatusCode.Internal, $"The value of {key} is not base64."));
    }
}
