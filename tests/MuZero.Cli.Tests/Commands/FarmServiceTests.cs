using System.Diagnostics;
using System.Text.Json;

namespace MuZero.Cli.Tests.Commands;

/// <summary>The services of a farm as processes of their own: their options, metrics, status and end.</summary>
public sealed class FarmServiceTests : IDisposable
{
    private readonly FarmUnderTest _farm = new();

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
    public void Up_RunThatReanalyses_HasAServiceWhoseWorkIsInStatusAndResults()
    {
        _farm.Up(environment: ("MUZERO_REANALYSE__RATIO", "0.5"));
        JsonElement status = default;

        FarmUnderTest.WaitUntil(
            () => (status = _farm.StatusOnceTraining(iteration: 2)).GetProperty("workers").EnumerateArray()
                .Any(worker => worker.GetProperty("reanalysed_positions").GetInt64() > 0),
            _farm.Logs);
        _farm.StatusOnceTraining(status.GetProperty("training_iteration").GetInt64() + 2);

        Assert.Equal(["reanalyse", "selfplay", "selfplay"],
            status.GetProperty("workers").EnumerateArray().Select(worker => worker.GetProperty("role").GetString()).Order());
        Assert.Equal(2, _farm.Workers());
        double Largest(string name) => _farm.AllResults().Max(result => result.GetProperty(name).GetDouble());
        Assert.True(Largest("reanalyse/positions_per_second") > 0.0);
        Assert.True(Largest("reanalyse/fresh_share") > 0.0);
        Assert.Equal(0, status.GetProperty("rejected_episodes").GetInt64());
    }

    [Fact]
    public void Up_ReanalysersForARunWithoutReanalysis_IsRefusedAndLeavesNothing()
    {
        Ending up = FarmUnderTest.Run("farm", "up", "tictactoe", "--local-dir", _farm.LocalDirectory, "--reanalysers", "1");

        Assert.Equal(2, up.ExitCode);
        Assert.Contains("reanalyse.ratio", Assert.Single(up.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_farm.LocalDirectory));
    }

    /// <summary>A box of actions, and a value for each of three players, through workers, Redis and trainer.</summary>
    [Theory]
    [InlineData("pendulum")]
    [InlineData("tictactoe-three")]
    public void Up_OtherShapesOfEpisodes_Trains(string game)
    {
        using FarmUnderTest farm = new() { Game = game };

        farm.Up(workers: 1);
        JsonElement status = farm.StatusOnceTraining(iteration: 3);

        Assert.Equal(0, status.GetProperty("rejected_episodes").GetInt64());
        Assert.Equal(0, FarmUnderTest.Run("evaluate", farm.RunDirectory, "--episodes", "3", "--json").ExitCode);
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
}
