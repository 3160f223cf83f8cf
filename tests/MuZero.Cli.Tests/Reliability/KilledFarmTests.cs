using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MuZero.Tests.Chaos;

namespace MuZero.Cli.Tests.Reliability;

/// <summary>Processes of a farm that are killed at random times.</summary>
public sealed partial class KilledFarmTests(ITestOutputHelper output) : IDisposable
{
    private readonly FarmUnderTest _farm = new();

    /// <summary>G1: what was acknowledged, by the workers' own logs, is there, whole and once.</summary>
    [Fact]
    public void Workers_KilledAtRandomTimes_NothingAcknowledgedIsMissing()
    {
        const int Seed = 1;
        (int workers, int seconds) = ChaosProfile.Pick((3, 12), (8, 300));
        (string, string) debug = ("MUZERO_FARM_LOG_LEVEL", "Debug");
        Random random = new(Seed);
        _farm.Up(workers: workers, environment: debug);
        _farm.StatusOnceTraining(iteration: 1);
        int kills = 0;
        using CancellationTokenSource end = new(TimeSpan.FromSeconds(seconds));
        Thread reviving = new(() =>
        {
            while (!end.IsCancellationRequested)
            {
                _farm.TryUp(workers: workers, environment: debug);
            }
        });
        reviving.Start();
        while (!end.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(0.2 + (1.8 * random.NextDouble()))))
        {
            int id = _farm.IdOf($"selfplay-{1 + random.Next(workers)}");
            kills += FarmUnderTest.IsRunning(id) ? 1 : 0;
            MuZeroProgram.Run("/bin/kill", ["-KILL", $"{id}"], input: "");
        }

        reviving.Join();
        // A worker killed after the last look is still listed; the count is exact if none was.
        _farm.TryUp(workers: workers, environment: debug);
        long iteration = _farm.StatusOnceTraining(0).GetProperty("training_iteration").GetInt64();
        long rejected = _farm.StatusOnceTraining(iteration + 2).GetProperty("rejected_episodes").GetInt64();
        Enumerable.Range(1, workers).Select(worker => $"selfplay-{worker}").Append("trainer").ToList()
            .ForEach(name => _farm.Signal(name, "KILL"));

        string[] acknowledged = [.. _farm.LogLines("selfplay").Select(line => AcknowledgedLine().Match(line)).Where(match => match.Success)
            .Select(match => match.Groups[1].Value)];
        HashSet<string> held = [.. _farm.Redis("ZRANGE", "muzero:{farm}:order", "0", "-1").Select(member => member.Split('|')[0])];
        output.WriteLine($"seed {Seed}: {workers} workers, {seconds} s, {kills} kills, {acknowledged.Length} acknowledged in the logs, "
            + $"{held.Count} held, {acknowledged.Count(id => !held.Contains(id))} missing, {rejected} rejected");
        Assert.NotEmpty(acknowledged);
        Assert.Empty(acknowledged.Except(held));
        Assert.Equal(acknowledged.Length, acknowledged.Distinct().Count());
        Assert.Equal(0, rejected);
        _farm.AssertReplayIsWhole();
    }

    /// <summary>G9: the trainer continues from its newest checkpoint after a kill at any time; workers come back by themselves.</summary>
    [Fact]
    public void Trainer_KilledAtRandomTimes_GoesOnFromItsNewestCheckpoint()
    {
        const int Seed = 9;
        Random random = new(Seed);
        int kills = ChaosProfile.Pick(3, 50);
        double slowest = 0.0, slowestWorkers = 0.0;
        long mostLost = 0;
        _farm.Up();
        long reached = _farm.StatusOnceTraining(iteration: 2).GetProperty("training_iteration").GetInt64();
        for (int kill = 0; kill < kills; kill++)
        {
            Thread.Sleep(random.Next(1_500));
            _farm.Signal("trainer", "KILL");
            FarmUnderTest.WaitUntil(() => !FarmUnderTest.IsRunning(_farm.IdOf("trainer")));
            reached = _farm.Results();
            mostLost = Math.Max(mostLost, reached - NewestCheckpoint());
            Stopwatch back = Stopwatch.StartNew();
            _farm.Up();
            FarmUnderTest.WaitUntil(() => _farm.Workers() == 2, _farm.Logs);
            slowestWorkers = Math.Max(slowestWorkers, back.Elapsed.TotalSeconds);
            _farm.StatusOnceTraining(reached + 1);
            slowest = Math.Max(slowest, back.Elapsed.TotalSeconds);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"seed {Seed}: {kills} kills; workers back after at most {slowestWorkers:F1} s, new results after {slowest:F1} s; at most "
                + $"{mostLost} iterations repeated"));
        Assert.InRange(slowest, 0.0, 30.0);
        Assert.InRange(mostLost, 0, 1);
        AssertNoIterationTwice();
        Assert.Equal(kills + 1, _farm.Status()!.Value.GetProperty("epoch").GetInt64());
    }

    /// <summary>G27: a second trainer of the run takes it over, and the first ends.</summary>
    [Fact]
    public void Trainer_SecondOneStarted_TheFirstEnds()
    {
        _farm.Up();
        _farm.StatusOnceTraining(iteration: 2);
        int first = _farm.IdOf("trainer");
        string[] command = [.. _farm.Command("trainer").Skip(1)];
        foreach (string flag in (string[])["--listen", "--http"])
        {
            command[Array.IndexOf(command, flag) + 1] = "127.0.0.1:0";
        }

        string state = Path.Combine(_farm.LocalDirectory, "second.json");
        command[Array.IndexOf(command, "--state-file") + 1] = state;
        using Process second = MuZeroProgram.Start(MuZeroProgram.Executable, command);
        try
        {
            FarmUnderTest.WaitUntil(() => _farm.Redis("HGET", "muzero:{farm}:meta", "epoch")[0] == "2");
            Stopwatch waited = Stopwatch.StartNew();
            FarmUnderTest.WaitUntil(() => !FarmUnderTest.IsRunning(first), _farm.Logs);
            double seconds = waited.Elapsed.TotalSeconds;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"the first trainer ended {seconds:F1} s after it was fenced off"));
            Assert.InRange(seconds, 0.0, 5.0);
            Assert.Contains("Another trainer has taken run 'farm' over", _farm.Logs(), StringComparison.Ordinal);
            long reached = _farm.Results();
            FarmUnderTest.WaitUntil(() => second.HasExited || (File.Exists(state) && _farm.Results() >= reached + 2));
            Assert.False(second.HasExited, second.HasExited ? MuZeroProgram.Await(second).Error : "");
            AssertNoIterationTwice();
        }
        finally
        {
            MuZeroProgram.Signal(second, "KILL");
        }
    }

    public void Dispose() => _farm.Dispose();

    [GeneratedRegex(@"Episode (\S+:\d+) was acknowledged$")]
    private static partial Regex AcknowledgedLine();

    private void AssertNoIterationTwice()
    {
        long[] iterations = [.. File.ReadLines(Path.Combine(_farm.RunDirectory, "result.json"))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("training_iteration").GetInt64())];
        Assert.Equal(Enumerable.Range(1, iterations.Length).Select(i => (long)i), iterations);
    }

    private long NewestCheckpoint()
        => Directory.GetDirectories(_farm.RunDirectory, "checkpoint_*").Select(path => path[^6..])
            .Where(digits => digits.All(char.IsAsciiDigit)).Max(digits => long.Parse(digits, CultureInfo.InvariantCulture));
}
