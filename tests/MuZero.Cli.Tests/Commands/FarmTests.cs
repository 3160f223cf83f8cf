using System.Diagnostics;
using System.Text.Json;

namespace MuZero.Cli.Tests.Commands;

/// <summary>A farm of real processes over a real Redis: up, down, and back after a loss.</summary>
public sealed class FarmTests : IDisposable
{
    private readonly FarmUnderTest _farm = new();

    [Fact]
    public void Up_TrainsThroughRedisAndGrpc_AndDownLeavesNothingBehind()
    {
        Ending up = _farm.Up();
        int[] processes = _farm.Processes();
        JsonElement status = _farm.StatusOnceTraining(iteration: 2);

        Assert.Equal(_farm.RunDirectory, up.Output.Trim());
        Assert.Equal(4, processes.Length);
        Assert.Equal(["worker-0", "worker-1"], FarmUnderTest.Names(status));
        Assert.Equal(0, status.GetProperty("rejected_episodes").GetInt64());
        Assert.Equal("", Fault("evaluate", _farm.RunDirectory, "--episodes", "2", "--json"));
        Assert.Contains("simulations/s", FarmUnderTest.Run("farm", "status", "--local-dir", _farm.LocalDirectory).Output,
            StringComparison.Ordinal);
        Assert.Contains("selfplay-1", _farm.Logs(), StringComparison.Ordinal);

        Ending down = _farm.Down();

        Assert.Equal(0, down.ExitCode);
        Assert.All(processes, id => Assert.False(FarmUnderTest.IsRunning(id), $"process {id} still runs"));
        Assert.False(Directory.Exists(Path.Combine(_farm.RunDirectory, "farm")));
        Assert.NotEmpty(Directory.GetDirectories(_farm.RunDirectory, "checkpoint_*"));
    }

    [Fact]
    public void Up_BehindAProxyThatIsNotThere_GoesOn_AndTheSecondIsToldSo()
    {
        (string, string)[] proxy = [("http_proxy", "http://127.0.0.1:9"), ("HTTP_PROXY", "http://127.0.0.1:9"),
            ("all_proxy", "http://127.0.0.1:9")];
        _farm.Up(environment: proxy);

        Ending status = MuZeroProgram.Run(MuZeroProgram.Executable, ["farm", "status", "--local-dir", _farm.LocalDirectory], input: "",
            proxy);
        Ending second = FarmUnderTest.Run("farm", "up", "tictactoe", "--local-dir", _farm.LocalDirectory);
        Ending list = FarmUnderTest.Run("farm", "list", "--local-dir", _farm.LocalDirectory);
        string[] times = [.. _farm.Logs().Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is [_, ['2', '0', _, _, '-', ..], ..]).Select(words => words[1])];
        Ending down = _farm.Down("--all");

