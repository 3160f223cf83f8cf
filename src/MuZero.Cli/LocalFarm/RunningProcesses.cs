namespace MuZero.Cli.LocalFarm;

/// <summary>The living processes of a farm by their command lines, for a farm whose list is missing or damaged.</summary>
internal static class RunningProcesses
{
    /// <summary>Those that were started with a file or directory of RUN/farm.</summary>
    /// <param name="directory">RUN/farm.</param>
    public static IReadOnlyList<FarmProcess> Of(string directory)
    {
        List<FarmProcess> found = [];
        foreach (string process in OperatingSystem.IsLinux() ? Directory.EnumerateDirectories("/proc") : [])
        {
            if (int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                && CommandOf(process) is { Length: > 0 } command && NameIn(directory, process, command) is { } name
                && FarmProcess.StartTicksOf(id) is >= 0 and var ticks)
            {
                found.Add(new FarmProcess(name, id, ticks, command));
            }
        }

        return found;
    }

    // A service's state file is RUN/farm/NAME.json. Redis replaces its command line by a title, and works in RUN/farm/redis.
    private static string? NameIn(string directory, string process, string[] command)
    {
        int state = Array.IndexOf(command, "--state-file") + 1;
        return state > 0 && state < command.Length && Path.GetDirectoryName(command[state]) == directory
            ? Path.GetFileNameWithoutExtension(command[state])
            : command[0].StartsWith("redis-server", StringComparison.Ordinal)
                && new FileInfo(Path.Combine(process, "cwd")).LinkTarget == Path.Combine(directory, "redis") ? "redis" : null;
    }

    private static string[] CommandOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return []; // it has ended, or is another user's
        }
    }
}
