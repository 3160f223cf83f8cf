using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using MuZero.Farm.Hosting;
using MuZero.Files;

namespace MuZero.Cli.LocalFarm;

/// <summary>A farm of processes on this machine: the files in RUN/farm identify them, so that any later command finds them.</summary>
internal sealed class FarmProcesses(string run)
{
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan _downLimit = TimeSpan.FromMinutes(2);

    private readonly string _directory = Path.Combine(run, "farm");

    public string RunDirectory => run;

    public string LogDirectory => Path.Combine(_directory, "logs");

    /// <summary>The directory of Redis's files, if this farm started one.</summary>
    public string RedisDirectory => Path.Combine(_directory, "redis");

    /// <summary>True if a farm was started and not yet taken down.</summary>
    public bool Exists => File.Exists(ListPath) || (Directory.Exists(_directory) && RunningProcesses.Of(_directory).Count > 0);

    /// <summary>True if one of its processes runs.</summary>
    public bool IsUp => Running > 0;

    /// <summary>Processes that run.</summary>
    public int Running => Processes.Count(process => process.IsAlive);

    /// <summary>The farms of the runs in a directory, in alphabetical order.</summary>
    public static IReadOnlyList<FarmProcesses> In(string localDirectory)
        => [.. (Directory.Exists(localDirectory) ? Directory.EnumerateDirectories(localDirectory) : [])
            .Order(StringComparer.Ordinal)
            .Select(run => new FarmProcesses(Path.GetFullPath(run)))
            .Where(farm => farm.Exists)];

    /// <summary>The processes, in the order in which they are started: those that were planned, or those that run if the plan is missing or
    /// damaged.</summary>
    public IReadOnlyList<FarmProcess> Processes
    {
        get
        {
            if (Listed() is not { } listed)
            {
                return RunningProcesses.Of(_directory);
            }

            if (listed.TrueForAll(process => process.IsAlive))
            {
                return listed;
            }

            // A command that is killed right after a start has not noted the process.
            Dictionary<string, FarmProcess> running = RunningProcesses.Of(_directory).DistinctBy(process => process.Name)
                .ToDictionary(process => process.Name, StringComparer.Ordinal);
            return listed.ConvertAll(process => !process.IsAlive && running.TryGetValue(process.Name, out FarmProcess? started)
                ? process with { Id = started.Id, StartTicks = started.StartTicks }
                : process);
        }
    }

    /// <summary>The trainer's gRPC address, or null.</summary>
    public string? TrainerAddress => ServiceState.Read(StatePath("trainer"))?.Grpc;

    private string ListPath => Path.Combine(_directory, "farm.json");

    public string StatePath(string name) => Path.Combine(_directory, name + ".json");

    /// <summary>The directory of a worker's episodes while Redis is unreachable.</summary>
    public string SpoolPath(string name) => Path.Combine(_directory, "spool", name);

    /// <summary>Makes the caller the only command that starts or stops this farm, until the result is disposed.</summary>
    /// <exception cref="UserException">Another command does so.</exception>
    public IDisposable HoldToStart() => Hold(TimeSpan.Zero);

    /// <summary>The same, after waiting for a command that starts or stops it.</summary>
    /// <exception cref="UserException">It takes too long.</exception>
    public IDisposable HoldToStop() => Hold(_downLimit);

