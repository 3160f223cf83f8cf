using System.Text;
using MuZero.Files;

namespace MuZero.Cli.LocalFarm;

/// <summary>The processes of a local farm and their command lines. All are known before the first one is started.</summary>
internal sealed class FarmPlan
{
    private readonly FarmProcesses _farm;
    private readonly TrainingSetup _setup;
    private readonly IReadOnlyList<string> _redisWords;

    /// <param name="farm">The farm.</param>
    /// <param name="setup">Its run.</param>
    /// <param name="redis">The endpoint of a Redis that is there; null for one of the farm's own.</param>
    /// <param name="redisWords">Further flags with which services reach it.</param>
    /// <param name="workers">Self-play workers.</param>
    /// <param name="reanalysers">Reanalysis services.</param>
    public FarmPlan(
        FarmProcesses farm, TrainingSetup setup, string? redis, IReadOnlyList<string> redisWords, int workers, int reanalysers)
    {
        (_farm, _setup, _redisWords) = (farm, setup, redisWords);
        int[] ports = FarmProcesses.FreePorts(3);
        RedisPort = redis is null ? ports[0] : 0;
        RedisEndpoint = redis ?? $"127.0.0.1:{RedisPort}";
        // "always": under everysec a kill that meets a slow fsync loses up to two seconds of what was acknowledged.
        Redis = redis is not null ? null : FarmProcess.Planned(
            "redis", "redis-server", "--port", $"{RedisPort}", "--bind", "127.0.0.1", "--dir", farm.RedisDirectory, "--save", "",
            "--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction", "--daemonize", "no");
        string address = $"127.0.0.1:{ports[1]}", run = farm.RunDirectory;
        Trainer = FarmProcess.Planned("trainer", [
            Environment.ProcessPath!, "trainer", setup.GameReference, "--experiment-name", Path.GetFileName(run), "--local-dir",
            Path.GetDirectoryName(run)!, "--redis", RedisEndpoint, "--config", OptionsPath, "--state-file", farm.StatePath("trainer"),
            "--listen", address, "--http", $"127.0.0.1:{ports[2]}", .. redisWords,
        ]);
        Members =
        [
            .. Enumerable.Range(1, workers).Select(
                number => Member("selfplay", number, address, name => ["--spool", farm.SpoolPath(name)])),
            .. Enumerable.Range(1, reanalysers).Select(number => Member("reanalyse", number, address, _ => [])),
        ];
    }

    /// <summary>The farm's own Redis, or null.</summary>
    public FarmProcess? Redis { get; }

    /// <summary>Its port; 0 without one.</summary>
    public int RedisPort { get; }

    /// <summary>The address of the Redis in use.</summary>
    public string RedisEndpoint { get; }

    /// <summary>The trainer.</summary>
    public FarmProcess Trainer { get; }

    /// <summary>Self-play workers and reanalysis services, which join the trainer.</summary>
    public IReadOnlyList<FarmProcess> Members { get; }

    // The trainer goes by this file, so that the two command lines cannot differ.
    private string OptionsPath => Path.Combine(_farm.RunDirectory, "farm", "options.json");

    /// <summary>Writes what the processes find when they are started, and then the plan itself: whatever interrupts the start, a later
    /// command can complete or undo it.</summary>
    public void Write()
    {
        if (Redis is not null)
        {
            Directory.CreateDirectory(_farm.RedisDirectory);
        }

        AtomicFile.Write(OptionsPath, Encoding.UTF8.GetBytes(RunOptionsJson.Write(_setup.Options)));
        _farm.Write([.. Redis is { } redis ? [redis] : (FarmProcess[])[], Trainer, .. Members]);
    }

    private FarmProcess Member(string role, int number, string trainer, Func<string, string[]> more)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{role}-{number}");
        return FarmProcess.Planned(name, [
            Environment.ProcessPath!, role, "--trainer", $"http://{trainer}", "--game", _setup.GameReference, "--redis", RedisEndpoint,
            "--state-file", _farm.StatePath(name), .. _redisWords, .. more(name),
        ]);
    }
}
