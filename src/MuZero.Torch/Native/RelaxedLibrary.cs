using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace MuZero.Torch.Native;

/// <summary>A copy of LibTorchSharp, in memory only, that does not insist on the C++ library of GCC 13.</summary>
/// <remarks>Only the need is marked as weak (<see cref="ElfVersionNeeds"/>). The one symbol behind it, <c>std::ios_base_library_init</c>,
/// has no relocation in LibTorchSharp 0.107, so that it is never looked up. A file in memory needs no folder that can be written, and works
/// if every such folder is mounted without the right to execute, as in a locked-down container.</remarks>
[SupportedOSPlatform("linux")]
internal static partial class RelaxedLibrary
{
    /// <summary>The version of the C++ library that GCC 13 brought.</summary>
    public const string Version = "GLIBCXX_3.4.32";

    private const uint CloseOnExec = 1; // MFD_CLOEXEC

    /// <summary>Loads a copy of the library at <paramref name="path"/>.</summary>
    /// <exception cref="InvalidDataException">It is not a sound library, or does not ask for the version.</exception>
    /// <exception cref="DllNotFoundException">The copy does not load either.</exception>
    /// <exception cref="IOException">The copy cannot be made.</exception>
    public static void Load(string path)
    {
        byte[] library = File.ReadAllBytes(path);
        Relax(library);
        using SafeFileHandle memory = new(CreateMemoryFile(Path.GetFileName(path), CloseOnExec), ownsHandle: true);
        if (memory.IsInvalid)
        {
            throw new IOException($"No file in memory can be made for {path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        RandomAccess.Write(memory, library, 0);
        // The mapping outlives the handle.
        _ = NativeLibrary.Load($"/proc/self/fd/{memory.DangerousGetHandle()}");
    }

    private static void Relax(Span<byte> library)
    {
        if (ElfVersionNeeds.MakeWeak(library, Version) == 0)
        {
            throw new InvalidDataException($"It does not ask for {Version}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateMemoryFile(string name, uint flags);
}
