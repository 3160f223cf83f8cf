using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MuZero.Cli.Calibration;

/// <summary>The properties that determine the speed of networks: a tuning holds only for the machine that it was measured on.</summary>
/// <param name="Processor">The processor's name; its architecture if the system has no name.</param>
/// <param name="Cores">Cores that this process may use.</param>
/// <param name="VectorBits">The longest vectors, in bits.</param>
/// <param name="Gpu">True if there is a GPU to evaluate networks.</param>
internal sealed record Machine(string Processor, int Cores, int VectorBits, bool Gpu)
{
    private const string ProcessorFile = "/proc/cpuinfo";
    private const string NameKey = "model name";

    /// <summary>This one.</summary>
    public static Machine Here() => new(ProcessorName(), Environment.ProcessorCount, LongestVector(), Composition.HasGpu);

    /// <inheritdoc/>
    public override string ToString() => $"{Processor}, {Cores} {(Cores == 1 ? "core" : "cores")}, {VectorBits}-bit vectors, {(Gpu ? "a GPU" : "no GPU")}";

    private static string ProcessorName()
    {
        string? line = File.Exists(ProcessorFile) ? File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith(NameKey, StringComparison.Ordinal)) : null;
        string name = line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? "";
        return name.Length > 0 ? name : RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static int LongestVector() => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
}
