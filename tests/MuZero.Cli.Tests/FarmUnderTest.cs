using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace MuZero.Cli.Tests;

/// <summary>A farm of real processes over a real Redis, in a directory of its own, and what a test looks at and does to it.</summary>
internal sealed class FarmUnderTest : IDisposable
{
    public const string Endless = """{"training_iteration": 1000000}""";

    /// <summary>Options with which episodes flow: an iteration and an episode take a fraction of a second, and neither side waits long for
    /// the other.</summary>
    public static readonly string[] Quick = [TrainedRuns.Tiny[0],
        TrainedRuns.Tiny[1].Replace("\"replay.samples_per_insert\": 100", "\"replay.samples_per_insert\": 2", StringComparison.Ordinal)];

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(120);

    public string Game { get; init; } = "tictactoe";

    /// <summary>Holds the run "farm".</summary>
    public string LocalDirectory { get; } = Directory.CreateTempSubdirectory("muzero-farm-").FullName;

    public string RunDirectory => Path.Combine(LocalDirectory, "farm");

    /// <summary>Runs the program.</summary>
    public static Ending Run(params string[] words) => MuZeroProgram.Run(words);

    /// <summary>False for a zombie: it has ended and waits for its parent.</summary>
    public static bool IsRunning(int id)
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

    public static void WaitUntil(Func<bool> holds, Func<string>? reason = null)
    {
        for (Stopwatch waited = Stopwatch.StartNew(); !holds(); Thread.Sleep(50))
        {
            Assert.True(waited.Elapsed < _patience, "waited in vain: " + reason?.Invoke());
        }
    }

    /// <summary>farm up, or what brings back processes that have ended.</summary>
    public Ending Up(string stop = Endless, int workers = 2, params (string Name, string Value)[] environment)
    {
        Ending up = TryUp(stop, workers, environment);
        Assert.True(up.ExitCode == 0, up.Error);
        return up;
    }

    public Ending TryUp(string stop = Endless, int workers = 2, params (string Name, string Value)[] environment)
        => MuZeroProgram.Run(
            MuZeroProgram.Executable,
            ["farm", "up", Game, "--workers", $"{workers}", "--local-dir", LocalDirectory, "--experiment-name", "farm", "--stop",
                stop, .. Quick],
            input: "",
            environment);

    public Ending Down(params string[] words) => Run(["farm", "down", "--local-dir", LocalDirectory, .. words]);

    public string Logs() => Run("farm", "logs", "--local-dir", LocalDirectory).Output;

    public JsonElement? Status()
        => Run("farm", "status", "--local-dir", LocalDirectory, "--json") is { ExitCode: 0 } ending
            ? JsonDocument.Parse(ending.Output).RootElement
            : null;

    /// <summary>The status, as soon as an iteration is reached.</summary>
    public JsonElement StatusOnceTraining(long iteration)
    {
        JsonElement status = default;
        WaitUntil(() => Status() is { } now && (status = now).GetProperty("training_iteration").GetInt64() >= iteration, Logs);
        return status;
    }

