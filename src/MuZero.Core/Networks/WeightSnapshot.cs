using MuZero.Errors;
using MuZero.Files.Safetensors;

namespace MuZero.Networks;

/// <summary>Weights as bytes with a number: what the trainer publishes and all others load.</summary>
/// <param name="Version">Grows with every publication of a run, from 1; 0 is the untrained network.</param>
/// <param name="Bytes">A safetensors file. Its metadata names the game and the network.</param>
public sealed record WeightSnapshot(long Version, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The optimiser's step at which they were taken; what cools over a run, cools by it.</summary>
    public long Step { get; init; }

    /// <summary>The name that messages call them by.</summary>
    /// <value>Default "weights" with the version.</value>
    public string Source { get => field ?? $"weights {Version}"; init; }

    /// <summary>The tensors, read in place.</summary>
    /// <exception cref="CorruptDataException">The bytes are not a safetensors file.</exception>
    public SafetensorsFile Open() => SafetensorsFile.Parse(Bytes, Source);

    /// <summary>True if no weight is NaN or infinite. Checked before publication.</summary>
    /// <exception cref="CorruptDataException">The bytes are not a safetensors file.</exception>
    public bool IsFinite() => Open().FirstNonFinite() is null;
}
