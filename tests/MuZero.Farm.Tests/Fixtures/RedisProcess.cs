using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MuZero.Farm.Redis;

namespace MuZero.Farm.Tests.Fixtures;

/// <summary>A redis-server of the tests' own, on a free port of the loopback, with its files in a directory that goes with it.</summary>
public sealed class RedisProcess : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    private readonly MuZero.Tests.Shared.ScratchDirectory _directory = new();
    private readonly string[] _settings;
    private Process? _process;

    public RedisProcess()
        : this("--appendonly", "yes", "--appendfsync", "everysec")
    {
    }

    internal RedisProcess(params string[] settings)
    {
        _settings = settings;
        Port = FreePort();
        Start();
    }

    public int Port { get; }

    public string Endpoint => $"127.0.0.1:{Port}";

    internal string Directory => _directory.FullPath;

    internal int ProcessId => _process!.Id;

    internal RedisServer Connect(TimeSpan? timeout = null)
        => new(new RedisOptions { Endpoint = Endpoint, Timeout = timeout ?? TimeSpan.FromSeconds(5) });

    /// <summary>Starts the server over the files it left, and waits until it answers.</summary>
    public void Start()
    {
        ProcessStartInfo start = new("redis-server") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] fixedSettings = ["--port", $"{Port}", "--bind", "127.0.0.1", "--dir", Directory, "--save", "", "--maxmemory-policy",
            "noeviction", "--daemonize", "no"];
        foreach (string setting in (string[])[.. fixedSettings, .. _settings])
        {
            start.ArgumentList.Add(setting);
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Stopwatch waited = Stopwatch.StartNew();
        while (!Answers())
        {
            Assert.True(waited.Elapsed < _limit && !_process.HasExited, "redis-server does not start");
            Thread.Sleep(10);
        }
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            process.WaitForExit();
        }

        _process?.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Kill();
        _directory.Dispose();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private bool Answers()
    {
        try
        {
            using TcpClient client = new();
            client.Connect(IPAddress.Loopback, Port);
            using NetworkStream stream = client.GetStream();
            stream.ReadTimeout = 1000;
            stream.Write("PING\r\n"u8);
            Span<byte> answer = stackalloc byte[5];
            stream.ReadExactly(answer);
            return answer.SequenceEqual("+PONG"u8);
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            return false;
        }
    }
}
