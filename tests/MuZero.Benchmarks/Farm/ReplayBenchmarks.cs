using System.Diagnostics;
using MuZero.Farm.Redis;
using MuZero.Numerics;
using MuZero.Replay;
using MuZero.SelfPlay;
using StackExchange.Redis;

namespace MuZero.Benchmarks.Farm;

/// <summary>The replay buffer in Redis: pushes, fetches, draws, each with a bare loop of the same client in the same run.</summary>
internal static class ReplayBenchmarks
{
    private const int Threads = 16;
    private const int Windows = 3;
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(4);

    /// <summary>Pushes of 16 KiB episodes against SETs of 16 KiB.</summary>
    public static void Push()
    {
        using RedisProcess redis = new();
        using RedisServer server = new(new RedisOptions { Endpoint = redis.Endpoint });
        LongGame game = new();
        RunKeys keys = new("push");
        RedisReplay replay = new(server, keys, game,
            new ReplayOptions { MinPositions = 1, ErrorBuffer = 1e12, MaxEpisodes = 10_000, MaxMebibytes = 4096 });
        EpisodePusher pusher = new(server, keys);
        byte[] frame = new byte[16 << 10];
        new Random(1).NextBytes(frame);
        long[] sequences = new long[Threads];
        List<double> pushes = [], sets = [];
        for (int window = 0; window < Windows; window++)
        {
            sets.Add(Rate(thread => server.Call(database => database.StringSet($"bare:{thread}:{sequences[thread]++ % 500}", frame))));
            pushes.Add(Rate(thread
                => pusher.Push(frame,
                new EpisodeSummary(game.Spec.Id, game.Spec.Version, $"worker-{thread}/0", sequences[thread]++, 50, 60_000, 1))));
        }

        Line.Write("replay push, 16 KiB", Line.Median(pushes), "pushes/s", Line.Median(sets), "ceiling: bare SET");
    }

    /// <summary>Fetches of 64 episodes of 64 KiB, as the trainer reads them, against MGETs of as much.</summary>
    public static void Fetch()
    {
        using RedisProcess redis = new();
        using RedisServer server = new(new RedisOptions { Endpoint = redis.Endpoint });
        RunKeys keys = new("fetch");
        byte[] frame = new byte[64 << 10];
        new Random(1).NextBytes(frame);
        RedisKey[] episodes = [.. Enumerable.Range(0, 1024).Select(i => keys.Episode($"worker-0/0:{i}"))];
        foreach (RedisKey episode in episodes)
        {
            server.Call(database => database.StringSet(episode, frame));
        }

        using ConnectionMultiplexer bare = ConnectionMultiplexer.Connect(redis.Endpoint);
        IDatabase direct = bare.GetDatabase();
        List<double> fetches = [], gets = [];
        RandomStream random = new(2);
        RedisKey[] Batch() => [.. Enumerable.Range(0, 64).Select(_ => episodes[random.Next(episodes.Length)])];
        for (int window = 0; window < Windows; window++)
        {
            gets.Add(Rate(_ => direct.StringGet(Batch()), threads: 1));
            fetches.Add(Rate(_ => server.Call(database => EpisodeFeed.Fetch(database, Batch())), threads: 1));
        }

        Line.Write("replay fetch, 64 x 64 KiB", Line.Median(fetches), "batches/s", Line.Median(gets), "ceiling: bare MGET");
    }

    /// <summary>Draws of 64 positions from a million, prioritised, with the reservation in Redis.</summary>
    public static void Sample()
    {
        using RedisProcess redis = new();
        using RedisServer server = new(new RedisOptions { Endpoint = redis.Endpoint });
        LongGame game = new();
        ReplayOptions options = new()
        {
            MinPositions = 1,
            ErrorBuffer = 1e12,
            MaxEpisodes = 100_000,
            MaxMebibytes = 8192,
            PriorityExponent = 0.6
        };
        RedisReplay replay = new(server, new RunKeys("sample"), game, options);
        EpisodePusher pusher = new(server, new RunKeys("sample"));
        EpisodeTable held = new(options);
        for (int i = 0; i < 1_000_000 / LongGame.Moves; i++)
        {
            Episode episode = game.Play(i);
            pusher.Push(EpisodeCodec.Encode(episode), EpisodeSummary.Of(episode));
            held.Add(episode);
        }

        replay.Follow();
        ReplaySample[] samples = new ReplaySample[64];
        RandomStream random = new(3);
        List<double> all = [], local = [];
        for (int i = 0; i < 5_000; i++)
        {
            long started = Stopwatch.GetTimestamp();
            replay.TrySample(samples, random);
            all.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            started = Stopwatch.GetTimestamp();
            held.Draw(samples, random);
            local.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        Line.Write("replay sample p99, batch of 64, 10^6 positions", Line.Percentile(all, 0.99), "ms", Line.Percentile(local, 0.99),
            "ceiling: the sum tree alone, without the reservation in Redis");
    }

    // Calls per second of several threads over the one connection.
    private static double Rate(Action<int> call, int threads = Threads)
    {
        long calls = 0;
        Stopwatch elapsed = Stopwatch.StartNew();
        Thread[] all = [.. Enumerable.Range(0, threads).Select(thread => new Thread(() =>
        {
            while (elapsed.Elapsed < _window)
            {
                call(thread);
                Interlocked.Increment(ref calls);
            }
        }))];
        Array.ForEach(all, thread => thread.Start());
        Array.ForEach(all, thread => thread.Join());
        return calls / elapsed.Elapsed.TotalSeconds;
    }
}
