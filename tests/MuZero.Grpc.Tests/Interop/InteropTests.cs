using System.Globalization;

namespace MuZero.Grpc.Tests.Interop;

/// <summary>gRPC's interop cases, each implementation's client against each one's server, over h2c and TLS.</summary>
/// <remarks>MUZERO_INTEROP_REPEATS repeats every case, to find what fails now and then.</remarks>
public sealed class InteropTests(InteropPeers peers) : IClassFixture<InteropPeers>
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    public static int Repeats { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("MUZERO_INTEROP_REPEATS"), CultureInfo.InvariantCulture, out int repeats) ? repeats : 1;

    public static TheoryData<string, bool> Cases { get; } = MakeCases();

    /// <summary>grpcio and grpc-js.</summary>
    public static TheoryData<string, string, bool> PeerCases { get; } = MakePeerCases();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task OurClient_OurServer_Passes(string name, bool tls) =>
        await RunAsync(name, await peers.OurAddressAsync(tls), tls, ServerAbilities.All);

    [Theory]
    [MemberData(nameof(PeerCases))]
    public async Task OurClient_PeersServer_Passes(string peer, string name, bool tls) =>
        await RunAsync(name, await peers.ServerOfAsync(peer, tls), tls, peer == "grpcio" ? ServerAbilities.CompressesReplies | ServerAbilities.LimitsMetadata : ServerAbilities.None);

    [Theory]
    [MemberData(nameof(PeerCases))]
    public async Task PeersClient_OurServer_Passes(string peer, string name, bool tls)
    {
        Dictionary<string, string>[] results = await peers.ClientOfAsync(peer, tls);

        Assert.All(results, result => Assert.Equal("passed", result.GetValueOrDefault(name, "not run")));
    }

    private static TheoryData<string, bool> MakeCases()
    {
        TheoryData<string, bool> made = [];
        foreach (string name in ClientCases.Names)
        {
            made.Add(name, false);
            made.Add(name, true);
        }

        return made;
    }

    private static TheoryData<string, string, bool> MakePeerCases()
    {
        TheoryData<string, string, bool> made = [];
        foreach (string peer in new[] { "grpcio", "grpc-js" })
        {
            foreach (string name in ClientCases.Names)
            {
                made.Add(peer, name, false);
                made.Add(peer, name, true);
            }
        }

        return made;
    }

    private async Task RunAsync(string name, Uri address, bool tls, ServerAbilities abilities)
    {
        for (int i = 0; i < Repeats; i++)
        {
            using TestChannel channel = new(address, tls ? peers.Certificate.Certificate : null);
            await new ClientCases(channel, abilities).RunAsync(name).WaitAsync(_patience);
        }
    }
}

/// <summary>The servers that the cases share, started when the first one asks, and what the peers' clients say.</summary>
public sealed class InteropPeers : IAsyncLifetime
{
    private readonly Dictionary<string, Task<PeerServer>> _servers = [];
    private readonly Dictionary<string, Task<Dictionary<string, string>[]>> _clients = [];
    private readonly Dictionary<bool, Task<TestServer>> _ours = [];

    public TestCertificate Certificate { get; } = new();

    public async Task<Uri> OurAddressAsync(bool tls) => (await OursAsync(tls)).Address;

    public async Task<Uri> ServerOfAsync(string peer, bool tls)
    {
        string key = $"{peer} {tls}";
        if (!_servers.TryGetValue(key, out Task<PeerServer>? server))
        {
            _servers[key] = server = PeerProgram.Named(peer).StartServerAsync(tls ? Certificate : null);
        }

        return (await server).Address;
    }

    /// <summary>One set of results per repeat.</summary>
    public Task<Dictionary<string, string>[]> ClientOfAsync(string peer, bool tls)
    {
        string key = $"{peer} {tls}";
        if (!_clients.TryGetValue(key, out Task<Dictionary<string, string>[]>? results))
        {
            _clients[key] = results = RunClientAsync(PeerProgram.Named(peer), tls);
        }

        return results;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (Task<PeerServer> server in _servers.Values.Where(server => server.IsCompletedSuccessfully))
        {
            (await server).Dispose();
        }

        foreach (Task<TestServer> server in _ours.Values)
        {
            await (await server).DisposeAsync();
        }

        Certificate.Dispose();
    }

    private Task<TestServer> OursAsync(bool tls)
    {
        if (!_ours.TryGetValue(tls, out Task<TestServer>? server))
        {
            _ours[tls] = server = TestServer.StartAsync<EchoService>(tls ? Certificate.Certificate : null);
        }

        return server;
    }

    private async Task<Dictionary<string, string>[]> RunClientAsync(PeerProgram peer, bool tls)
    {
        TestServer server = await OursAsync(tls);
        Dictionary<string, string>[] results = new Dictionary<string, string>[InteropTests.Repeats];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = await peer.RunClientAsync(ClientCases.Names, $"127.0.0.1:{server.Port}", tls ? Certificate : null);
        }

        return results;
    }
}
