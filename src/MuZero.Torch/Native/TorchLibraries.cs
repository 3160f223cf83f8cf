using System.Runtime.InteropServices;
using MuZero.Errors;

namespace MuZero.Torch.Native;

/// <summary>The native libraries behind TorchSharp: libtorch itself and LibTorchSharp, which TorchSharp calls.</summary>
/// <remarks><para>They are loaded here before the first use of <c>TorchSharp.torch</c>. If that class cannot load them itself
/// it copies all of libtorch into the program's folder and prints forty lines before it throws.</para>
/// <para>The LibTorchSharp of the package is made with GCC 13 and asks for its C++ library. Older systems (Debian 12, Ubuntu 22.04)
/// refuse it, although nothing of that version is ever called. There a copy with a weaker need is loaded.</para></remarks>
public static class TorchLibraries
{
    /// <summary>The environment variable that names a folder with another libtorch, such as that of a Python installation.</summary>
    public const string FolderVariable = "MUZERO_LIBTORCH";

    // In the order in which they need each other. A libtorch without CUDA lacks two of them.
    private static readonly string[] _libtorch = ["c10", "c10_cuda", "torch_cpu", "torch_cuda", "torch"];

    private static readonly Lazy<string> _folder = new(LoadAll);

    /// <summary>Loads the libraries if this was not done before.</summary>
    /// <exception cref="UserException">They are missing or do not load; the message says what to do.</exception>
    public static void Load() => _ = _folder.Value;

    /// <summary>The folder from which libtorch was loaded.</summary>
    /// <exception cref="UserException">As for <see cref="Load"/>.</exception>
    public static string Folder => _folder.Value;

    /// <summary>The file of one of libtorch's libraries.</summary>
    internal static string PathOf(string name) => Path.Combine(Folder, FileName(name));

    private static string LoadAll()
    {
        string wrapper = Find("LibTorchSharp", ProgramFolders()) ?? throw Missing("LibTorchSharp");
        string? chosen = Environment.GetEnvironmentVariable(FolderVariable);
        string cpu = Find("torch_cpu", string.IsNullOrEmpty(chosen) ? ProgramFolders() : [chosen]) ?? throw Missing("libtorch");
        string folder = Path.GetDirectoryName(cpu)!;
        try
        {
            foreach (string name in _libtorch)
            {
                if (Find(name, [folder]) is { } path)
                {
                    _ = NativeLibrary.Load(path);
                }
            }

            LoadWrapper(wrapper);
        }
        catch (Exception fault) when (fault is DllNotFoundException or BadImageFormatException or InvalidDataException
            or IOException or UnauthorizedAccessException)
        {
            throw Unusable($"libtorch cannot be loaded ({FirstLine(fault.Message)})", fault);
        }

        return folder;
    }

    private static void LoadWrapper(string path)
    {
        try
        {
            _ = NativeLibrary.Load(path);
        }
        catch (DllNotFoundException fault)
            when (OperatingSystem.IsLinux() && fault.Message.Contains(RelaxedLibrary.Version, StringComparison.Ordinal))
        {
            // What is loaded under the library's name is what a later search for that name finds.
            RelaxedLibrary.Load(path);
        }
    }

    private static UserException Missing(string what)
    {
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string platform = $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        bool hasPackage = platform is "linux-x64" or "win-x64" or "osx-arm64";
        return Unusable(hasPackage ? $"{what} is not in the program's directory" : $"libtorch has no package for {platform}", null);
    }

    private static UserException Unusable(string what, Exception? cause)
        => new(ExitCode.RunFailed, $"{what}.", cause);

    private static string? Find(string name, IEnumerable<string> folders)
        => folders.Select(folder => Path.Combine(folder, FileName(name))).FirstOrDefault(File.Exists);

    private static string FileName(string name)
        => OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    // The host lists the folders of the packages' native libraries; a test runner's base folder may be another.
    private static IEnumerable<string> ProgramFolders()
    {
        string listed = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        return [.. listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), AppContext.BaseDirectory];
    }

    private static string FirstLine(string message) => message.ReplaceLineEndings("\n").Split('\n', 2)[0].Trim().TrimEnd('.');
}
