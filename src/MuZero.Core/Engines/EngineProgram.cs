using MuZero.Errors;

namespace MuZero.Engines;

/// <summary>Finds the program of an engine.</summary>
internal static class EngineProgram
{
    private const string DebianGames = "/usr/games"; // not in the PATH of services and of root

    // The Debian packages of known engines.
    private static readonly Dictionary<string, string> _packages = new()
    {
        ["gnugo"] = "gnugo",
        ["gtp-rhino"] = "grhino",
        ["stockfish"] = "stockfish",
    };

    /// <summary>The path of a program that is named by its path, or by a name that is in PATH or in /usr/games.</summary>
    /// <exception cref="UserException">There is none (exit code 2).</exception>
    public static string Find(string program)
    {
        bool isPath = program.AsSpan().ContainsAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        if (isPath)
        {
            return File.Exists(program)
                ? Path.GetFullPath(program)
                : throw UserException.Usage($"There is no engine at {program}. Check the path.");
        }

        string install = _packages.TryGetValue(program, out string? package) ? $"Install it (Debian: apt install {package})" : "Install it";
        return Search(program)
            ?? throw UserException.Usage($"The engine '{program}' is not in PATH. {install}, or give the path of its program.");
    }

    /// <summary>The path of a program in PATH, or null.</summary>
    public static string? Search(string program)
    {
        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe"] : [""];
        return path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append(DebianGames)
            .SelectMany(directory => endings.Select(ending => Path.Combine(directory, program + ending)))
            .FirstOrDefault(File.Exists);
    }
}
