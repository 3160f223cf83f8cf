using System.Diagnostics;
using System.Text.Json;

namespace MuZero.Cli.Tests.Commands;

/// <summary>A farm of real processes over a real Redis.</summary>
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

    /// <summary>G28: SIGTERM ends each service within 10 s, with 0, and no lease or episode stays behind.</summary>
    [Fact]
    public void Services_Terminated_EndCleanly()
    {
        _farm.Up();
        _farm.StatusOnceTraining(iteration: 2);
        string trainer = _farm.Flag("selfplay-1", "--trainer");
        using Process worker = MuZeroProgram.Start(MuZeroProgram.Executable,
            ["selfplay", "--trainer", trainer, "--redis", _farm.RedisEndpoint(), "--spool", Path.Combine(_farm.LocalDirectory, "spool")]);
        using Process storage = MuZeroProgram.Start(MuZeroProgram.Executable,
            ["storage", "--directory", Path.Combine(_farm.LocalDirectory, "weights"), "--state-file",
            Path.Combine(_farm.LocalDirectory, "storage.json")]);
        FarmUnderTest.WaitUntil(() => _farm.Workers() == 3 && File.Exists(Path.Combine(_farm.LocalDirectory, "storage.json")));

        foreach (Process service in new[] { worker, storage })
        {
            MuZeroProgram.Signal(service, "TERM");
            Stopwatch ending = Stopwatch.StartNew();
            Ending ended = MuZeroProgram.Await(service);
            Assert.True(ended.ExitCode == 0, ended.Error);
            Assert.InRange(ending.Elapsed.TotalSeconds, 0.0, 10.0);
        }

        Assert.Equal(2, _farm.Workers());
        int id = _farm.IdOf("trainer");
        MuZeroProgram.Run("/bin/kill", ["-TERM", $"{id}"], input: "");
        Stopwatch waited = Stopwatch.StartNew();
        FarmUnderTest.WaitUntil(() => !FarmUnderTest.IsRunning(id));
        Assert.InRange(waited.Elapsed.TotalSeconds, 0.0, 10.0);
        Assert.Contains("Interrupted (iteration", _farm.Logs(), StringComparison.Ordinal);
    }

    /// <summary>A worker that cannot fetch weights is in the status, with what it waits for.</summary>
    [Fact]
    public void Status_WorkerWithoutWeights_SaysWhatItWaitsFor()
    {
        _farm.Up(workers: 1);
        string[] state = [Path.Combine(_farm.LocalDirectory, "storage.json"), Path.Combine(_farm.LocalDirectory, "trainer.json")];
        string Address(int service) => JsonDocument.Parse(File.ReadAllText(state[service])).RootElement.GetProperty("grpc").GetString()!;
        string Status() => FarmUnderTest.Run("farm", "status", "--trainer", Address(1), "--json").Output;
        using Process storage = MuZeroProgram.Start(
            MuZeroProgram.Executable, ["storage", "--directory", Path.Combine(_farm.LocalDirectory, "weights"), "--state-file", state[0]]);
        FarmUnderTest.WaitUntil(() => File.Exists(state[0]));
        using Process trainer = MuZeroProgram.Start(
            MuZeroProgram.Executable,
            ["trainer", "tictactoe", "--local-dir", _farm.LocalDirectory, "--experiment-name", "other", "--redis", _farm.RedisEndpoint(),
                "--storage", Address(0), "--state-file", state[1], .. FarmUnderTest.Quick]);
        FarmUnderTest.WaitUntil(() => File.Exists(state[1]));
        // The first weights are published when the run begins, and a run does not begin without its store.
        FarmUnderTest.WaitUntil(() => JsonDocument.Parse(Status()).RootElement.GetProperty("weight_version").GetInt64() > 0);
        MuZeroProgram.Signal(storage, "STOP");
        using Process worker = MuZeroProgram.Start(
            MuZeroProgram.Executable,
            ["selfplay", "--trainer", Address(1), "--redis", _farm.RedisEndpoint(), "--spool",
                Path.Combine(_farm.LocalDirectory, "spool")]);

        FarmUnderTest.WaitUntil(() => Status().Contains("its first weights", StringComparison.Ordinal));
        MuZeroProgram.Signal(storage, "CONT");
        FarmUnderTest.WaitUntil(() => !Status().Contains("its first weights", StringComparison.Ordinal));

        foreach (Process service in new[] { worker, trainer, storage })
        {
            MuZeroProgram.Signal(service, "TERM");
            Ending ended = MuZeroProgram.Await(service);
            Assert.True(ended.ExitCode == 0, ended.Error);
        }
    }

    [Fact]
    public void Metrics_OfEveryService_AreThereWithTheirNames()
    {
        _farm.Up();
        _farm.StatusOnceTraining(iteration: 2);

        string trainer = _farm.Metrics("trainer"), worker = _farm.Metrics("selfplay-1");

        foreach (string name in new[] { "muzero_train_steps_total", "muzero_train_loss{head=\"policy\"}",
            "muzero_replay_size{unit=\"episodes\"}", "muzero_train_samples_per_insert", "muzero_replay_deficit", "muzero_redis_up 1",
            "muzero_selfplay_workers 2" })
        {
            Assert.Contains(name, trainer, StringComparison.Ordinal);
        }

        foreach (string name in new[] { "muzero_selfplay_episodes_total", "muzero_selfplay_simulations_total", "muzero_weights_lag" })
        {
            Assert.Contains(name, worker, StringComparison.Ordinal);
        }

        // Prometheus's own check, of our metrics; the names of the runtime's and of Polly's are not ours to change.
        string ours = string.Concat(trainer.Split('\n').Where(line => line.Contains("muzero_", StringComparison.Ordinal))
            .Select(line => line + "\n"));
        Ending judged = MuZeroProgram.Run("promtool", ["check", "metrics"], ours);
        Assert.True(judged.ExitCode == 0, judged.Error + judged.Output);
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

    [Theory]
    [InlineData(5, "cannot be used", "trainer", "tictactoe", "--redis", "127.0.0.1:1", "--experiment-name", "x")]
    [InlineData(2, "--trainer", "selfplay")]
    [InlineData(2, "plain text to another machine", "selfplay", "--trainer", "http://192.0.2.1:7401")]
    [InlineData(2, "has no TLS", "storage", "--directory", "weights", "--listen", "0.0.0.0:0")]
    [InlineData(2, "--directory", "storage")]
    [InlineData(2, "Deadline", "selfplay", "--trainer", "http://127.0.0.1:1", "--deadline", "0")]
    [InlineData(2, "Heartbeat", "trainer", "tictactoe", "--redis", "127.0.0.1:1", "--experiment-name", "x", "--heartbeat", "0")]
    [InlineData(2, "HOST:PORT", "storage", "--directory", "weights", "--listen", "nowhere")]
    public void Service_BadOption_IsOneLine(int exitCode, string expected, params string[] words)
    {
        Ending ending = FarmUnderTest.Run([.. words, .. words[0] == "trainer" ? ["--local-dir", _farm.LocalDirectory] : (string[])[]]);

        Assert.Equal(exitCode, ending.ExitCode);
        Assert.Contains(expected, ending.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--tls-certificate and --tls-key belong together", "MUZERO_FARM_DIRECTORY=weights", "MUZERO_FARM_TLS_KEY=key.pem")]
    [InlineData("--listen takes HOST:PORT", "MUZERO_FARM_DIRECTORY=weights", "MUZERO_FARM_LISTEN=nowhere",
        "MUZERO_FARM_SPOOL=/of/the/workers")]
    [InlineData("Did you mean '--listen'?", "MUZERO_FARM_LISTE=127.0.0.1:0")]
    public void Service_OptionsFromTheEnvironment_AreReadAsFlags(string expected, params string[] variables)
    {
        Ending ending = MuZeroProgram.Run(MuZeroProgram.Executable, ["storage"], input: "",
            [.. variables.Select(variable => (variable.Split('=')[0], variable.Split('=')[1]))]);

        Assert.Equal(2, ending.ExitCode);
        Assert.Contains(expected, ending.ErrorLines[^1], StringComparison.Ordinal);
    }

    public void Dispose() => _farm.Dispose();

    private static string Fault(params string[] words) => FarmUnderTest.Run(words) is { ExitCode: not 0 } ending ? ending.Error : "";
}
