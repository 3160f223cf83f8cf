namespace Grpc.Wire;

/// <summary>The compression names of the protocol that both sides know.</summary>
internal static class Encodings
{
    public const string Identity = "identity";
    public const string Gzip = "gzip";
    public const string Accepted = "identity,gzip";

    public static bool IsKnown(string? encoding) => encoding is null or Identity or Gzip;

    /// <summary>Whether a <c>grpc-accept-encoding</c> names an encoding.</summary>
    public static bool Accepts(string? accepted, string encoding) =>
        accepted is not null && accepted.Split(',', StringSplitOptions.TrimEntries).Contains(encoding, StringComparer.Ordinal);
}
