using System.Diagnostics;
using MuZero.Farm.Redis;
using MuZero.Farm.Tests.Fixtures;
using MuZero.Farm.Worker;
using MuZero.Numerics;
using MuZero.Tests.Chaos;

namespace MuZero.Farm.Tests.Reliability;

/// <summary>Workers' outboxes over a Redis with appendfsync everysec that crashes, stays away, or is stopped.</summary>
public sealed class RedisCrashTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private readonly RedisProcess _redis = new();
    private readonly MuZero.Tests.Shared.ScratchDirectory _scratch = new();

    public void Dispose()
    {
        _redis.Dispose();
        _scratch.Dispose();
    }

    /// <summary>G3 and G4: a crash loses the newest part, its recent producers push it again, and the trainer gets each episode
    /// once.</summary>
    [Fact]
    public void Outbox_CrashTakesWhatWasAcknowledged_PushesItAgain()
    {
        const ulong Seed = 3;
        RandomStream random = new(Seed);
        int kills = ChaosProfile.Pick(4, 20);
        List<string> arrived = [];
        using RunOnRedis run = new(_redis);
        RedisReplay replay = run.Open();
        replay.Arrived += episode => arrived.Add($"{episode.Producer}:{episode.Sequence}");
        using EpisodeOutbox outbox = Outbox(run);
        outbox.Start();
        int next = 0, taken = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            long before = LogBytes();
            Insert(outbox, 100 + random.Next(100), ref next);
            WaitUntil(() => outbox.Statistics.Stored == next);
            if (kill % 2 == 0)
            {
                replay.Follow();
            }

            string[] acknowledged = run.Ids();
            _redis.Kill();
            CutLog(before + (long)((LogBytes() - before) * random.NextDouble()));
            _redis.Start();
            WaitUntil(() => Answers(run));
            if (outbox.Statistics.PushedAgain == 0)
            {
                string[] left = run.Ids();
                Assert.Equal(acknowledged[..left.Length], left);
                taken += acknowledged.Length - left.Length;
            }

            WaitUntil(() => run.Ids().Length == next);
        }

        replay.Follow();
        output.WriteLine($"seed {Seed}: {kills} kills with a cut log, {next} acknowledged, {outbox.Statistics.PushedAgain} of them taken "
            + "and pushed again, 0 lost");
        Assert.InRange(outbox.Statistics.PushedAgain, 1, next);
        string[] all = [.. Enumerable.Range(1, next).Select(i => $"worker-0/0:{i}")];
        Assert.Equal(all, run.Ids().OrderBy(id => int.Parse(id.Split(':')[1], null)));
        Assert.Equal(all, arrived);
        run.AssertConsistent();
    }

    /// <summary>G6: Redis is away for a while under load.</summary>
    [Fact]
    public void Outbox_RedisAwayUnderLoad_DrainsWhenItIsBack()
    {
        TimeSpan away = TimeSpan.FromSeconds(ChaosProfile.Pick(3, 60));
        using RunOnRedis run = new(_redis);
        RedisReplay replay = run.Open(RunOnRedis.Free with { MaxEpisodes = 1_000_000, MaxMebibytes = 4_096 });
        using EpisodeOutbox outbox = Outbox(run);
        outbox.Start();
        int next = 0;
        Insert(outbox, 50, ref next);
        WaitUntil(() => outbox.Statistics.Stored == next);
        _redis.Kill();
        long spooled = 0;
        for (Stopwatch since = Stopwatch.StartNew(); since.Elapsed < away;)
        {
            Insert(outbox, 40, ref next);
            spooled = Math.Max(spooled, outbox.Statistics.Spooled);
            Thread.Sleep(10);
        }

        _redis.Start();
        Stopwatch draining = Stopwatch.StartNew();
        WaitUntil(() => outbox.Statistics.Stored >= next);

        output.WriteLine($"away for {away.TotalSeconds} s: {next} episodes, at most {spooled} on disk, drained "
            + $"{draining.Elapsed.TotalSeconds:F1} s after Redis was back, {outbox.Statistics.Dropped} dropped");
        Assert.Equal(0, outbox.Statistics.Dropped);
        Assert.Equal(Enumerable.Range(1, next).Select(i => $"worker-0/0:{i}"), run.Ids());
        run.AssertConsistent();
    }

    /// <summary>G16: the trainer does not draw, workers at full speed.</summary>
    [Fact]
    public void Outbox_TrainerDrawsNothing_WorkersWaitWithinTheirMemory()
    {
        TimeSpan stopped = TimeSpan.FromSeconds(ChaosProfile.Pick(2, 60));
        using RunOnRedis run = new(_redis);
        RedisReplay replay = run.Open(new MuZero.Replay.ReplayOptions { MinPositions = 10, SamplesPerInsert = 1 });
        using EpisodeOutbox outbox = Outbox(run);
        outbox.Start();
        using CancellationTokenSource end = new();
        int next = 0;
        Thread actor = new(() =>
        {
            try
            {
                for (; ; next++)
                {
                    outbox.Deliver(RunOnRedis.Episode(next + 1), end.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        });
        actor.Start();
        end.Token.WaitHandle.WaitOne(stopped);
        OutboxStatistics waiting = outbox.Statistics;
        int inserted = Volatile.Read(ref next);
        end.Cancel();
        actor.Join();

        output.WriteLine($"after {stopped.TotalSeconds} s: {waiting.Stored} stored, {inserted - waiting.Stored} in memory, "
            + $"{waiting.Spooled} on disk; waits for {waiting.WaitsFor}");
        Assert.InRange(inserted - waiting.Stored, 1, EpisodeBacklog.MaxEpisodes + 1);
        Assert.Equal((0L, 0L), (waiting.Spooled, waiting.Dropped));
        Assert.Contains("limiter", waiting.WaitsFor, StringComparison.Ordinal);
    }

    /// <summary>G6 for the trainer: it reports counts at the end of each iteration, in any state of Redis.</summary>
    [Fact]
    public void Statistics_RedisIsAway_AreTheLastKnown()
    {
        using RunOnRedis run = new(_redis, _redis.Connect(TimeSpan.FromSeconds(1)));
        RedisReplay replay = run.Open();
        run.Push(1);
        MuZero.Replay.ReplayStatistics known = replay.Statistics;

        _redis.Kill();

        Assert.Equal(1, known.Episodes);
        Assert.Equal(known, replay.Statistics);
    }

    private EpisodeOutbox Outbox(RunOnRedis run)
        => new(run.Pusher.Push, new EpisodeSpool(_scratch["spool"], 256 << 20), RunOnRedis.Game.Spec);

    private static void Insert(EpisodeOutbox outbox, int episodes, ref int next)
    {
        for (int i = 0; i < episodes; i++)
        {
            outbox.Deliver(RunOnRedis.Episode(++next), CancellationToken.None);
        }
    }

    private string Log => Directory.EnumerateFiles(Path.Combine(_redis.Directory, "appendonlydir"), "*.incr.aof").Single();

    private long LogBytes() => new FileInfo(Log).Length;

    private void CutLog(long length)
    {
        using FileStream log = File.OpenWrite(Log);
        log.SetLength(length);
    }

    private static bool Answers(RunOnRedis run)
    {
        try
        {
            return run.Ids().Length >= 0;
        }
        catch (RedisUnavailableException)
        {
            return false;
        }
    }

    private static void WaitUntil(Func<bool> holds)
    {
        for (Stopwatch waited = Stopwatch.StartNew(); !holds(); Thread.Sleep(5))
        {
            Assert.True(waited.Elapsed < _limit, "waited in vain");
        }
    }
}
