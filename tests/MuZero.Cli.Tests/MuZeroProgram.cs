using System.Diagnostics;
using System.Globalization;

namespace MuZero.Cli.Tests;

/// <summary>A process's output and exit code.</summary>
internal sealed record Ending(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of the standard error.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The built program, run as a process of its own.</summary>
internal static class MuZeroProgram
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    public static string Root { get; } = FindRoot();

    public static string Executable { get; } =
        Path.Combine(Root, "artifacts", "bin", "MuZero.Cli", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
            "muzero");

    public static Ending Run(params string[] arguments) => Run(Executable, arguments, input: "");

    /// <summary>Runs a program with <paramref name="input"/> as its whole standard input.</summary>
    public static Ending Run(string program, string[] arguments, string input, params (string Name, string Value)[] environment)
    {
        using Process process = Start(program, arguments, environment);
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return Await(process);
    }

    public static Process Start(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        // A shell that starts the tests in the background lets them, and so their children, ignore Ctrl-C.
        ProcessStartInfo start = new("/usr/bin/env", ["--default-signal=INT,QUIT,HUP", program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public static Ending Await(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(_patience))
        {
            process.Kill();
            Assert.Fail($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} did not end within {_patience}.");
        }

        process.WaitForExit();
        return new Ending(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Runs the program in a pseudo-terminal; see tests/oracle/drive_pty.py for the steps.</summary>
    public static Ending RunInTerminal(string[] arguments, params (string Expected, string Typed)[] steps)
        => RunInTerminal(arguments, [], steps);

    /// <summary>The same with variables of the environment.</summary>
    public static Ending RunInTerminal(string[] arguments, (string Name, string Value)[] environment,
        (string Expected, string Typed)[] steps)
    {
        string script = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(script, steps.Select(step => $"{step.Expected}\t{step.Typed}"));
            return Run("/usr/bin/python3", ["-B", Path.Combine(Root, "tests", "oracle", "drive_pty.py"), script, Executable, .. arguments],
                input: "", [("TERM", "xterm"), .. environment]);
        }
        finally
        {
            File.Delete(script);
        }
    }

    /// <summary>Sends a signal, such as "INT".</summary>
    public static void Signal(Process process, string signal)
        => Run("/bin/kill", ["-s", signal, process.Id.ToString(CultureInfo.InvariantCulture)], input: "");

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "MuZero.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException($"MuZero.sln is not above {AppContext.BaseDirectory}.");
    }
}
