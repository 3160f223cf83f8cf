using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MuZero.Cli.Commands;

/// <summary>One check of the machine; if it failed, the text says how to fix it.</summary>
internal sealed record Finding(string Part, bool IsWell, string Text);

/// <summary>Looks at what a run needs: runtime, libtorch, processor, disk, games.</summary>
internal static class Examination
{
    private const string InstallSdk = "install the .NET 10 SDK (https://dot.net/download; package dotnet-sdk-10.0)";

    public static IEnumerable<Finding> Run(string localDirectory)
    {
        yield return new Finding(
            "runtime",
            true,
            $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        yield return Sdk();
        yield return Torch();
        yield return new Finding("processor", true, $"{Quantity.Of(Environment.ProcessorCount, "core")}, {Vectors()}");
        yield return Disk(localDirectory);
        yield return Games();
    }

    private static Finding Sdk()
    {
        try
        {
            ProcessStartInfo start = new("dotnet", "--version") { RedirectStandardOutput = true, RedirectStandardError = true };
            using Process? dotnet = Process.Start(start);
            string version = dotnet?.StandardOutput.ReadToEnd().Trim() ?? "";
            dotnet?.WaitForExit();
            return dotnet?.ExitCode == 0
                ? new Finding("sdk", true, $".NET SDK {version}")
                : new Finding("sdk", false, $"dotnet has no SDK that global.json accepts; {InstallSdk}");
        }
        catch (Win32Exception)
        {
            return new Finding("sdk", false, $"dotnet is not in PATH; {InstallSdk}");
        }
    }

    private static Finding Torch() => Libtorch.Fault() is { } fault
        ? new Finding(
            "libtorch",
            false,
            $"{fault}; it comes with the packages: remove the folder artifacts and start ./muzero. training.backend=cpu needs none")
        : new Finding("libtorch", true, Libtorch.Describe());

    private static string Vectors() => Vector512.IsHardwareAccelerated && Avx512F.IsSupported ? "AVX-512"
        : Avx2.IsSupported ? "AVX2"
        : Vector128.IsHardwareAccelerated ? "128-bit vectors only; training will be slow"
        : "no vectors; training will be very slow";

    private static Finding Disk(string localDirectory)
    {
        string path = Path.GetFullPath(localDirectory);
        try
        {
            // What the check has to make it takes away again.
            bool existed = Directory.Exists(path);
            Directory.CreateDirectory(path);
            string probe = Path.Combine(path, $".doctor-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            if (!existed)
            {
                Directory.Delete(path);
            }

            DriveInfo drive = new(existed ? path : Path.GetDirectoryName(path)!);
            return new Finding("runs", true, $"{path} can be written, {drive.AvailableFreeSpace / 1_000_000_000.0:0.#} GB free");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new Finding("runs", false, $"{path} cannot be written ({fault.Message}); choose another --local-dir");
        }
    }

    private static Finding Games()
    {
        IReadOnlyList<string> names = Composition.Games().Names;
        string text = names.Count > 0 ? string.Join(", ", names) : "no game is built in; build the repository again";
        return new Finding("games", names.Count > 0, text);
    }
}
