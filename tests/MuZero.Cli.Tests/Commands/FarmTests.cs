using System.Diagnostics;
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

    private int[] ProcessesOf(string run) => [.. Farm(run).Select(process => process.GetProperty("id").GetInt32())];

    private int IdOf(string name) => Farm("farm").Single(process => process.GetProperty("name").GetString() == name).GetProperty("id").GetInt32();

    private JsonElement[] Farm(string run) => [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_directory, run, "farm", "farm.json"))).RootElement.EnumerateArray()];

    private long Results() => File.ReadLines(Path.Combine(_directory, "farm", "result.json")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("training_iteration").GetInt64()).Last();
}