        Assert.True(status.ExitCode == 0, status.Error);
        Assert.Equal(2, second.ExitCode);
        Assert.Contains($"The farm of {_farm.RunDirectory} is up already.", Assert.Single(second.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("4 of 4", list.Output, StringComparison.Ordinal);
        Assert.Equal(times.Order(StringComparer.Ordinal), times);
        Assert.Equal(0, down.ExitCode);
        Assert.Single(Directory.GetDirectories(_farm.LocalDirectory));
    }

    [Fact]
    public void Up_RedisIsNotThere_KeepsTheLogThatTheMessageNames()
    {
        Ending up = FarmUnderTest.Run(
            ["farm", "up", "tictactoe", "--local-dir", _farm.LocalDirectory, "--experiment-name", "farm", "--redis",
                "redis://127.0.0.1:1/0", "--redis-timeout", "0.2", .. TrainedRuns.Tiny]);

        string log = up.ErrorLines[^1].Split("The whole log is ")[1].TrimEnd('.');
        Assert.Equal(1, up.ExitCode);
        Assert.Contains("Redis at 127.0.0.1:1 cannot be used", File.ReadAllText(log), StringComparison.Ordinal);
    }

    [Fact]
    public void Up_RedisWithAPassword_IsReachedByEveryService()
    {
        string file = Path.Combine(_farm.LocalDirectory, "password"), port = $"{LocalFarm.FarmProcesses.FreePort()}";
        File.WriteAllText(file, "secret\n");
        using Process redis = MuZeroProgram.Start("redis-server",
            ["--port", port, "--requirepass", "secret", "--save", "", "--maxmemory-policy", "noeviction", "--dir", _farm.LocalDirectory]);
        try
        {
            FarmUnderTest.WaitUntil(() => MuZeroProgram.Run("redis-cli", ["-p", port, "-a", "secret", "ping"], input: "")
                .Output.Contains("PONG", StringComparison.Ordinal));

            Ending up = FarmUnderTest.Run(["farm", "up", "tictactoe", "--workers", "1", "--local-dir", _farm.LocalDirectory,
                "--experiment-name", "farm", "--redis", $"127.0.0.1:{port}", "--redis-password-file", file, "--stop",
                FarmUnderTest.Endless, .. FarmUnderTest.Quick]);

            Assert.True(up.ExitCode == 0, up.Error);
            Assert.Equal(["worker-0"], FarmUnderTest.Names(_farm.StatusOnceTraining(iteration: 1)));
            _farm.Down();
        }
        finally
        {
            redis.Kill();
        }
    }

    [Theory]
    [InlineData("is for a Redis that --redis names", "secret")]
    [InlineData("is empty", " \n", "--redis", "127.0.0.1:1")]
    public void Up_PasswordFileThatHelpsNothing_IsOneLine(string expected, string content, params string[] words)
    {
        string file = Path.Combine(_farm.LocalDirectory, "password");
        File.WriteAllText(file, content);

        Ending up = FarmUnderTest.Run(["farm", "up", "tictactoe", "--local-dir", _farm.LocalDirectory, "--experiment-name", "farm",
            "--redis-password-file", file, .. words, .. TrainedRuns.Tiny]);

        Assert.NotEqual(0, up.ExitCode);
        Assert.Contains(expected, up.ErrorLines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", up.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Up_FinishedRun_SaysSoAndStartsNothing()
    {
        string[] words = ["tictactoe", "--local-dir", _farm.LocalDirectory, "--experiment-name", "farm", "--stop",
            "{\"training_iteration\": 1}", .. TrainedRuns.Tiny];
        Assert.Equal(0, FarmUnderTest.Run(["train", .. words]).ExitCode);

        Ending up = FarmUnderTest.Run(["farm", "up", .. words]);

        Assert.Equal(0, up.ExitCode);
        Assert.Contains("The run is finished", up.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_farm.RunDirectory, "farm")));
    }

    [Fact]
    public void Redis_Flushed_TheRunGoesOnAndNamesTheCause()
    {
        _farm.Up();
        long iteration = _farm.StatusOnceTraining(iteration: 2).GetProperty("training_iteration").GetInt64();

        _farm.Redis("FLUSHALL");
        _farm.StatusOnceTraining(iteration + 3);

        Assert.Contains("Redis has lost the replay buffer of run 'farm'", _farm.Logs(), StringComparison.Ordinal);
    }

    [Fact]
    public void Up_AfterDownWithTheReplayKept_GoesOn()
    {
        _farm.Up();
        _farm.StatusOnceTraining(iteration: 2);
        Ending down = _farm.Down("--keep-replay");
        long before = _farm.Results();

        Ending again = _farm.Up();
        JsonElement status = _farm.StatusOnceTraining(iteration: before + 2);

        Assert.Equal((0, 0), (down.ExitCode, again.ExitCode));
        Assert.Equal(2, status.GetProperty("epoch").GetInt64());
        Assert.True(status.GetProperty("weight_version").GetInt64() > 1);
    }

    [Fact]
    public void Killed_EachProcessInTurn_UpBringsItBackAndTrainingGoesOn()
    {
        _farm.Up();
        long iteration = 0;
        foreach (string name in (string[])["selfplay-1", "trainer", "redis"])
        {
            iteration = _farm.StatusOnceTraining(iteration + 2).GetProperty("training_iteration").GetInt64();
            _farm.Signal(name, "KILL");

            Ending again = _farm.Up();

            Assert.Contains($"started again: {name}", again.Error, StringComparison.Ordinal);
        }

        iteration = _farm.StatusOnceTraining(0).GetProperty("training_iteration").GetInt64();
        JsonElement status = _farm.StatusOnceTraining(iteration + 2);
        Assert.Equal(2, status.GetProperty("epoch").GetInt64());
        Assert.Equal("", status.GetProperty("degraded").GetString());
        Assert.Equal(0, status.GetProperty("rejected_episodes").GetInt64());
    }

    [Fact]
    public void Up_StopReached_SendsTheWorkersHome()
    {
        _farm.Up("""{"training_iteration": 3}""");
        int[] processes = _farm.Processes();

        // All but Redis end by themselves.
        FarmUnderTest.WaitUntil(() => processes.Count(FarmUnderTest.IsRunning) <= 1, _farm.Logs);

        Assert.Contains("the trainer needs no more episodes", _farm.Logs(), StringComparison.Ordinal);
        Assert.Equal(3, _farm.Results());
    }

    [Theory]
    [InlineData("There is no farm in", "farm", "down")]
    [InlineData("There is no farm in", "farm", "status")]
    public void Farm_NoneThere_SaysHowToStartOne(string expected, params string[] words)
    {
        Ending ending = FarmUnderTest.Run([.. words, "--local-dir", _farm.LocalDirectory]);

        Assert.Equal(2, ending.ExitCode);
        Assert.Contains(expected, Assert.Single(ending.ErrorLines), StringComparison.Ordinal);
    }

    public void Dispose() => _farm.Dispose();

    private static string Fault(params string[] words) => FarmUnderTest.Run(words) is { ExitCode: not 0 } ending ? ending.Error : "";
}
