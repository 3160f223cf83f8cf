using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MuZero.Files;

/// <summary>JSON that ends with the SHA-256 of all bytes before it, so that a manifest vouches for itself as well as for its
/// files.</summary>
internal static class SealedJson
{
    private const string Opening = ",\n  \"seal\": \"sha256:";
    private const string Closing = "\"\n}\n";
    private const int HexDigits = 2 * SHA256.HashSizeInBytes;

    private static readonly JsonSerializerOptions _options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        MaxDepth = 8,
    };

    public static byte[] Serialize<T>(T manifest)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(manifest, _options);
        ReadOnlySpan<byte> sealedPart = json.AsSpan(0, json.Length - 2); // without the last "\n}"
        string suffix = Opening + Convert.ToHexStringLower(SHA256.HashData(sealedPart)) + Closing;
        return [.. sealedPart, .. Encoding.ASCII.GetBytes(suffix)];
    }

    /// <summary>The content, or null with the reason if a byte is not as it was written.</summary>
    public static T? Deserialize<T>(ReadOnlySpan<byte> bytes, out string reason)
        where T : class
    {
        int length = bytes.Length - (Opening.Length + HexDigits + Closing.Length);
        string expected = length > 0 ? Opening + Convert.ToHexStringLower(SHA256.HashData(bytes[..length])) + Closing : "";
        if (length <= 0 || !bytes[length..].SequenceEqual(Encoding.ASCII.GetBytes(expected)))
        {
            reason = "does not match its own SHA-256";
            return null;
        }

        try
        {
            reason = "is empty";
            return JsonSerializer.Deserialize<T>(bytes, _options);
        }
        catch (JsonException)
        {
            reason = "lacks a field or has one of another kind";
            return null;
        }
    }
}
