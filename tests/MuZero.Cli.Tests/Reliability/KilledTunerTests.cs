using System.Diagnostics;
using System.Text.Json;
using MuZero.Tests.Chaos;
using MuZero.Tests.Shared;

namespace MuZero.Cli.Tests.Reliability;

/// <summary>SIGKILL of a tuner and of workers at any moment: no completed trial is lost or run twice, and the study ends with the trials
/// asked for.</summary>
public sealed class KilledTunerTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly List<Process> _started = [];
    private int _iterations = 6;

    private static int Trials => ChaosProfile.Pick(8, 12);

    [Theory]
    [InlineData("sqlite")]
    [InlineData("journal")]
    public void Tuner_KilledAgainAndAgain_EndsWithEveryTrialOnce(string storage)
    {
        Dictionary<int, double> complete = [];
        for (int kills = 0; kills < ChaosProfile.Pick(3, 20); kills++)
        {
            bool isNew = !Directory.Exists(_scratch["runs/s"]) || Study() is null;
            Process process = Start(isNew
                ? [.. New("--storage", storage)]
                : ["tune", "--resume", "--local-dir", _scratch["runs"], "--experiment-name", "s"]);
            WaitForOutput(process, lines: 2 + (kills % 5)); // a little further each time
            process.Kill();
            process.WaitForExit();
            RequireKept(complete);
        }

        Ending last = Run("tune", "--resume", "--local-dir", _scratch["runs"], "--experiment-name", "s");

        Assert.True(last.ExitCode == 0, last.Error);
        RequireKept(complete);
        Assert.Equal(Trials, complete.Count);
        Assert.Equal(Trials, Study()!.RootElement.GetProperty("trials").GetArrayLength());
    }

    [Fact]
    public void Workers_Killed_OthersEndTheStudy()
    {
        _iterations = 60; // on one core the tuner would end the study before the workers have started
        int port = LocalFarm.FarmProcesses.FreePort();
        Process redis = MuZeroProgram.Start("redis-server",
            ["--port", $"{port}", "--dir", RedisDirectory(), "--save", "", "--appendonly", "yes", "--maxmemory-policy", "noeviction"]);
        _started.Add(redis);
        WaitForOutput(redis, lines: 1, text: "Ready to accept");
        Process tuner = Start([.. New("--redis", $"127.0.0.1:{port}", "--max-concurrent", "1")]);
        WaitForOutput(tuner, lines: 2);
        Process[] workers = [.. Enumerable.Range(0, 2).Select(index => Worker(port, index))];
        Array.ForEach(workers, worker => WaitForOutput(worker, lines: 2));

        workers[0].Kill();
        tuner.Kill();
        Ending last = MuZeroProgram.Await(workers[1]);

        Assert.True(last.ExitCode == 0, last.Error);
        using JsonDocument study = JsonDocument.Parse(Run(
            "tune", "export", "s", "--local-dir", _scratch["runs"], "--storage", $"redis://127.0.0.1:{port}", "--format", "json").Output);
        string[] states = [.. study.RootElement.GetProperty("trials").EnumerateArray()
            .Select(trial => trial.GetProperty("state").GetString()!.ToLowerInvariant())];
        Assert.Equal(Trials, states.Count(state => state == "complete"));
        Assert.InRange(states.Count(state => state == "failed"), 1, 4); // tried again by another worker
    }

    [Fact]
    public void Worker_PbtWithoutTheSharedDirectory_IsRefused()
    {
        int port = LocalFarm.FarmProcesses.FreePort();
        Process redis = MuZeroProgram.Start("redis-server", ["--port", $"{port}", "--dir", RedisDirectory(), "--save", ""]);
        _started.Add(redis);
        WaitForOutput(redis, lines: 1, text: "Ready to accept");
        Ending begun = Run([.. New("--redis", $"127.0.0.1:{port}", "--scheduler", "pbt", "--time-budget", "0.01")]);

        Ending elsewhere = InProcess.Run("tune", "worker", "--study", "s", "--redis", $"127.0.0.1:{port}", "--local-dir",
            _scratch["elsewhere"]);
        Ending shared = InProcess.Run("tune", "worker", "--study", "s", "--redis", $"127.0.0.1:{port}", "--local-dir", _scratch["runs"],
            "--time-budget", "0.01");

        Assert.True(begun.ExitCode == 0, begun.Error);
        Assert.Equal((2, 0), (elsewhere.ExitCode, shared.ExitCode));
        Assert.Contains("Mount the directory and name its parent with --local-dir", Assert.Single(elsewhere.ErrorLines),
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(_scratch["elsewhere"]));
    }

    [Fact]
    public void Interrupted_Once_LeavesCheckpointsAndResumes()
    {
        Process process = Start([.. New()]);
        WaitForOutput(process, lines: 3);

        MuZeroProgram.Signal(process, "INT");
        Ending ending = MuZeroProgram.Await(process);
        Ending resumed = Run("tune", "--resume", "--local-dir", _scratch["runs"]);

        Assert.Equal(130, ending.ExitCode);
        Assert.Contains("interrupted. Continue: muzero tune --resume --experiment-name s", ending.Error, StringComparison.Ordinal);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Contains($"{Trials} complete of {Trials} trials", resumed.Error, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        foreach (Process process in _started)
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            process.Dispose();
        }

        _scratch.Dispose();
    }

    private string RedisDirectory() => Directory.CreateDirectory(_scratch["redis"]).FullName;

    private string[] New(params string[] words) =>
    [
        "tune", "tictactoe", "--local-dir", _scratch["runs"], "--experiment-name", "s", "--tune", "training.learning_rate", "--search",
        "random",
        "--metric", "loss/total", "--num-samples", $"{Trials}", "--stop", $"{{\"training_iteration\": {_iterations}}}", .. TrainedRuns.Tiny,
        .. words,
    ];

    private Process Worker(int port, int index)
        => Start(["tune", "worker", "--study", "s", "--redis", $"127.0.0.1:{port}", "--local-dir", _scratch[$"worker-{index}"],
            "--max-concurrent", "1"]);

    private Process Start(string[] words)
    {
        Process process = MuZeroProgram.Start(MuZeroProgram.Executable, words);
        _started.Add(process);
        return process;
    }

    private static Ending Run(params string[] words) => MuZeroProgram.Run(words);

    private JsonDocument? Study()
        => Run("tune", "export", "s", "--local-dir", _scratch["runs"], "--format", "json") is { ExitCode: 0 } export
        ? JsonDocument.Parse(export.Output) : null;

    // Every trial that was complete still is, with the same value.
    private void RequireKept(Dictionary<int, double> complete)
    {
        if (Study() is not { } study)
        {
            Assert.Empty(complete);
            return;
        }

        Dictionary<int, double> now = study.RootElement.GetProperty("trials").EnumerateArray()
            .Where(trial => string.Equals(trial.GetProperty("state").GetString(), "complete", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(trial => trial.GetProperty("number").GetInt32(), trial => trial.GetProperty("values")[0].GetDouble());
        Assert.All(complete, entry => Assert.Equal(entry.Value, now[entry.Key]));
        foreach ((int trial, double value) in now)
        {
            complete[trial] = value;
        }
    }

    private static void WaitForOutput(Process process, int lines, string? text = null)
    {
        StreamReader reader = text is null ? process.StandardError : process.StandardOutput;
        while (lines > 0 && reader.ReadLine() is { } line)
        {
            lines -= text is null || line.Contains(text, StringComparison.Ordinal) ? 1 : 0;
        }
    }
}
