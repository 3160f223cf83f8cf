using System.Diagnostics;
using System.Text.Json;

namespace MuZero.Cli.Tests.Commands;

public sealed class TrainTests(TrainedRuns runs) : IClassFixture<TrainedRuns>
{
    [Fact]
    public void DirectoryWithARun_WithoutResume_SaysWhatToDo()
    {
        Ending ending = MuZeroProgram.Run("train", "tictactoe", "--local-dir", runs.LocalDirectory, "--experiment-name", "tictactoe");

        Assert.Contains("holds a run already. Add --resume", Assert.Single(ending.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(2, ending.ExitCode);
    }

    [Fact]
    public void Resume_NewestRunOfTheGame_GoesOnWithItsOptions()
    {
        string run = runs.Copy();
        File.SetLastWriteTimeUtc(Path.Combine(run, "result.json"), DateTime.UtcNow.AddMinutes(1));

        Ending ending = MuZeroProgram.Run("train", "tictactoe", "--resume", "--local-dir", runs.LocalDirectory, "--stop",
            "{\"training_iteration\": 3}");

        Assert.True(ending.ExitCode == 0, ending.Error);
        Assert.Equal(run, ending.Output.Trim());
        JsonElement config = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "params.json"))).RootElement.GetProperty("config");
        Assert.Equal(8, config.GetProperty("training").GetProperty("batch_size").GetInt32());
        Assert.True(Directory.Exists(Path.Combine(run, "checkpoint_000003")));
    }

    [Fact]
    public void Resume_WithTheOtherAlgorithm_IsUsage()
    {
        Ending ending = MuZeroProgram.Run("train", "--resume", "--experiment-name", "tictactoe", "--local-dir", runs.LocalDirectory,
            "--run", "alphazero");

        Assert.Contains("it cannot be resumed with AlphaZero", Assert.Single(ending.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(2, ending.ExitCode);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void Signal_EndsTheRunWith130(string signal)
    {
        // The first sample is far away, so the run waits indefinitely.
        using Process process = MuZeroProgram.Start(
            MuZeroProgram.Executable,
            ["train", "cartpole", "--local-dir", runs.LocalDirectory, "--experiment-name", $"signal-{signal}", .. TrainedRuns.Tiny, "--set",
                "replay.min_positions=1000000000"]);
        while (process.StandardError.ReadLine() is { } line && !line.StartsWith("training on ", StringComparison.Ordinal))
        {
        }

        MuZeroProgram.Signal(process, signal);

        Ending ending = MuZeroProgram.Await(process);
        Assert.Equal(130, ending.ExitCode);
        Assert.Contains("Saving a checkpoint, then stopping. Press Ctrl-C again to quit immediately.", ending.Error,
            StringComparison.Ordinal);
        Assert.Contains("Interrupted (iteration 0,", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_WhileAnotherTrains_IsRefused()
    {
        string run = runs.Copy();
        string[] arguments = ["train", "--resume", "--experiment-name", Path.GetFileName(run), "--local-dir", runs.LocalDirectory, "--stop",
            "{\"training_iteration\": 1000000}"];
        using Process first = MuZeroProgram.Start(MuZeroProgram.Executable, arguments);
        while (first.StandardError.ReadLine() is { } line && !line.StartsWith("iteration 3:", StringComparison.Ordinal))
        {
        }

        Ending second = MuZeroProgram.Run(arguments);

        Assert.Equal((1, false), (second.ExitCode, first.HasExited));
        Assert.Contains($"Another process trains {run}. Stop it first", second.Error, StringComparison.Ordinal);
        MuZeroProgram.Signal(first, "INT");
        Assert.Equal(130, MuZeroProgram.Await(first).ExitCode);
    }

    [Fact]
    public void InATerminal_ShowsATableInPlace()
    {
        string[] arguments = ["train", "tictactoe", "--local-dir", runs.LocalDirectory, "--experiment-name", "live", "--stop",
            "{\"training_iteration\": 2}", .. TrainedRuns.Tiny];

        Ending ending = MuZeroProgram.RunInTerminal(arguments, ("iteration", ""), ("(iteration 2,", ""));

        Assert.True(ending.ExitCode == 0, ending.Output + ending.Error);
        Assert.Contains("\r\e[J", ending.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void NotInATerminal_HasNoEscapes()
    {
        Ending ending = MuZeroProgram.Run(
            ["train", "tictactoe", "--run", "alphazero", "--local-dir", runs.LocalDirectory, "--experiment-name", "plain", "--stop",
                "{\"training_iteration\": 1}", .. TrainedRuns.Tiny]);

        Assert.DoesNotContain('\e', ending.Error);
        Assert.Contains(ending.ErrorLines, line => line.StartsWith("iteration 1: step 4,", StringComparison.Ordinal));
        Assert.Equal(0, ending.ExitCode);
    }
}
