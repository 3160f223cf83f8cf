using System.Diagnostics;

namespace MuZero.Cli.Tests.Commands;

/// <summary>SIGKILL while training and while a checkpoint is being written, then --resume.</summary>
public sealed class KillTests : IDisposable
{
    private const int Iterations = 24;
    private const int Kills = 6;

    private readonly string _directory = Directory.CreateTempSubdirectory("muzero-kill-").FullName;

    [Theory]
    [InlineData("muzero")]
    [InlineData("alphazero")]
    public void Killed_AndResumed_EndsWithTheWeightsOfAnUninterruptedRun(string algorithm)
    {
        Finish("whole", algorithm, resume: false);

        bool resume = false;
        int whileWriting = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            // Every other kill waits for a checkpoint that is half written.
            whileWriting += KillDuring("killed", algorithm, resume, atCheckpoint: kill % 2 == 0) ? 1 : 0;
            resume = true;
        }

        Ending ending = Finish("killed", algorithm, resume);
        Assert.Contains("resumed from checkpoint_", ending.Error, StringComparison.Ordinal);
        Assert.True(whileWriting > 0, "no kill met a checkpoint that was being written");
        foreach (string file in new[] { "weights.safetensors", "optimizer.safetensors", "replay.bin", "self_play.bin" })
        {
            Assert.Equal(Read("whole", file), Read("killed", file));
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private Ending Finish(string name, string algorithm, bool resume)
    {
        Ending ending = MuZeroProgram.Run(Arguments(name, algorithm, resume));
        Assert.True(ending.ExitCode == 0, ending.Error);
        return ending;
    }

    // True if the process died with a temporary checkpoint on the disk.
    private bool KillDuring(string name, string algorithm, bool resume, bool atCheckpoint)
    {
        string run = Path.Combine(_directory, name);
        string[] before = Checkpoints(run);
        using Process process = MuZeroProgram.Start(MuZeroProgram.Executable, Arguments(name, algorithm, resume));
        Stopwatch patience = Stopwatch.StartNew();
        while (!process.HasExited && patience.Elapsed < TimeSpan.FromMinutes(1))
        {
            bool isFurther = Checkpoints(run).Except(before).Any();
            if (isFurther && (!atCheckpoint || IsWriting(run)))
            {
                break;
            }
        }

        Assert.False(process.HasExited, "the run ended before it could be killed; it needs more iterations");
        process.Kill();
        process.WaitForExit();
        return IsWriting(run);
    }

    private static string[] Checkpoints(string run)
        => Directory.Exists(run) ? Array.ConvertAll(Directory.GetDirectories(run, "checkpoint_*"), path => Path.GetFileName(path)) : [];

    private static bool IsWriting(string run) => Directory.Exists(run) && Directory.GetDirectories(run, ".tmp-checkpoint_*").Length > 0;

    private byte[] Read(string name, string file) => File.ReadAllBytes(Path.Combine(_directory, name, $"checkpoint_{Iterations:D6}", file));

    private string[] Arguments(string name, string algorithm, bool resume) =>
    [
        "train", "tictactoe", "--run", algorithm, "--deterministic", "--local-dir", _directory, "--experiment-name", name,
        "--stop", $"{{\"training_iteration\": {Iterations}}}", .. TrainedRuns.Tiny, "--keep-checkpoints-num", "2",
        "--set", "replay.priority_exponent=1", .. resume ? new[] { "--resume" } : [],
    ];
}
