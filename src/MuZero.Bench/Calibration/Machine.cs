using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MuZero.Bench.Calibration;

/// <summary>The properties of a machine that decide how fast it evaluates networks. A calibration holds for one machine only.</summary>
/// <param name="Processor">The processor's name; its architecture if the system has no name for it.</param>
/// <param name="Cores">Cores that this process may use.</param>
/// <param name="VectorBits">The longest vectors, in bits.</param>
/// <param name="Gpu">True if a GPU evaluates networks.</param>
public sealed record Machine(string Processor, int Cores, int VectorBits, bool Gpu)
{
    private const string ProcessorFile = "/proc/cpuinfo";
    private const string NameKey = "model name";

    /// <summary>This machine.</summary>
    public static Machine Current(bool gpu) => new(ProcessorName(), Environment.ProcessorCount, LongestVector(), gpu);

    /// <inheritdoc/>
    public override string ToString()
        => $"{Processor}, {Cores} {(Cores == 1 ? "core" : "cores")}, {VectorBits}-bit vectors, {(Gpu ? "a GPU" : "no GPU")}";

    private static string ProcessorName()
    {
        string? line = File.Exists(ProcessorFile)
            ? File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith(NameKey, StringComparison.Ordinal))
            : null;
        string name = line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? "";
        return name.Length > 0 ? name : RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static int LongestVector() => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
}
