using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MuZero.Farm.Hosting;
using MuZero.Farm.Weights;
using MuZero.Files.Safetensors;
using MuZero.Networks;

namespace MuZero.Benchmarks.Farm;

/// <summary>Weights of 10 MB to 16 watchers over gRPC.</summary>
internal static class WeightBenchmarks
{
    private const int Watchers16 = 16;
    private const int Publications = 20;
    private const int Floats = 2_500_000;

    public static void Watchers() => Run().GetAwaiter().GetResult();

    private static async Task Run()
    {
        ObservableWeightStore board = new(new InMemoryWeightStore());
        await using FarmServer server = FarmServer.Create(new ServiceOptions(), services => services.AddSingleton(board),
            application => application.MapGrpcService<WeightService>());
        ServiceState state = await server.Start("bench", CancellationToken.None);
        using CancellationTokenSource stop = new();
        FarmChannel[] channels = [.. Enumerable.Range(0, Watchers16).Select(_ => new FarmChannel(state.Grpc, new ServiceOptions()))];
        WeightFollower[] followers = Array.ConvertAll(channels,
            channel => new WeightFollower(new MuZero.Farm.Wire.Weights.WeightsClient(channel.Invoker), NullLogger.Instance));
        Task[] following = Array.ConvertAll(followers, follower => follower.Run(stop.Token));
        byte[] bytes = new SafetensorsWriter().Add("w", [Floats], new float[Floats]).ToArray();
        List<double> seconds = [], copies = [];
        for (long version = 1; version <= Publications; version++)
        {
            long started = Stopwatch.GetTimestamp();
            board.Publish(new WeightSnapshot(version, bytes));
            List<WeightFollower> waiting = [.. followers];
            while (waiting.Count > 0)
            {
                await Task.Delay(1);
                seconds.AddRange(Enumerable.Repeat(Stopwatch.GetElapsedTime(started).TotalSeconds,
                    waiting.RemoveAll(follower => follower.LatestVersion >= version)));
            }

            started = Stopwatch.GetTimestamp();
            Parallel.For(0, Watchers16, _ => System.Security.Cryptography.SHA256.HashData(bytes.ToArray()));
            copies.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        await stop.CancelAsync();
        await Task.WhenAll(following);
        Array.ForEach(channels, channel => channel.Dispose());
        Line.Write("weights of 10 MB to 16 watchers, p95", Line.Percentile(seconds, 0.95), "s", Line.Percentile(copies, 0.95),
            "ceiling: 16 copies and SHA-256 in memory");
    }
}
