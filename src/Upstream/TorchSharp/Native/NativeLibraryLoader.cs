using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp.Native;

/// <summary>Finds the shim over libtorch: next to the program, else in the repository's artifacts/native.</summary>
internal static partial class NativeLibraryLoader
{
    private const string FileName = "libtorchsharp_shim.so";

    [ModuleInitializer]
    internal static void Register()
        => NativeLibrary.SetDllImportResolver(typeof(NativeLibraryLoader).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? paths)
    {
        if (name != NativeMethods.Library)
        {
            return 0;
        }

        string path = Find(AppContext.BaseDirectory)
            ?? throw new DllNotFoundException(
                $"{FileName} was found neither in {AppContext.BaseDirectory} nor in artifacts/native above it; run ./muzero doctor to build it.");
        ChooseBlasKernels();
        return NativeLibrary.Load(path);
    }

    private static string? Find(string start)
    {
        string beside = Path.Combine(start, FileName);
        if (File.Exists(beside))
        {
            return beside;
        }

        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            string built = Path.Combine(folder.FullName, "artifacts", "native", FileName);
            if (File.Exists(built))
            {
                return built;
            }
        }

        return null;
    }

    // OpenBLAS 0.3.21 takes CPUs newer than itself for a Haswell, which halves its speed where AVX-512 is present.
    // It reads its environment through getenv, which .NET's own variables never reach.
    private static void ChooseBlasKernels()
    {
        const string Variable = "OPENBLAS_CORETYPE";
        if (Avx512F.IsSupported && Environment.GetEnvironmentVariable(Variable) is null)
        {
            _ = SetNativeVariable(Variable, "SKYLAKEX", overwrite: 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);
}
