using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using MuZero.Farm.Hosting;
using MuZero.Farm.Weights;
using MuZero.Farm.Wire;
using MuZero.Files.Safetensors;
using MuZero.Networks;
using MuZero.Tests.Chaos;

namespace MuZero.Farm.Tests.Weights;

/// <summary>G12: weights over real gRPC, through a bad network.</summary>
public sealed class WeightFollowerTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(120);

    private readonly ObservableWeightStore _board = new(new InMemoryWeightStore());
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IDisposable> _owned = [];
    private readonly List<Task> _following = [];
    private FarmServer _server = null!;
    private ServiceState _state = null!;

    public async ValueTask InitializeAsync()
    {
        _server = FarmServer.Create(new ServiceOptions(), services => services.AddSingleton(_board),
            application => application.MapGrpcService<WeightService>());
        _state = await _server.Start("test", CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_following);
        _owned.ForEach(owned => owned.Dispose());
        await _server.DisposeAsync();
    }

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task Run_ManyPublications_EveryReaderSeesRisingVersionsAndWholeWeights()
    {
        (int publications, int readers) = ChaosProfile.Pick((100, 8), (1_000, 16));
        WeightFollower[] followers = [.. Enumerable.Range(0, readers).Select(_ => Follow(_state.Grpc))];
        long[] seen = new long[readers];
        int activated = 0;
        for (long version = 1; version <= publications; version++)
        {
            _board.Publish(Weights(version, floats: 20_000));
            if (version % 3 == 0)
            {
                // The others are in the middle of a download when the next version comes.
                WeightFollower first = followers[version % readers];
                await Until(() => first.LatestVersion == version);
            }

            for (int i = 0; i < readers; i++)
            {
                // Every float of a version is its number, so a torn set of weights would show.
                WeightSnapshot? latest = followers[i].Latest();
                long shown = latest?.Version ?? 0;
                Assert.True(shown >= seen[i], "a version went back");
                Assert.True(latest is null || latest.Bytes.Span.SequenceEqual(Weights(shown, 20_000).Bytes.Span),
                    $"version {shown} is torn");
                activated += shown > seen[i] ? 1 : 0;
                seen[i] = shown;
            }
        }

        output.WriteLine($"{publications} publications to {readers} readers, {activated} activations looked at, all whole and in order");

        foreach (WeightFollower follower in followers)
        {
            await Until(() => follower.LatestVersion == publications);
            Assert.Equal(Weights(publications, 20_000).Bytes.ToArray(), follower.Latest()!.Bytes.ToArray());
            Assert.Equal(publications * 10, follower.Latest()!.Step);
        }
    }

    [Fact]
    public async Task Run_ConnectionCutAgainAndAgain_GoesOnAtItsOffset()
    {
        using FaultProxy proxy = new(new Uri(_state.Grpc).Port, seed: 12) { Toxics = new Toxics { CutAfterBytes = 1_500_000 } };
        _board.Publish(Weights(1, floats: 2_000_000));

        WeightFollower follower = Follow("http://" + proxy.Endpoint);

        await Until(() => follower.LatestVersion == 1);
        output.WriteLine($"{proxy.Connections} connections, {follower.ReceivedBytes} bytes for {_board.Latest!.Bytes.Length}");
        Assert.True(proxy.Connections > 4);
        Assert.Equal(_board.Latest!.Bytes.ToArray(), follower.Latest()!.Bytes.ToArray());
        Assert.InRange(follower.ReceivedBytes, _board.Latest.Bytes.Length,
            _board.Latest.Bytes.Length + (proxy.Connections * WeightManifests.ChunkBytes));
    }

    [Fact]
    public async Task Run_BytesFlippedOnTheWay_NeverShowsOtherWeights()
    {
        const ulong Seed = 4;
        using FaultProxy proxy = new(new Uri(_state.Grpc).Port, Seed) { Toxics = new Toxics { FlippedAnswers = 0.08 } };
        WeightFollower follower = Follow("http://" + proxy.Endpoint);
        for (long version = 1; version <= 5; version++)
        {
            _board.Publish(Weights(version, floats: 100_000));
            await Until(() => follower.LatestVersion == version);

            Assert.Equal(_board.Latest!.Bytes.ToArray(), follower.Latest()!.Bytes.ToArray());
        }

        output.WriteLine($"seed {Seed}: {proxy.Connections} connections");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(10_000_000)]
    public async Task Run_ManifestOfAnotherSize_AsksForTheManifestAgain(int excess)
    {
        await using FarmServer misread = FarmServer.Create(
            new ServiceOptions(), services
                => services.AddSingleton(provider
                => new MisreadWeights(_board, provider.GetRequiredService<IHostApplicationLifetime>(), excess)),
                application => application.MapGrpcService<MisreadWeights>());
        ServiceState state = await misread.Start("misread", CancellationToken.None);
        _board.Publish(Weights(1, 1_000));

        WeightFollower follower = Follow(state.Grpc);

        await Until(() => follower.LatestVersion == 1);
        Assert.Equal(_board.Latest!.Bytes.ToArray(), follower.Latest()!.Bytes.ToArray());
    }

    [Fact]
    public async Task Run_ServiceSilentForAWhile_ComesBack()
    {
        using FaultProxy proxy = new(new Uri(_state.Grpc).Port, seed: 3) { Toxics = new Toxics { Down = true } };
        _board.Publish(Weights(1, 1_000));
        WeightFollower follower = Follow("http://" + proxy.Endpoint);
        await Task.Delay(300);
        Assert.Equal(-1, follower.LatestVersion);

        proxy.Toxics = new Toxics();

        await Until(() => follower.LatestVersion == 1);
    }

    [Fact]
    public void Publish_OverGrpc_ReachesTheBoardAndRefusesWhatDoesNotFit()
    {
        using FarmChannel channel = new(_state.Grpc, new ServiceOptions());
        RemoteWeightStore store = new(new Wire.Weights.WeightsClient(channel.Invoker), TimeSpan.FromSeconds(5));
        Assert.Equal(-1, store.LatestVersion);

        store.Publish(Weights(4, 300_000));

        Assert.Equal(4, _board.LatestVersion);
        Assert.Equal(4, store.LatestVersion);
        Assert.Equal(Weights(4, 300_000).Bytes.ToArray(), _board.Latest!.Bytes.ToArray());
        Assert.ThrowsAny<ArgumentException>(() => store.Publish(Weights(4, 10)));
        Assert.Throws<Errors.UserException>(()
            => store.Publish(new WeightSnapshot(5, new SafetensorsWriter().Add("w", [1], [float.NaN]).ToArray())));
        Assert.Equal(4, _board.LatestVersion);
    }

    /// <summary>G18: the largest message passes, one above the limit is refused, and the service goes on.</summary>
    [Theory]
    [InlineData(0, StatusCode.InvalidArgument), InlineData(1, StatusCode.ResourceExhausted)]
    public async Task Publish_MessageAtAndAboveTheLimit_IsRefusedAboveIt(int excess, StatusCode expected)
    {
        const int Envelope = 4; // tag and length of the content
        using FarmChannel channel = new(_state.Grpc, new ServiceOptions());
        Wire.Weights.WeightsClient client = new(channel.Invoker);
        using AsyncClientStreamingCall<PublishRequest, WeightManifest> call = client.Publish();
        await call.RequestStream.WriteAsync(
            new PublishRequest
            {
                Manifest = new WeightManifest
                {
                    Version = 1,
                    SizeBytes = 10,
                    Sha256 = ByteString.CopyFrom(new byte[32])
                }
            });

        // The service may have answered before the last byte is written, so the write's own outcome says nothing.
        await call.RequestStream.WriteAsync(
            new PublishRequest { Content = ByteString.CopyFrom(new byte[FarmServer.MaxMessageBytes - Envelope + excess]) })
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseAsync);

        Assert.Equal(expected, refused.StatusCode);
        Assert.Equal(StatusCode.NotFound, Assert.Throws<RpcException>(() => client.Latest(new LatestRequest())).StatusCode);
    }

    [Fact]
    public async Task Download_UnknownVersionOrOffset_SaysWhich()
    {
        _board.Publish(Weights(1, 10));
        using FarmChannel channel = new(_state.Grpc, new ServiceOptions());
        Wire.Weights.WeightsClient client = new(channel.Invoker);

        RpcException unknown = await Assert.ThrowsAsync<RpcException>(()
            => client.Download(new DownloadRequest { Version = 9 }).ResponseStream.MoveNext(CancellationToken.None));
        RpcException beyond = await Assert.ThrowsAsync<RpcException>(()
            => client.Download(new DownloadRequest { Version = 1, Offset = 1 << 20 }).ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal((StatusCode.NotFound, StatusCode.OutOfRange), (unknown.StatusCode, beyond.StatusCode));
    }

    [Fact]
    public async Task Watch_ServerStops_EndsWithUnavailable()
    {
        _board.Publish(Weights(1, 10));
        FarmServer server = FarmServer.Create(new ServiceOptions(), services => services.AddSingleton(_board),
            application => application.MapGrpcService<WeightService>());
        ServiceState state = await server.Start("test", CancellationToken.None);
        using FarmChannel channel = new(state.Grpc, new ServiceOptions());
        using AsyncServerStreamingCall<WeightManifest> watch = new Wire.Weights.WeightsClient(channel.Invoker).Watch(new WatchRequest());
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));

        Task stopping = server.DisposeAsync().AsTask();

        RpcException end = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal((StatusCode.Unavailable, "the weight store is stopping"), (end.StatusCode, end.Status.Detail));
        await stopping;
    }

    // Its first watch has a manifest with another size, as after a flipped bit.
    private sealed class MisreadWeights(ObservableWeightStore board, IHostApplicationLifetime lifetime, int excess)
        : Wire.Weights.WeightsBase
    {
        private readonly WeightService _service = new(board, lifetime);
        private int _watches;

        public override async Task Watch(WatchRequest request, IServerStreamWriter<WeightManifest> responseStream,
            ServerCallContext context)
        {
            if (Interlocked.Increment(ref _watches) == 1)
            {
                WeightManifest manifest = board.Latest!.Manifest.Clone();
                manifest.SizeBytes += excess;
                await responseStream.WriteAsync(manifest, context.CancellationToken);
            }

            await _service.Watch(request, responseStream, context);
        }

        public override Task Download(DownloadRequest request, IServerStreamWriter<WeightChunk> responseStream, ServerCallContext context)
            => _service.Download(request, responseStream, context);
    }

    private static WeightSnapshot Weights(long version, int floats)
    {
        float[] numbers = new float[floats];
        Array.Fill(numbers, version);
        return new WeightSnapshot(version, new SafetensorsWriter().Add("w", [floats], numbers).ToArray()) { Step = version * 10 };
    }

    private WeightFollower Follow(string address)
    {
        FarmChannel channel = new(address, new ServiceOptions());
        _owned.Add(channel);
        WeightFollower follower = new(new Wire.Weights.WeightsClient(channel.Invoker), NullLogger.Instance);
        _following.Add(follower.Run(_stop.Token));
        return follower;
    }

    private static async Task Until(Func<bool> holds)
    {
        for (Stopwatch waited = Stopwatch.StartNew(); !holds(); await Task.Delay(5))
        {
            Assert.True(waited.Elapsed < _limit, "waited in vain");
        }
    }
}
