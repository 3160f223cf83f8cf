using System.Globalization;
using MuZero.Farm.Redis;
using MuZero.Farm.Tests.Fixtures;
using MuZero.Numerics;
using MuZero.Replay;
using MuZero.Tests.Chaos;

namespace MuZero.Farm.Tests.Reliability;

/// <summary>G32: one trainer and many workers whose speeds differ ten times.</summary>
public sealed class RatioTests(ITestOutputHelper output) : IDisposable
{
    private readonly RedisProcess _redis = new();

    public void Dispose() => _redis.Dispose();

    [Theory]
    [InlineData(1), InlineData(8), InlineData(32)]
    public void Sample_WorkersOfManySpeeds_KeepsSamplesPerInsert(int workers)
    {
        const double Asked = 4.0;
        TimeSpan length = TimeSpan.FromSeconds(ChaosProfile.Pick(3, 200));
        ReplayOptions options = new() { MinPositions = 200, SamplesPerInsert = Asked, ErrorBuffer = 400 };
        using RunOnRedis run = new(_redis);
        RedisReplay replay = run.Open(options);
        using CancellationTokenSource end = new(length);
        Thread[] inserting = [.. Enumerable.Range(0, workers)
            .Select(worker => new Thread(() => Push(run, worker, TimeSpan.FromMilliseconds(1 + (9.0 * worker / workers)), end.Token)))];
        Array.ForEach(inserting, thread => thread.Start());
        ReplaySample[] samples = new ReplaySample[64];
        RandomStream random = new(1);
        try
        {
            while (true)
            {
                replay.Sample(samples, random, end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }

        Array.ForEach(inserting, thread => thread.Join());
        ReplayStatistics statistics = replay.Statistics;
        double ratio = (double)statistics.SampledPositions / statistics.InsertedPositions;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{workers} workers, {length.TotalSeconds} s: {statistics.InsertedPositions} positions inserted, "
                + $"{statistics.SampledPositions} drawn, ratio {ratio:F3} of {Asked}"));
        // The window's share of the error, in addition to the 5 %, in a short run.
        double window = options.ErrorBuffer / statistics.InsertedPositions;
        Assert.InRange(ratio, (Asked * 0.95) - window, (Asked * 1.05) + window);
    }

    // A worker that waits for the limiter asks again after a moment, as an outbox does.
    private static void Push(RunOnRedis run, int worker, TimeSpan pause, CancellationToken end)
    {
        for (long sequence = 1; !end.WaitHandle.WaitOne(pause);)
        {
            sequence += run.Push(RunOnRedis.Episode(sequence, $"worker-{worker}/0",
                seed: (ulong)((worker * 1_000_000) + sequence))) == PushResult.Stored ? 1 : 0;
        }
    }
}