    /// <summary>Workers with a lease, from the trainer's metrics, which cost no process; 0 while the trainer does not answer.</summary>
    public int Workers()
    {
        const string Name = "muzero_selfplay_workers ";
        try
        {
            string line = Metrics("trainer").Split('\n').FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal))
                ?? $"{Name}0";
            return int.Parse(line[Name.Length..], CultureInfo.InvariantCulture);
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or IOException)
        {
            return 0;
        }
    }

    /// <summary>The workers' names in a status, in order.</summary>
    public static string[] Names(JsonElement status)
        => [.. status.GetProperty("workers").EnumerateArray().Select(worker => worker.GetProperty("worker").GetString()!)
            .Order(StringComparer.Ordinal)];

    public string Metrics(string name)
    {
        using HttpClient http = new() { Timeout = TimeSpan.FromSeconds(5) };
        // The exporter writes a sample without labels as name{}.
        return http.GetStringAsync(new Uri(State(name, "http") + "/metrics")).GetAwaiter().GetResult()
            .Replace("{}", "", StringComparison.Ordinal);
    }

    /// <summary>A service's address: grpc or http.</summary>
    public string State(string name, string port)
        => JsonDocument.Parse(File.ReadAllText(Path.Combine(RunDirectory, "farm", name + ".json"))).RootElement.GetProperty(port)
            .GetString()!;

    public string RedisEndpoint() => "127.0.0.1:" + Flag("redis", "--port");

    /// <summary>The value of a process's flag.</summary>
    public string Flag(string process, string flag) => Command(process).SkipWhile(word => word != flag).ElementAt(1);

    /// <summary>Program and arguments of a process.</summary>
    public string[] Command(string process)
        => [.. Farm().Single(entry => entry.GetProperty("name").GetString() == process).GetProperty("command").EnumerateArray()
            .Select(word => word.GetString()!)];

    /// <summary>Everything that the processes of a role have logged.</summary>
    public string[] LogLines(string role)
        => [.. Directory.EnumerateFiles(Path.Combine(RunDirectory, "farm"), role + "*.log", SearchOption.AllDirectories)
        .SelectMany(File.ReadLines)];

    public string[] Redis(params string[] words)
        => MuZeroProgram.Run("redis-cli", ["-p", RedisEndpoint().Split(':')[1], .. words], input: "").Output.Split('\n',
            StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The names of its processes, in the order of their starts.</summary>
    public string[] Names() => [.. Farm().Select(process => process.GetProperty("name").GetString()!)];

    public int[] Processes() => [.. Farm().Select(process => process.GetProperty("id").GetInt32())];

    public int IdOf(string name) => Farm().Single(process => process.GetProperty("name").GetString() == name).GetProperty("id").GetInt32();

    public void Signal(string name, string signal) => MuZeroProgram.Run("/bin/kill", ["-" + signal, $"{IdOf(name)}"], input: "");

    /// <summary>Every entry has its frame and every frame its entry, and the counters match. No process may write meanwhile.</summary>
    public void AssertReplayIsWhole()
    {
        string[] members = Redis("ZRANGE", "muzero:{farm}:order", "0", "-1");
        string[] frames = Redis("KEYS", @"muzero:\{farm\}:ep:*");
        Assert.NotEmpty(members);
        Assert.Equal(members.Length, members.Select(member => member.Split('|')[0]).Distinct().Count());
        Assert.Equal(members.Select(member => "muzero:{farm}:ep:" + member.Split('|')[0]).Order(), frames.Order());
        Assert.Equal(members.Length, long.Parse(Redis("HGET", "muzero:{farm}:meta", "episodes")[0], CultureInfo.InvariantCulture));
        Assert.Equal(members.Sum(member => long.Parse(member.Split('|')[2], CultureInfo.InvariantCulture)),
            long.Parse(Redis("HGET", "muzero:{farm}:meta", "bytes")[0], CultureInfo.InvariantCulture));
    }

    /// <summary>The last iteration that was written down.</summary>
    public long Results() => AllResults()[^1].GetProperty("training_iteration").GetInt64();

    /// <summary>The results of every iteration that was written down.</summary>
    public JsonElement[] AllResults()
        // The trainer may be at its last line, which counts once it is whole.
        => [.. File.ReadAllText(Path.Combine(RunDirectory, "result.json")).Split('\n')[..^1]
            .Select(line => JsonDocument.Parse(line).RootElement)];

    public void Dispose()
    {
        foreach (int id in File.Exists(Path.Combine(RunDirectory, "farm", "farm.json")) ? Processes() : [])
        {
            MuZeroProgram.Run("/bin/kill", ["-CONT", $"{id}"], input: "");
        }

        Down();
        Directory.Delete(LocalDirectory, recursive: true);
    }

    private JsonElement[] Farm()
        => [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RunDirectory, "farm", "farm.json"))).RootElement.EnumerateArray()];
}
