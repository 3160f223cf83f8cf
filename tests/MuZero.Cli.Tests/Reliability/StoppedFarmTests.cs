using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MuZero.Tests.Chaos;

namespace MuZero.Cli.Tests.Reliability;

/// <summary>Processes of a farm that hang (SIGSTOP) and go on later (SIGCONT).</summary>
public sealed class StoppedFarmTests(ITestOutputHelper output) : IDisposable
{
    private readonly FarmUnderTest _farm = new();

    /// <summary>G7: the trainer, which serves the registry and the weights, hangs.</summary>
    [Fact]
    public void Trainer_Stopped_CallsEndByTheirDeadlineAndWorkersComeBack()
    {
        TimeSpan stopped = TimeSpan.FromSeconds(ChaosProfile.Pick(8, 30));
        _farm.Up();
        _farm.StatusOnceTraining(iteration: 2);
        int[] before = Threads();
        Stopwatch since = Stopwatch.StartNew();
        FarmUnderTest.Run("farm", "status", "--local-dir", _farm.LocalDirectory);
        double answered = since.Elapsed.TotalSeconds; // a program's start, mostly
        _farm.Signal("trainer", "STOP");
        since.Restart();
        Ending status = FarmUnderTest.Run("farm", "status", "--local-dir", _farm.LocalDirectory);
        double call = since.Elapsed.TotalSeconds - answered;
        int most = 0;
        FarmUnderTest.WaitUntil(() =>
        {
            most = Math.Max(most, Threads().Zip(before, (now, then) => now - then).Max());
            return since.Elapsed > stopped;
        });

        _farm.Signal("trainer", "CONT");
        Stopwatch back = Stopwatch.StartNew();
        FarmUnderTest.WaitUntil(() => _farm.Workers() == 2, _farm.Logs);
        double workers = back.Elapsed.TotalSeconds;
        _farm.StatusOnceTraining(_farm.Results() + 1);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"stopped for {stopped.TotalSeconds} s: a call ended {call:F1} s later than one that is answered, at most {most} threads more "
                + $"in a worker, both workers back {workers:F1} s after SIGCONT"));
        Assert.Equal(5, status.ExitCode);
        Assert.InRange(call, 0.0, 6.0);
        Assert.InRange(most, -100, 10);
        Assert.InRange(workers, 0.0, 5.0);
    }

    /// <summary>G7 for a weight store of its own: the trainer trains on while it hangs, and publishes when it is back.</summary>
    [Fact]
    public void Storage_Stopped_TrainingGoesOnAndWeightsFollowLater()
    {
        TimeSpan stopped = TimeSpan.FromSeconds(ChaosProfile.Pick(8, 30));
        _farm.Up();
        _farm.StatusOnceTraining(iteration: 1);
        string redis = _farm.RedisEndpoint(), weights = Path.Combine(_farm.LocalDirectory, "storage.json"),
            trained = Path.Combine(_farm.LocalDirectory, "trainer.json");
        using Process storage = MuZeroProgram.Start(MuZeroProgram.Executable,
            ["storage", "--directory", Path.Combine(_farm.LocalDirectory, "weights"), "--state-file", weights]);
        FarmUnderTest.WaitUntil(() => File.Exists(weights));
        using Process trainer = MuZeroProgram.Start(MuZeroProgram.Executable,
        [
            "trainer", "tictactoe", "--local-dir", _farm.LocalDirectory, "--experiment-name", "apart", "--redis", redis, "--storage",
            Address(weights), "--stop", FarmUnderTest.Endless,
            "--state-file", trained, .. FarmUnderTest.Quick,
        ]);
        FarmUnderTest.WaitUntil(() => File.Exists(trained));
        using Process worker = MuZeroProgram.Start(MuZeroProgram.Executable,
            ["selfplay", "--trainer", Address(trained), "--redis", redis, "--spool", Path.Combine(_farm.LocalDirectory, "spool")]);
        try
        {
            FarmUnderTest.WaitUntil(() => Trained(trained).Iteration >= 2);
            MuZeroProgram.Signal(storage, "STOP");
            (long before, long published, _) = Trained(trained);
            Thread.Sleep(stopped);
            (long iteration, _, string degraded) = Trained(trained);
            MuZeroProgram.Signal(storage, "CONT");
            Stopwatch back = Stopwatch.StartNew();
            FarmUnderTest.WaitUntil(() => Trained(trained) is var now && now.Degraded.Length == 0 && now.Weights > published);

            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"stopped for {stopped.TotalSeconds} s: {iteration - before} iterations meanwhile, degraded: {degraded}; weights follow "
                    + $"{back.Elapsed.TotalSeconds:F1} s after SIGCONT"));
            Assert.True(iteration > before, "training waited for the weight store");
            Assert.Contains("storage", degraded, StringComparison.Ordinal);
            Assert.InRange(back.Elapsed.TotalSeconds, 0.0, 5.0);
        }
        finally
        {
            Array.ForEach((Process[])[worker, trainer, storage], process => MuZeroProgram.Signal(process, "KILL"));
        }
    }

    /// <summary>G25: a worker hangs for longer than its lease; back, it registers again and goes on.</summary>
    [Fact]
    public void Worker_StoppedBeyondItsLease_RegistersAgain()
    {
        TimeSpan stopped = TimeSpan.FromSeconds(ChaosProfile.Pick(9, 300));
        _farm.Up();
        _farm.StatusOnceTraining(iteration: 2);
        _farm.Signal("selfplay-1", "STOP");
        Thread.Sleep(stopped);
        int without = _farm.Workers();
        _farm.Signal("selfplay-1", "CONT");
        Stopwatch back = Stopwatch.StartNew();
        FarmUnderTest.WaitUntil(() => _farm.Workers() == 2, _farm.Logs);
        double seconds = back.Elapsed.TotalSeconds;
        JsonElement status = _farm.StatusOnceTraining(_farm.Results() + 2);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"stopped for {stopped.TotalSeconds} s: its lease had ended, registered again {seconds:F1} s after SIGCONT, "
            + $"{status.GetProperty("rejected_episodes")} episodes rejected"));
        Assert.Equal(1, without);
        Assert.InRange(seconds, 0.0, 10.0);
        Assert.Equal(0, status.GetProperty("rejected_episodes").GetInt64());
        Assert.Equal(["worker-0", "worker-1"], FarmUnderTest.Names(status));
    }

    public void Dispose() => _farm.Dispose();

    private int[] Threads()
        => [.. new[] { "selfplay-1", "selfplay-2" }.Select(name => Directory.GetDirectories($"/proc/{_farm.IdOf(name)}/task").Length)];

    private static string Address(string state) => JsonDocument.Parse(File.ReadAllText(state)).RootElement.GetProperty("grpc").GetString()!;

    private static (long Iteration, long Weights, string Degraded) Trained(string state)
    {
        Ending ending = FarmUnderTest.Run("farm", "status", "--trainer", Address(state), "--json");
        if (ending.ExitCode != 0)
        {
            return (0, 0, ending.Error);
        }

        JsonElement status = JsonDocument.Parse(ending.Output).RootElement;
        return (status.GetProperty("training_iteration").GetInt64(), status.GetProperty("weight_version").GetInt64(),
            status.GetProperty("degraded").GetString()!);
    }
}
