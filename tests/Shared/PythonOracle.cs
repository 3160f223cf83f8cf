using System.Diagnostics;
using System.Text.Json;

namespace MuZero.Tests.Shared;

/// <summary>Runs a script of tests/oracle with the system's Python: readers and formulas that share no code with ours.</summary>
internal static class PythonOracle
{
    private const string Interpreter = "/usr/bin/python3";

    /// <summary>The JSON that the script prints. A missing tool fails the test; nothing is skipped.</summary>
    public static JsonElement Run(string script, params string[] arguments)
    {
        Assert.True(File.Exists(Interpreter), $"{Interpreter} is missing. Install Debian's python3; ./test does it.");
        ProcessStartInfo start = new(Interpreter, ["-B", Path.Combine(Root(), "tests", "oracle", script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{script} ended with {process.ExitCode}. {Hint(errors.Result)}{errors.Result}");
        return JsonDocument.Parse(output).RootElement;
    }

    private static string Hint(string errors) => errors.Contains("ModuleNotFoundError", StringComparison.Ordinal)
        ? "A Python module is missing: install Debian's python3-numpy, python3-protobuf, python3-crc32c and python3-optuna; ./test does "
            + "it. "
        : "";

    private static string Root()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "MuZero.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException($"MuZero.sln is not above {AppContext.BaseDirectory}.");
    }
}
