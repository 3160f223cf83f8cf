using System.Security.Cryptography;
using MuZero.Tests.Shared;

namespace MuZero.Cli.Tests.Commands;

/// <summary>Commands that are refused, runs that failed before their first checkpoint, and runs that are finished.</summary>
public sealed class RefusedRunTests(TrainedRuns runs) : IClassFixture<TrainedRuns>, IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    [Theory]
    [InlineData(4, "--set", "network.hidden_size=64")]
    [InlineData(4, "--set", "network.channels=8")]
    [InlineData(4, "--deterministic")]
    [InlineData(2, "--run", "alphazero")]
    [InlineData(2, "--set", "training.learning_rate=nan")]
    [InlineData(2, "--set", "training.backend=abacus")]
    [InlineData(2, "--restore", "elsewhere")]
    [InlineData(4, "--env", "cartpole")]
    public void Resume_Refused_ChangesNoByte(int code, params string[] words)
    {
        string run = runs.Copy();
        string before = Fingerprint(run);

        Ending refused = InProcess.Run([.. Resume(run), "--stop", "{\"training_iteration\": 9}", .. words]);

        Assert.Equal((code, before), (refused.ExitCode, Fingerprint(run)));
        Assert.Equal(0, InProcess.Run([.. Resume(run), "--stop", "{\"training_iteration\": 3}"]).ExitCode);
    }

    [Theory]
    [InlineData(2, "--restore", "elsewhere")]
    [InlineData(4, "--restore", "CARTPOLE")]
    [InlineData(4, "--restore", "TICTACTOE", "--set", "network.hidden_size=64")]
    [InlineData(2, "--restore", "EMPTY")]
    [InlineData(2, "--set", "network.channels=0")]
    public void Train_Refused_LeavesNoDirectory(int code, params string[] words)
    {
        Directory.CreateDirectory(_scratch["empty"]);
        words = [.. words.Select(word
            => word switch { "CARTPOLE" => runs.CartPole, "TICTACTOE" => runs.TicTacToe, "EMPTY" => _scratch["empty"], _ => word })];

        Ending named = InProcess.Run([.. Train("new"), .. words]);
        Ending unnamed = InProcess.Run(["train", "tictactoe", "--local-dir", _scratch["runs"], .. TrainedRuns.Tiny, .. words]);

        Assert.Equal((code, code), (named.ExitCode, unnamed.ExitCode));
        Assert.Empty(Directory.Exists(_scratch["runs"]) ? Directory.GetDirectories(_scratch["runs"]) : []);
    }

    [Fact]
    public void Train_DirectoryWithoutACheckpoint_StartsOver()
    {
        Directory.CreateDirectory(_scratch["runs/new"]);
        foreach (string file in (string[])["params.json", "result.json", "progress.csv"])
        {
            File.Copy(Path.Combine(runs.TicTacToe, file), _scratch[$"runs/new/{file}"]);
        }

        Ending resumed = InProcess.Run("train", "--resume", "--local-dir", _scratch["runs"], "--experiment-name", "new");
        Ending started = InProcess.Run(Train("new"));

        Assert.Equal(2, resumed.ExitCode);
        Assert.Contains("has no checkpoint to resume from. Start it over: leave out --resume, and add --experiment-name new.",
            resumed.Error, StringComparison.Ordinal);
        Assert.True(started.ExitCode == 0, started.Error);
        Assert.Contains("holds a run without a checkpoint; starting it over", started.Error, StringComparison.Ordinal);
        Assert.Single(File.ReadAllLines(_scratch["runs/new/result.json"]));
    }

    [Fact]
    public void Resume_FinishedRun_SaysSoAndChangesNoByte()
    {
        string run = runs.Copy();
        string before = Fingerprint(run);

        Ending first = InProcess.Run(Resume(run));
        Ending second = InProcess.Run(Resume(run));

        Assert.Equal((0, 0, before), (first.ExitCode, second.ExitCode, Fingerprint(run)));
        Assert.Contains("The run is finished: training_iteration reached 2", first.Error, StringComparison.Ordinal);
        Assert.Equal(run, first.Output.Trim());
    }

    [Fact]
    public void Train_RestoreOfARun_TakesItsNewestCheckpoint()
    {
        Ending ending = InProcess.Run([.. Train("new"), "--restore", runs.TicTacToe]);

        Assert.True(ending.ExitCode == 0, ending.Error);
        Assert.Contains("checkpoint_000002", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_StartsWithinOneSecond_HaveNamesOfTheirOwn()
    {
        Ending[] endings = new Ending[4];
        Parallel.For(0, endings.Length, index => endings[index] = InProcess.Run(
            ["train", "tictactoe", "--local-dir", _scratch["runs"], "--stop", "{\"training_iteration\": 1}", .. TrainedRuns.Tiny]));

        Assert.All(endings, ending => Assert.True(ending.ExitCode == 0, ending.Error));
        Assert.Equal(endings.Length, endings.Select(ending => ending.Output.Trim()).Distinct().Count());
    }

    public void Dispose() => _scratch.Dispose();

    private static string[] Resume(string run)
        => ["train", "--resume", "--local-dir", Path.GetDirectoryName(run)!, "--experiment-name", Path.GetFileName(run)];

    private string[] Train(string name) =>
        ["train", "tictactoe", "--local-dir", _scratch["runs"], "--experiment-name", name, "--stop", "{\"training_iteration\": 1}",
            .. TrainedRuns.Tiny];

    // Names, sizes, times and bytes of all files.
    private static string Fingerprint(string run) => string.Join('\n', Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories)
        .Where(path => Path.GetFileName(path) != ".lock")
        .Order(StringComparer.Ordinal)
        .Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}"));
}
