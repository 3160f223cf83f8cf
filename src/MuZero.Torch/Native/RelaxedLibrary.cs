using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MuZero.Torch.Native;

/// <summary>A copy of a shared library that does not insist on the C++ library of GCC 13.</summary>
/// <remarks>Only the need is marked as weak (<see cref="ElfVersionNeeds"/>). The one symbol behind it,
/// <c>std::ios_base_library_init</c>, has no relocation in LibTorchSharp 0.107, so that it is never looked up.</remarks>
internal static class RelaxedLibrary
{
    /// <summary>The version of the C++ library that GCC 13 brought.</summary>
    public const string Version = "GLIBCXX_3.4.32";

    /// <summary>Loads a copy of the library at <paramref name="path"/>; the copy stays in the user's cache if that can be written.</summary>
    /// <exception cref="InvalidDataException">It is not a sound library, or does not ask for the version.</exception>
    /// <exception cref="DllNotFoundException">The copy does not load either.</exception>
    /// <exception cref="IOException">The copy cannot be written.</exception>
    public static void Load(string path)
    {
        byte[] relaxed = Relax(File.ReadAllBytes(path), out string name);
        try
        {
            _ = NativeLibrary.Load(Keep(CacheFolder(), name, relaxed));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            LoadOnce(relaxed);
        }
    }

    /// <summary>Marks the needs in <paramref name="library"/>; the name of the copy contains the size and the SHA-256 of the original.</summary>
    internal static byte[] Relax(byte[] library, out string name)
    {
        name = $"LibTorchSharp-{library.Length}-{Convert.ToHexStringLower(SHA256.HashData(library))[..16]}.so";
        return ElfVersionNeeds.MakeWeak(library, Version) > 0
            ? library
            : throw new InvalidDataException($"It does not ask for {Version}.");
    }

    /// <summary>The path of the copy in <paramref name="folder"/>, written if it is missing or differs.</summary>
    internal static string Keep(string folder, string name, ReadOnlySpan<byte> content)
    {
        string path = Path.Combine(folder, name);
        if (File.Exists(path) && content.SequenceEqual(File.ReadAllBytes(path)))
        {
            return path;
        }

        // Processes that start together each write a file of their own; the last name wins, and all have the same content.
        Directory.CreateDirectory(folder);
        string temporary = $"{path}.{Environment.ProcessId}";
        File.WriteAllBytes(temporary, content);
        File.Move(temporary, path, overwrite: true);
        return path;
    }

    // A mapped library needs its file no longer.
    private static void LoadOnce(byte[] content)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("muzero-");
        try
        {
            string path = Path.Combine(folder.FullName, "LibTorchSharp.so");
            File.WriteAllBytes(path, content);
            _ = NativeLibrary.Load(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string CacheFolder()
    {
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.Combine(string.IsNullOrEmpty(cache) ? Path.Combine(home, ".cache") : cache, "muzero");
    }
}
