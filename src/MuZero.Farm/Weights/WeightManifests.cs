using System.Security.Cryptography;
using Google.Protobuf;
using MuZero.Farm.Wire;

namespace MuZero.Farm.Weights;

/// <summary>Between weights and the manifests that name them on the wire.</summary>
internal static class WeightManifests
{
    /// <summary>Bytes of one chunk of a download or a publication.</summary>
    public const int ChunkBytes = 256 << 10;

    /// <summary>No network of ours is larger: 1 GiB.</summary>
    public const long MaxBytes = 1L << 30;

    public static WeightManifest Of(WeightSnapshot weights) => new()
    {
        Version = weights.Version,
        Step = weights.Step,
        SizeBytes = weights.Bytes.Length,
        Sha256 = ByteString.CopyFrom(SHA256.HashData(weights.Bytes.Span)),
    };

    /// <summary>True if the bytes are those of the manifest.</summary>
    public static bool Fits(this WeightManifest manifest, ReadOnlySpan<byte> bytes)
        => bytes.Length == manifest.SizeBytes && CryptographicOperations.FixedTimeEquals(SHA256.HashData(bytes), manifest.Sha256.Span);
}
