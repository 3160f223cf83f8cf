using System.Diagnostics;
using MuZero.Tests.Shared;

namespace MuZero.Samples.Tests;

/// <summary>Every command of README and of the tutorial, as written, in a directory with this repository's files.</summary>
/// <remarks>Training ends after one short iteration: a variable gives a stop criterion, and one is added to those of a command. What waits
/// for a person gets "quit", what follows a log is ended after some seconds.</remarks>
[Collection(PackageTests.Name)]
public sealed class PageTests(PackageTests.Packed packed, ITestOutputHelper log) : IDisposable
{
    // Not run here, with the reason.
    private static readonly Dictionary<string, string> _skipped = new()
    {
        ["./test"] = "these tests are a part of it",
        ["build/pack.sh"] = "has made the packages of these tests",
    };

    private readonly ScratchDirectory _scratch = new();

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/TUTORIAL.md")]
    public void Page_EveryCommand_Succeeds(string page)
    {
        string work = LinkRepository();
        log.WriteLine($"{page}, with the packages of version {packed.Version}");
        foreach (Page.Step step in Page.Read(Path.Combine(Shell.Root, page)))
        {
            if (step.File is not null)
            {
                File.WriteAllText(Path.Combine(work, step.File), step.Content);
                continue;
            }

            string command = step.Command!.Split(" #")[0].Trim()
                .Replace("--stop '{", "--stop '{\"training_iteration\": 1, ", StringComparison.Ordinal);
            if (_skipped.ContainsKey(command) || command.StartsWith('#'))
            {
                continue;
            }

            long started = Stopwatch.GetTimestamp();
            bool follows = command.EndsWith(" -f", StringComparison.Ordinal);
            Ending ending = Shell.Bash(follows ? $"timeout 3 {command}" : command, work, "quit\n", Environment());
            log.WriteLine($"{Stopwatch.GetElapsedTime(started).TotalSeconds,5:0.0} s  {command}");

            Assert.True(ending.ExitCode == 0 || (follows && ending.ExitCode == 124),
                $"{page}:{step.Line}: $ {command}\n{ending.Output}\nexit code {ending.ExitCode}");
        }
    }

    public void Dispose()
    {
        Shell.Bash("./muzero farm down", Path.Combine(_scratch.FullPath, "muzero"), "", Environment());
        _scratch.Dispose();
    }

    // A directory whose entries are the repository's, but whose runs are its own; "../Nim" is beside it.
    private string LinkRepository()
    {
        string work = Directory.CreateDirectory(_scratch["muzero"]).FullName;
        foreach (string entry in Directory.EnumerateFileSystemEntries(Shell.Root)
            .Where(entry => Path.GetFileName(entry) is not ("runs" or ".git")))
        {
            File.CreateSymbolicLink(Path.Combine(work, Path.GetFileName(entry)), entry);
        }

        return work;
    }

    private (string Name, string Value)[] Environment() =>
    [
        ("MUZERO_STOP", "{\"training_iteration\": 1}"), ("MUZERO_TRAINING__ITERATION_STEPS", "10"), ("MUZERO_REPLAY__MIN_POSITIONS", "50"),
        ("MUZERO_EVALUATION__EPISODES", "4"), ("MUZERO_EVALUATION__INTERVAL_ITERATIONS", "1"), ("XDG_CACHE_HOME", _scratch["cache"]),
        ("DOTNET_CLI_HOME", _scratch["home"]), ("NUGET_PACKAGES", PackageTests.Packed.Cache()),
    ];
}
