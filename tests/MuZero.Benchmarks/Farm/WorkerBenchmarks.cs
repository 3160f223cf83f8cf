using System.Diagnostics;
using MuZero.Farm.Redis;
using MuZero.Farm.Worker;
using MuZero.Replay;

namespace MuZero.Benchmarks.Farm;

/// <summary>Workers whose episodes cost no computation: the loss of each among four is the farm's.</summary>
internal static class WorkerBenchmarks
{
    // A worker with a real network takes far longer for an episode; so much is what the farm must carry.
    private static readonly TimeSpan _thought = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(5);

    public static void OneToFour()
    {
        using RedisProcess redis = new();
        LongGame game = new();
        using RedisServer server = new(new RedisOptions { Endpoint = redis.Endpoint });
        RedisReplay replay = new(server, new RunKeys("workers"), game,
            new ReplayOptions { MinPositions = 1, ErrorBuffer = 1e12, MaxEpisodes = 10_000 });
        double one = PerWorker(redis, game, workers: 1);
        double four = PerWorker(redis, game, workers: 4);
        Line.Write("episodes/s per worker, four workers", four, "episodes/s", one,
            "ceiling: one worker alone; thought of 10 ms per episode");
    }

    private static double PerWorker(RedisProcess redis, LongGame game, int workers)
    {
        long stored = 0;
        Thread[] threads = [.. Enumerable.Range(0, workers).Select(worker => new Thread(() =>
        {
            using RedisServer server = new(new RedisOptions { Endpoint = redis.Endpoint });
            EpisodePusher pusher = new(server, new RunKeys("workers"));
            string spool = Directory.CreateTempSubdirectory("muzero-bench-").FullName;
            using (EpisodeOutbox outbox = new((frame, summary, acknowledged)
                => pusher.Push(frame, summary with { Producer = $"{workers}-{worker}/0" }, acknowledged), new EpisodeSpool(spool, 1 << 20),
                game.Spec))
            {
                outbox.Start();
                long sequence = 0;
                for (Stopwatch elapsed = Stopwatch.StartNew(); elapsed.Elapsed < _window; Thread.Sleep(_thought))
                {
                    outbox.Deliver(game.Play(sequence++), CancellationToken.None);
                }

                outbox.Stop(TimeSpan.FromSeconds(5));
                Interlocked.Add(ref stored, outbox.Statistics.Stored);
            }

            Directory.Delete(spool, recursive: true);
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return stored / _window.TotalSeconds / workers;
    }
}
