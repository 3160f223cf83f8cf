using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;
using MuZero.Testing;

namespace MuZero.Grpc.Tests.Frames;

/// <summary>A server whose every frame the test writes, and our client's channel to it.</summary>
internal sealed class FrameServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly GrpcChannel _channel;

    public FrameServer()
    {
        _listener.Start();
        _channel = GrpcChannel.ForAddress(new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}"));
        Client = new TestService.TestServiceClient(_channel);
    }

    public TestService.TestServiceClient Client { get; }

    /// <summary>The client's next connection.</summary>
    public Task<FrameConnection> Accept() => FrameConnection.Accept(_listener);

    public void Dispose()
    {
        _channel.Dispose();
        _listener.Dispose();
    }
}
