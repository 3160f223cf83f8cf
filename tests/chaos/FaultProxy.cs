using System.Net;
using System.Net.Sockets;
using MuZero.Numerics;

namespace MuZero.Tests.Chaos;

/// <summary>A TCP proxy on the loopback that makes the network's faults.</summary>
internal sealed class FaultProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly RandomStream _random;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<TcpClient> _open = [];
    private volatile Toxics _toxics = new();
    private int _connections;

    public FaultProxy(int target, ulong seed)
    {
        _target = target;
        _random = new RandomStream(seed);
        _listener.Start();
        _ = Accept();
    }

    public string Endpoint => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The number of accepted connections.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public Toxics Toxics
    {
        get => _toxics;
        set
        {
            _toxics = value;
            if (value.Down)
            {
                CutAll();
            }
        }
    }

    public void CutAll()
    {
        lock (_gate)
        {
            _open.ForEach(client => client.Close());
            _open.Clear();
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        CutAll();
        _stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _ = Serve(client);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using TcpClient server = new() { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            try
            {
                if (_toxics.Down)
                {
                    return;
                }

                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                lock (_gate)
                {
                    _open.Add(client);
                    _open.Add(server);
                }

                await Task.WhenAny(Forward(client.GetStream(), server.GetStream()), Answer(server.GetStream(), client.GetStream()));
            }
            catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException or ObjectDisposedException
                or InvalidOperationException)
            {
                // A cut is one of the faults.
            }
        }
    }

    private async Task Forward(NetworkStream from, NetworkStream to)
    {
        byte[] buffer = new byte[64 << 10];
        while (await from.ReadAsync(buffer, _stop.Token) is > 0 and int read)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }

    private async Task Answer(NetworkStream from, NetworkStream to)
    {
        byte[] buffer = new byte[64 << 10];
        long passed = 0;
        while (await from.ReadAsync(buffer, _stop.Token) is > 0 and int read)
        {
            Toxics toxics = _toxics;
            if (toxics.Silent)
            {
                continue;
            }

            if (Draw() < toxics.LostAnswers)
            {
                return;
            }

            if (Draw() < toxics.FlippedAnswers)
            {
                buffer[(int)(Draw() * read)] ^= 0x55;
            }

            await Task.Delay(toxics.Latency * Draw(), _stop.Token);
            for (int offset = 0; offset < read; offset += Math.Min(toxics.PieceBytes, read - offset))
            {
                int piece = (int)Math.Min(Math.Min(toxics.PieceBytes, read - offset), toxics.CutAfterBytes - passed);
                await to.WriteAsync(buffer.AsMemory(offset, piece), _stop.Token);
                passed += piece;
                if (passed >= toxics.CutAfterBytes)
                {
                    return;
                }
            }
        }
    }

    private double Draw()
    {
        lock (_gate)
        {
            return _random.NextDouble();
        }
    }
}
