using System.Diagnostics;

namespace MuZero.Samples.Tests;

/// <summary>A process's output, both streams together, and its exit code.</summary>
internal sealed record Ending(int ExitCode, string Output);

/// <summary>Runs programs as a user does.</summary>
internal static class Shell
{
    /// <summary>The repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of a built project.</summary>
    public static string Built(string project) => Path.Combine(Root, "artifacts", "bin", project, "release");

    /// <summary>Runs a line of bash.</summary>
    /// <param name="line">The line, as a user types it.</param>
    /// <param name="directory">The working directory.</param>
    /// <param name="input">The whole standard input.</param>
    /// <param name="environment">Further variables.</param>
    public static Ending Bash(string line, string directory, string input = "", params (string Name, string Value)[] environment)
    {
        using Process process = Start("bash", ["-c", $"exec 2>&1\n{line}"], directory, environment);
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(3)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"'{line}' did not end within 3 minutes.");
        }

        return new Ending(process.ExitCode, output.Result);
    }

    /// <summary>Runs a line that must succeed; returns its output.</summary>
    public static string Succeed(string line, string directory, string input = "", params (string Name, string Value)[] environment)
    {
        Ending ending = Bash(line, directory, input, environment);

        Assert.True(ending.ExitCode == 0, $"$ {line}\n{ending.Output}\nexit code {ending.ExitCode}");
        return ending.Output;
    }

    /// <summary>Starts a program.</summary>
    public static Process Start(string program, string[] arguments, string directory, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true
        };
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1";
        // The test host's own settings are not those of a user's shell.
        foreach (string name in new[] { "MSBUILD_EXE_PATH", "MSBuildSDKsPath", "MSBuildExtensionsPath",
            "MSBuildLoadMicrosoftTargetsReadOnly" })
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "MuZero.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException($"MuZero.sln is not above {AppContext.BaseDirectory}.");
    }
}
