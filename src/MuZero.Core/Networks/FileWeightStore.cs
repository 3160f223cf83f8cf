using System.Globalization;
using System.Security.Cryptography;
using MuZero.Errors;
using MuZero.Files;

namespace MuZero.Networks;

/// <summary>Weights in a directory: weights-V.safetensors, and weights-V.json with its size and SHA-256, written last. One process
/// publishes; any number read, in other processes too.</summary>
/// <remarks>A version without its manifest does not exist. One that fails its manifest is passed over for the version before it, which is
/// why two are kept.</remarks>
public sealed class FileWeightStore : IWeightSource, IWeightSink
{
    private const int Kept = 2;
    private const string Prefix = "weights-";
    private const string ManifestSuffix = ".json";

    private readonly string _directory;
    private readonly Action<string>? _onSkipped;
    private readonly Lock _publishing = new();
    private long _reported = -1; // the newest damaged version already reported
    private volatile WeightSnapshot? _verified; // what was read or published last, so that polling reads no file twice

    /// <summary>Opens or creates the store in <paramref name="directory"/>.</summary>
    /// <param name="directory">Holds weights and nothing else.</param>
    /// <param name="onSkipped">Gets one line about each version that is passed over because it is damaged.</param>
    public FileWeightStore(string directory, Action<string>? onSkipped = null)
    {
        (_directory, _onSkipped) = (directory, onSkipped);
        Directory.CreateDirectory(directory);
    }

    /// <summary>Called with the name of each step of publishing, before it; an exception simulates a crash there.</summary>
    internal Action<string>? FaultPoint { get; init; }

    /// <inheritdoc/>
    public long LatestVersion => Find(out _)?.Version ?? -1;

    /// <inheritdoc/>
    public void Publish(WeightSnapshot weights)
    {
        lock (_publishing)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(weights.Version, LatestVersion, nameof(weights));
            foreach (string leftover in Directory.EnumerateFiles(_directory, AtomicFile.TemporaryPrefix + Prefix + "*"))
            {
                File.Delete(leftover);
            }

            Manifest manifest = new(weights.Version, weights.Step, weights.Bytes.Length,
                Convert.ToHexStringLower(SHA256.HashData(weights.Bytes.Span)));
            FaultPoint?.Invoke("weights");
            AtomicFile.Write(WeightsPath(weights.Version), weights.Bytes);
            FaultPoint?.Invoke("manifest");
            AtomicFile.Write(ManifestPath(weights.Version), SealedJson.Serialize(manifest));
            FaultPoint?.Invoke("prune");
            _verified = weights with { Bytes = weights.Bytes.ToArray() };
            Prune();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="CorruptDataException">Weights were published and none of them is undamaged.</exception>
    public WeightSnapshot? Latest()
    {
        WeightSnapshot? weights = Find(out string? damage);
        return weights is null && damage is not null
            ? throw new CorruptDataException(
                $"No weights in {_directory} can be used: {damage}. Restore the directory, or publish again from a checkpoint.")
            : weights;
    }

    private WeightSnapshot? Find(out string? damage)
    {
        while (true)
        {
            damage = null;
            bool vanished = false;
            foreach (long version in Versions())
            {
                if (_verified is { } known && known.Version == version)
                {
                    return known;
                }

                (WeightSnapshot? weights, string? reason) = Read(version);
                if (weights is not null)
                {
                    return _verified = weights;
                }

                if (reason is not null)
                {
                    damage ??= $"version {version} {reason}";
                    Report(version, reason);
                }

                vanished |= reason is null;
            }

            // A publisher that is two versions ahead of this reader removed what it listed: newer ones are there now.
            if (!vanished)
            {
                return null;
            }
        }
    }

    // Once a version, because actors poll before every move.
    private void Report(long version, string reason)
    {
        if (version > Interlocked.Exchange(ref _reported, Math.Max(version, Volatile.Read(ref _reported))))
        {
            _onSkipped?.Invoke($"weights {version} in {_directory} are damaged ({reason}); looking for the version before");
        }
    }

    // Weights, or the reason why not; neither if the publisher has removed the version.
    private (WeightSnapshot? Weights, string? Reason) Read(long version)
    {
        if (ReadOrNull(ManifestPath(version)) is not { } json)
        {
            return (null, null);
        }

        if (SealedJson.Deserialize<Manifest>(json, out string reason) is not { } manifest)
        {
            return (null, $"manifest {reason}");
        }

        if (ReadOrNull(WeightsPath(version)) is not { } bytes)
        {
            // The publisher removes the manifest first.
            return (null, File.Exists(ManifestPath(version)) ? "file is missing" : null);
        }

        if (manifest.Version != version || bytes.Length != manifest.SizeBytes)
        {
            return (null, $"file has {bytes.Length:N0} of {manifest.SizeBytes:N0} bytes");
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == manifest.Sha256
            ? (new WeightSnapshot(version, bytes) { Step = manifest.Step }, null)
            : (null, "file does not match its SHA-256");
    }

    // Newest first.
    private List<long> Versions()
    {
        List<long> versions = [];
        foreach (string path in Directory.EnumerateFiles(_directory, Prefix + "*" + ManifestSuffix))
        {
            ReadOnlySpan<char> number = Path.GetFileNameWithoutExtension(path.AsSpan())[Prefix.Length..];
            if (long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long version))
            {
                versions.Add(version);
            }
        }

        versions.Sort((left, right) => right.CompareTo(left));
        return versions;
    }

    private void Prune()
    {
        foreach (long version in Versions().Skip(Kept))
        {
            File.Delete(ManifestPath(version));
            File.Delete(WeightsPath(version));
        }
    }

    private string WeightsPath(long version)
        => Path.Combine(_directory, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{version}.safetensors"));

    private string ManifestPath(long version)
        => Path.Combine(_directory, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{version}{ManifestSuffix}"));

    private static byte[]? ReadOrNull(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private sealed record Manifest(long Version, long Step, long SizeBytes, string Sha256);
}
