using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace MuZero.Cli.Tests.Commands;

/// <summary>A farm of real processes over a real Redis.</summary>
public sealed class FarmTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly string _directory = Directory.CreateTempSubdirectory("muzero-farm-").FullName;

    [Fact]
    public void Up_TrainsThroughRedisAndGrpc_AndDownLeavesNothingBehind()
    {
        Ending up = Up("""{"training_iteration": 1000000}""");
        int[] processes = ProcessesOf("farm");
        JsonElement status = StatusOnceTraining(iteration: 2);

        Assert.Equal(Path.Combine(_directory, "farm"), up.Output.Trim());
        Assert.Equal(4, processes.Length);
        Assert.Equal(["worker-0", "worker-1"], status.GetProperty("workers").EnumerateArray().Select(worker => worker.GetProperty("worker").GetString()));
        Assert.Equal(0, status.GetProperty("rejected_episodes").GetInt64());
        Assert.Equal("", Fault("evaluate", Path.Combine(_directory, "farm"), "--episodes", "2", "--json"));
        Assert.Contains("simulations/s", Run("farm", "status", "--local-dir", _directory).Output, StringComparison.Ordinal);
        Assert.Contains("selfplay-1", Run("farm", "logs", "--local-dir", _directory).Output, StringComparison.Ordinal);

        Ending down = Run("farm", "down", "--local-dir", _directory);

        Assert.Equal(0, down.ExitCode);
        Assert.All(processes, id => Assert.False(IsRunning(id), $"process {id} still runs"));
        Assert.False(Directory.Exists(Path.Combine(_directory, "farm", "farm")));
        Assert.NotEmpty(Directory.GetDirectories(Path.Combine(_directory, "farm"), "checkpoint_*"));
    }

    [Fact]
    public void Up_AfterDownWithTheReplayKept_GoesOn()
    {
        Up("""{"training_iteration": 1000000}""");
        StatusOnceTraining(iteration: 2);
        Ending down = Run("farm", "down", "--local-dir", _directory, "--keep-replay");
        long before = Results();

        Ending again = Up("""{"training_iteration": 1000000}""");
        JsonElement status = StatusOnceTraining(iteration: before + 2);

        Assert.Equal((0, 0), (down.ExitCode, again.ExitCode));
        Assert.Equal(2, status.GetProperty("epoch").GetInt64());
        Assert.True(status.GetProperty("weight_version").GetInt64() > 1);
    }

    [Fact]
    public void Killed_EachProcessInTurn_UpBringsItBackAndTrainingGoesOn()
    {
        Up("""{"training_iteration": 1000000}""");
        long iteration = 0;
        foreach (string name in (string[])["selfplay-1", "trainer", "redis"])
        {
            iteration = StatusOnceTraining(iteration + 2).GetProperty("training_iteration").GetInt64();
            MuZeroProgram.Run("/bin/kill", ["-9", $"{IdOf(name)}"], input: "");

            Ending again = Up("""{"training_iteration": 1000000}""");

            Assert.Contains($"started again: {name}", again.Error, StringComparison.Ordinal);
        }

        iteration = StatusOnceTraining(0).GetProperty("training_iteration").GetInt64();
        JsonElement status = StatusOnceTraining(iteration + 2);
        Assert.Equal(2, status.GetProperty("epoch").GetInt64());
        Assert.Equal("", status.GetProperty("degraded").GetString());
        Assert.Equal(0, status.GetProperty("rejected_episodes").GetInt64());
    }

    /// <summary>G1: what a worker that is killed had pushed stays, whole and once.</summary>
    [Fact]
    public void Workers_KilledOneAfterAnother_ReplayStaysWhole()
    {
        const int Seed = 1;
        Random random = new(Seed);
        Up("""{"training_iteration": 1000000}""");
        for (int kill = 0; kill < 4; kill++)
        {
            StatusOnceTraining(iteration: 2 * (kill + 1));
            MuZeroProgram.Run("/bin/kill", ["-9", $"{IdOf($"selfplay-{1 + random.Next(2)}")}"], input: "");
            Up("""{"training_iteration": 1000000}""");
        }

        MuZeroProgram.Run("/bin/kill", ["-9", $"{IdOf("selfplay-1")}", $"{IdOf("selfplay-2")}", $"{IdOf("trainer")}"], input: "");
        string[] members = Redis("ZRANGE", "muzero:{farm}:order", "0", "-1");
        string[] frames = Redis("KEYS", @"muzero:\{farm\}:ep:*");
        Assert.NotEmpty(members);
        Assert.Equal(members.Select(member => "muzero:{farm}:ep:" + member.Split('|')[0]).Order(), frames.Order());
        Assert.Equal(members.Length, long.Parse(Redis("HGET", "muzero:{farm}:meta", "episodes")[0], CultureInfo.InvariantCulture));
        Assert.Equal(members.Sum(member => long.Parse(member.Split('|')[2], CultureInfo.InvariantCulture)), long.Parse(Redis("HGET", "muzero:{farm}:meta", "bytes")[0], CultureInfo.InvariantCulture));
    }

    /// <summary>G28: SIGTERM ends each service within 10 s, with 0, and no lease or episode stays behind.</summary>
    [Fact]
    public void Services_Terminated_EndCleanly()
    {
        Up("""{"training_iteration": 1000000}""");
        StatusOnceTraining(iteration: 2);
        string trainer = Farm("farm").Single(process => process.GetProperty("name").GetString() == "selfplay-1").GetProperty("command").EnumerateArray().Select(word => word.GetString()!).SkipWhile(word => word != "--trainer").ElementAt(1);
        using Process worker = MuZeroProgram.Start(MuZeroProgram.Executable, ["selfplay", "--trainer", trainer, "--redis", RedisEndpoint(), "--spool", Path.Combine(_directory, "spool")]);
        using Process storage = MuZeroProgram.Start(MuZeroProgram.Executable, ["storage", "--directory", Path.Combine(_directory, "weights"), "--state-file", Path.Combine(_directory, "storage.json")]);
        WaitUntil(() => Workers() == 3 && File.Exists(Path.Combine(_directory, "storage.json")));

        foreach (Process service in new[] { worker, storage })
        {
            MuZeroProgram.Signal(service, "TERM");
            Stopwatch ending = Stopwatch.StartNew();
            Assert.Equal(0, MuZeroProgram.Await(service).ExitCode);
            Assert.InRange(ending.Elapsed.TotalSeconds, 0.0, 10.0);
        }

        Assert.Equal(2, Workers());
        int id = IdOf("trainer");
        MuZeroProgram.Run("/bin/kill", ["-TERM", $"{id}"], input: "");
        Stopwatch waited = Stopwatch.StartNew();
        WaitUntil(() => !IsRunning(id));
        Assert.InRange(waited.Elapsed.TotalSeconds, 0.0, 10.0);
        Assert.Contains("interrupted after iteration", Run("farm", "logs", "--local-dir", _directory).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_OfEveryService_AreThereWithTheirNames()
    {
        Up("""{"training_iteration": 1000000}""");
        StatusOnceTraining(iteration: 2);

        string trainer = Metrics("trainer"), worker = Metrics("selfplay-1");

        foreach (string name in new[] { "muzero_train_steps_total", "muzero_train_loss{head=\"policy\"}", "muzero_replay_size{unit=\"episodes\"}", "muzero_train_samples_per_insert", "muzero_replay_deficit", "muzero_redis_up 1" })
        {
            Assert.Contains(name, trainer, StringComparison.Ordinal);
        }

        foreach (string name in new[] { "muzero_selfplay_episodes_total", "muzero_selfplay_simulations_total", "muzero_weights_lag" })
        {
            Assert.Contains(name, worker, StringComparison.Ordinal);
        }

        // Prometheus's own judge.
        Ending judged = MuZeroProgram.Run("promtool", ["check", "metrics"], trainer);
        Assert.True(judged.ExitCode == 0, judged.Error + judged.Output);
    }

    [Fact]
    public void Up_StopReached_SendsTheWorkersHome()
    {
        Up("""{"training_iteration": 3}""");
        int[] processes = ProcessesOf("farm");
        Stopwatch waited = Stopwatch.StartNew();

        // All but Redis end by themselves.
        while (processes.Count(IsRunning) > 1)
        {
            Assert.True(waited.Elapsed < _patience, Run("farm", "logs", "--local-dir", _directory).Output);
            Thread.Sleep(100);
        }

        Assert.Contains("the trainer needs no more episodes", Run("farm", "logs", "--local-dir", _directory).Output, StringComparison.Ordinal);
        Assert.Equal(3, Results());
    }

    [Theory]
    [InlineData("There is no farm in", "farm", "down")]
    [InlineData("There is no farm in", "farm", "status")]
    public void Farm_NoneThere_SaysHowToStartOne(string expected, params string[] words)
    {
        Ending ending = Run([.. words, "--local-dir", _directory]);

        Assert.Equal(2, ending.ExitCode);
        Assert.Contains(expected, Assert.Single(ending.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, "cannot be used", "trainer", "tictactoe", "--redis", "127.0.0.1:1", "--experiment-name", "x")]
    [InlineData(2, "--trainer", "selfplay")]
    [InlineData(2, "plain text to another machine", "selfplay", "--trainer", "http://192.0.2.1:7401")]
    [InlineData(2, "has no TLS", "storage", "--directory", "weights", "--listen", "0.0.0.0:0")]
    [InlineData(2, "--directory", "storage")]
    [InlineData(2, "HOST:PORT", "storage", "--directory", "weights", "--listen", "nowhere")]
    public void Service_BadOption_IsOneLine(int exitCode, string expected, params string[] words)
    {
        Ending ending = Run([.. words, .. words[0] == "trainer" ? ["--local-dir", _directory] : (string[])[]]);

        Assert.Equal(exitCode, ending.ExitCode);
        Assert.Contains(expected, ending.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--tls-certificate and --tls-key belong together", "MUZERO_FARM_DIRECTORY=weights", "MUZERO_FARM_TLS_KEY=key.pem")]
    [InlineData("--listen takes HOST:PORT", "MUZERO_FARM_DIRECTORY=weights", "MUZERO_FARM_LISTEN=nowhere", "MUZERO_FARM_SPOOL=/of/the/workers")]
    [InlineData("Did you mean '--listen'?", "MUZERO_FARM_LISTE=127.0.0.1:0")]
    public void Service_OptionsFromTheEnvironment_AreReadAsFlags(string expected, params string[] variables)
    {
        Ending ending = MuZeroProgram.Run(MuZeroProgram.Executable, ["storage"], input: "", [.. variables.Select(variable => (variable.Split('=')[0], variable.Split('=')[1]))]);

        Assert.Equal(2, ending.ExitCode);
        Assert.Contains(expected, ending.ErrorLines[^1], StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Run("farm", "down", "--local-dir", _directory);
        Directory.Delete(_directory, recursive: true);
    }

    // What has ended and waits for its parent to hear of it does not run.
    private static bool IsRunning(int id)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string Fault(params string[] words) => Run(words) is { ExitCode: not 0 } ending ? ending.Error : "";

    private static Ending Run(params string[] words) => MuZeroProgram.Run(words);

    private Ending Up(string stop)
    {
        Ending up = Run(["farm", "up", "tictactoe", "--workers", "2", "--local-dir", _directory, "--experiment-name", "farm", "--stop", stop, .. TrainedRuns.Tiny]);
        Assert.True(up.ExitCode == 0, up.Error);
        return up;
    }

    private JsonElement StatusOnceTraining(long iteration)
    {
        for (Stopwatch waited = Stopwatch.StartNew(); ;)
        {
            Ending ending = Run("farm", "status", "--local-dir", _directory, "--json");
            if (ending.ExitCode == 0 && JsonDocument.Parse(ending.Output).RootElement is var status && status.GetProperty("training_iteration").GetInt64() >= iteration)
            {
                return status;
            }

            Assert.True(waited.Elapsed < _patience, ending.Error + Run("farm", "logs", "--local-dir", _directory).Output);
        }
    }

    private static void WaitUntil(Func<bool> holds)
    {
        for (Stopwatch waited = Stopwatch.StartNew(); !holds(); Thread.Sleep(50))
        {
            Assert.True(waited.Elapsed < _patience, "waited in vain");
        }
    }

    private int Workers() => JsonDocument.Parse(Run("farm", "status", "--local-dir", _directory, "--json").Output).RootElement.GetProperty("workers").GetArrayLength();

    private string Metrics(string name)
    {
        string state = File.ReadAllText(Path.Combine(_directory, "farm", "farm", name + ".json"));
        using HttpClient http = new();
        return http.GetStringAsync(new Uri(JsonDocument.Parse(state).RootElement.GetProperty("http").GetString() + "/metrics")).GetAwaiter().GetResult();
    }

    private string RedisEndpoint()
    {
        JsonElement redis = Farm("farm").Single(process => process.GetProperty("name").GetString() == "redis");
        return "127.0.0.1:" + redis.GetProperty("command").EnumerateArray().Select(word => word.GetString()!).SkipWhile(word => word != "--port").ElementAt(1);
    }

    private string[] Redis(params string[] words)
        => MuZeroProgram.Run("redis-cli", ["-p", RedisEndpoint().Split(':')[1], .. words], input: "").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private int[] ProcessesOf(string run) => [.. Farm(run).Select(process => process.GetProperty("id").GetInt32())];

    private int IdOf(string name) => Farm("farm").Single(process => process.GetProperty("name").GetString() == name).GetProperty("id").GetInt32();

    private JsonElement[] Farm(string run) => [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_directory, run, "farm", "farm.json"))).RootElement.EnumerateArray()];

    private long Results() => File.ReadLines(Path.Combine(_directory, "farm", "result.json")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("training_iteration").GetInt64()).Last();
}