    /// <summary>Makes room for a new farm.</summary>
    /// <exception cref="UserException">This system lacks the means to start one.</exception>
    public void Prepare()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw UserException.Usage(
                "farm up needs Linux (setsid and /proc). Start muzero trainer and muzero selfplay one by one, or use muzero train.");
        }

        RequireOwnDirectory();
        if (Directory.Exists(LogDirectory))
        {
            Directory.Delete(LogDirectory, recursive: true);
        }

        Directory.CreateDirectory(LogDirectory);
        foreach (string state in Directory.EnumerateFiles(_directory, "*.json"))
        {
            File.Delete(state);
        }
    }

    /// <summary>Notes what the farm consists of.</summary>
    public void Write(IReadOnlyList<FarmProcess> all)
        => AtomicFile.Write(ListPath, JsonSerializer.SerializeToUtf8Bytes([.. all], FarmProcessJson.Default.ListFarmProcess));

    /// <summary>Starts a process of the plan in a session of its own; its output goes to the farm's logs.</summary>
    public FarmProcess Start(FarmProcess planned)
    {
        (string name, IReadOnlyList<string> command) = (planned.Name, planned.Command);
        File.Delete(StatePath(name));
        ProcessStartInfo start = new("setsid") { UseShellExecute = false };
        string log = Path.Combine(LogDirectory, name + ".log");
        const string Script = "log=$1; shift; echo $$ > \"$log.pid\"; exec \"$@\" >> \"$log\" 2>&1 < /dev/null";
        foreach (string word in (string[])["sh", "-c", Script, "sh", log, .. command])
        {
            start.ArgumentList.Add(word);
        }

        using Process process = Process.Start(start) ?? throw new UserException(ExitCode.RunFailed, $"{command[0]} cannot be started.");
        string pid = log + ".pid";
        WaitUntil(() => File.Exists(pid) && File.ReadAllText(pid).EndsWith('\n'), TimeSpan.FromSeconds(5));
        int id = int.Parse(
            File.ReadAllText(pid),
            System.Globalization.NumberStyles.AllowTrailingWhite,
            System.Globalization.CultureInfo.InvariantCulture);
        File.Delete(pid);
        FarmProcess started = new(name, id, FarmProcess.StartTicksOf(id), command);
        Write([.. Processes.Select(other => other.Name == name ? started : other)]);
        return started;
    }

    /// <summary>Starts again what has ended, each as it was started first, and returns it. What is stopped last is started first.</summary>
    public IReadOnlyList<FarmProcess> Revive()
    {
        List<FarmProcess> ended = [.. Processes.Where(process => !process.IsAlive).OrderByDescending(process => process.Rank)];
        return ended.ConvertAll(Start);
    }

    /// <summary>Waits until a service is ready.</summary>
    /// <exception cref="UserException">It ended, or did not get ready in time; the message has the last line of its log.</exception>
    public void WaitForReady(FarmProcess process, CancellationToken cancellation)
    {
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(2) };
        bool ready = WaitUntil(() => cancellation.IsCancellationRequested || !process.IsAlive || IsReady(process, http), _startLimit);
        cancellation.ThrowIfCancellationRequested();
        if (!ready || !process.IsAlive)
        {
            string outcome = process.IsAlive ? "is not ready after a minute" : "ended";
            throw new UserException(
                ExitCode.RunFailed, $"{process.Name} {outcome}: {LastLine(process)} The whole log is {LogPath(process)}.");
        }
    }

    /// <summary>Waits until something listens on a port of the loopback.</summary>
    /// <exception cref="UserException">The process ended, or nothing listens in time.</exception>
    public void WaitForPort(FarmProcess process, int port)
    {
        bool answered = WaitUntil(() => !process.IsAlive || Listens(port), _startLimit);
        if (!answered || !process.IsAlive)
        {
            throw new UserException(
                ExitCode.RunFailed,
                $"{process.Name} does not listen on port {port}: {LastLine(process)} The whole log is {LogPath(process)}.");
        }
    }

    /// <summary>Stops every process, workers first, and removes what the farm left except the run's own results.</summary>
    /// <param name="keepReplay">Leaves Redis's files for the next farm of the run.</param>
    /// <param name="keepLogs">Leaves the logs, until the next farm of the run.</param>
    public void Down(bool keepReplay, bool keepLogs = false)
    {
        RequireOwnDirectory();
        // Workers push what they have, then the trainer writes its checkpoint, then Redis is no longer needed. A process that was started
        // just before its command was killed is not in the list.
        IEnumerable<FarmProcess> all = Processes.UnionBy(RunningProcesses.Of(_directory), process => process.Id);
        foreach (IGrouping<int, FarmProcess> rank in all.GroupBy(process => process.Rank).OrderBy(group => group.Key))
        {
            List<FarmProcess> living = [.. rank.Where(process => process.IsAlive)];
            living.ForEach(process => process.Signal("TERM"));
            WaitUntil(() => living.TrueForAll(process => !process.IsAlive), _stopLimit);
            living.Where(process => process.IsAlive).ToList().ForEach(process => process.Signal("KILL"));
            WaitUntil(() => living.TrueForAll(process => !process.IsAlive), TimeSpan.FromSeconds(5));
        }

        foreach (string path in Directory.Exists(_directory) ? Directory.EnumerateFileSystemEntries(_directory) : [])
        {
            // Spools hold episodes that belong into the replay.
            if ((keepReplay && (path == RedisDirectory || path == SpoolPath(""))) || (keepLogs && path == LogDirectory))
            {
                continue;
            }

            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        }

        if (Directory.Exists(_directory) && !Directory.EnumerateFileSystemEntries(_directory).Any())
        {
            Directory.Delete(_directory);
        }
    }

    /// <summary>Different ports of the loopback that nothing listens on.</summary>
    public static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        try
        {
            Array.ForEach(listeners, listener => listener.Start());
            return Array.ConvertAll(listeners, listener => ((IPEndPoint)listener.LocalEndpoint).Port);
        }
        finally
        {
            Array.ForEach(listeners, listener => listener.Dispose());
        }
    }

    /// <summary>A port of the loopback that nothing listens on.</summary>
    public static int FreePort() => FreePorts(1)[0];

    // Null if the list is missing or damaged.
    private List<FarmProcess>? Listed()
    {
        try
        {
            return File.Exists(ListPath)
                && JsonSerializer.Deserialize(File.ReadAllBytes(ListPath), FarmProcessJson.Default.ListFarmProcess) is { } listed
                && listed.TrueForAll(process => process is { Name.Length: > 0, Command.Count: > 0 })
                ? listed
                : null;
        }
        catch (Exception fault) when (fault is JsonException or FileNotFoundException)
        {
            return null;
        }
    }

    private FarmHold Hold(TimeSpan patience) => FarmHold.Take(run, patience);

    // What lies behind a link is not this farm's to empty.
    private void RequireOwnDirectory()
    {
        if (new DirectoryInfo(_directory).LinkTarget is { } target)
        {
            throw UserException.Usage($"{_directory} is a link to {target}, and a farm's files lie in its run. Remove the link.");
        }
    }

    private bool IsReady(FarmProcess process, HttpClient http)
    {
        try
        {
            return ServiceState.Read(StatePath(process.Name)) is { } state
                && http.GetAsync(new Uri(state.Http + "/healthz/ready")).GetAwaiter().GetResult().IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private static bool Listens(int port)
    {
        try
        {
            using TcpClient client = new();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string LogPath(FarmProcess process) => Path.Combine(LogDirectory, process.Name + ".log");

    private string LastLine(FarmProcess process)
        => File.Exists(LogPath(process)) ? File.ReadLines(LogPath(process)).LastOrDefault(line => line.Length > 0) ?? "" : "";

    private static bool WaitUntil(Func<bool> holds, TimeSpan limit)
    {
        for (Stopwatch waited = Stopwatch.StartNew(); !holds();)
        {
            if (waited.Elapsed > limit)
            {
                return false;
            }

            Thread.Sleep(_poll);
        }

        return true;
    }
}
