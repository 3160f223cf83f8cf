using System.Diagnostics;
using MuZero.Farm.Redis;
using MuZero.Farm.Tests.Fixtures;
using MuZero.Farm.Worker;
using MuZero.Replay;

namespace MuZero.Farm.Tests.Worker;

/// <summary>A worker's outbox over a buffer that comes and goes.</summary>
public sealed class EpisodeOutboxTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private readonly MuZero.Tests.Shared.ScratchDirectory _scratch = new();
    private readonly Lock _gate = new();
    private readonly List<long> _stored = [];
    private volatile bool _away;
    private volatile PushResult _answer = PushResult.Stored;

    public void Dispose() => _scratch.Dispose();

    /// <summary>G6, below the bound.</summary>
    [Fact]
    public void Deliver_BufferAway_SpoolsAndDrainsInOrderWhenItIsBack()
    {
        using EpisodeOutbox outbox = New(1 << 20);
        outbox.Start();
        for (int i = 1; i <= 50; i++)
        {
            outbox.Deliver(RunOnRedis.Episode(i), CancellationToken.None);
        }

        WaitUntil(() => Count() == 50);
        _away = true;
        for (int i = 51; i <= 1_000; i++)
        {
            outbox.Deliver(RunOnRedis.Episode(i), CancellationToken.None);
        }

        WaitUntil(() => outbox.Statistics.WaitsFor.Length > 0);
        _away = false;
        WaitUntil(() => Count() == 1_000);

        output.WriteLine($"1000 stored, {outbox.Statistics.Dropped} dropped");
        Assert.Equal(Enumerable.Range(1, 1_000).Select(i => (long)i), _stored);
        Assert.Equal(0, outbox.Statistics.Dropped);
    }

    /// <summary>G6, beyond the bound: the oldest are dropped, and counted.</summary>
    [Fact]
    public void Append_BeyondTheBound_DropsTheOldestAndCounts()
    {
        byte[][] frames = [.. Enumerable.Range(1, 100).Select(i => EpisodeCodec.Encode(RunOnRedis.Episode(i)))];
        EpisodeSpool spool = new(_scratch["spool"], 8_000);

        foreach (byte[][] segment in frames.Chunk(5))
        {
            spool.Append(segment);
        }

        List<long> left = Drain(spool);
        output.WriteLine($"{left.Count} left, {spool.Dropped} dropped");
        Assert.Equal(100, left.Count + spool.Dropped);
        Assert.Equal(Enumerable.Range(101 - left.Count, left.Count).Select(i => (long)i), left);
    }

    [Fact]
    public void Stop_BufferAway_LeavesEverythingForTheNextWorker()
    {
        _away = true;
        using (EpisodeOutbox first = New(1 << 20))
        {
            first.Start();
            for (int i = 1; i <= 40; i++)
            {
                first.Deliver(RunOnRedis.Episode(i), CancellationToken.None);
            }

            first.Stop(TimeSpan.FromMilliseconds(100));
        }

        _away = false;
        using EpisodeOutbox second = New(1 << 20);
        second.Start();
        WaitUntil(() => Count() == 40);

        Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), _stored);
    }

    /// <summary>G13 for the worker: a disk without room (here: without the directory) under the spool.</summary>
    [Fact]
    public async Task Deliver_BufferAwayAndSpoolCannotBeWritten_WaitsAndLosesNothing()
    {
        const int Episodes = 8_000;
        using EpisodeOutbox outbox = New(16 << 20);
        Directory.Delete(_scratch["spool"]);
        _away = true;
        outbox.Start();
        Task delivering = Task.Factory.StartNew(
            () =>
            {
                for (int i = 1; i <= Episodes; i++)
                {
                    outbox.Deliver(RunOnRedis.Episode(i), CancellationToken.None);
                }
            },
            TaskCreationOptions.LongRunning);
        WaitUntil(() => outbox.Statistics.WaitsFor.Contains("spool cannot be written", StringComparison.Ordinal));
        bool isFinished = delivering.IsCompleted;
        Directory.CreateDirectory(_scratch["spool"]);
        _away = false;

        await delivering.WaitAsync(_limit);
        WaitUntil(() => Count() == Episodes);

        Assert.False(isFinished, "the actor did not wait");
        Assert.Equal((0, null), (outbox.Statistics.Dropped, outbox.Fault));
        Assert.Equal(Enumerable.Range(1, Episodes).Select(i => (long)i), _stored);
    }

    /// <summary>G16.</summary>
    [Fact]
    public async Task Deliver_LimiterHolds_TheActorWaitsAndNothingIsLost()
    {
        _answer = PushResult.Limited;
        using EpisodeOutbox outbox = New(1 << 20);
        outbox.Start();
        Task inserting = Task.Factory.StartNew(
            () =>
            {
                for (int i = 1; i <= 500; i++)
                {
                    outbox.Deliver(RunOnRedis.Episode(i), CancellationToken.None);
                }
            },
            TaskCreationOptions.LongRunning);
        WaitUntil(() => outbox.Statistics.WaitsFor.Contains("limiter", StringComparison.Ordinal));
        Task first = await Task.WhenAny(inserting, Task.Delay(300));

        Assert.NotSame(inserting, first);
        Assert.Equal(0, outbox.Statistics.Spooled);
        _answer = PushResult.Stored;
        await inserting.WaitAsync(_limit);
        WaitUntil(() => Count() == 500);
    }

    [Fact]
    public void Push_OtherGame_EndsTheOutboxWithWhatToDo()
    {
        _answer = PushResult.OtherGame;
        using EpisodeOutbox outbox = New(1 << 20);
        outbox.Start();

        outbox.Deliver(RunOnRedis.Episode(1), CancellationToken.None);

        WaitUntil(() => outbox.Failed.IsCancellationRequested);
        Assert.Equal(Errors.ExitCode.Incompatible, outbox.Fault!.ExitCode);
    }

    /// <summary>G5: damaged segments are passed over, damaged frames are the buffer's to find.</summary>
    [Fact]
    public void Peek_FlippedBytes_NeverThrowsAndNeverGivesADamagedFrameForASoundOne()
    {
        const ulong Seed = 55;
        Numerics.RandomStream random = new(Seed);
        int damaged = 0, sound = 0;
        for (int flip = 0; flip < 200; flip++)
        {
            string directory = _scratch[$"flip-{flip}"];
            EpisodeSpool spool = new(directory, 1 << 20);
            spool.Append([.. Enumerable.Range(1, 4).Select(i => EpisodeCodec.Encode(RunOnRedis.Episode(i)))]);
            string path = Directory.GetFiles(directory).Single();
            byte[] bytes = File.ReadAllBytes(path);
            bytes[random.Next(bytes.Length)] ^= (byte)(1 + random.Next(255));
            File.WriteAllBytes(path, bytes);

            foreach (byte[] frame in new EpisodeSpool(directory, 1 << 20).Peek() ?? [])
            {
                try
                {
                    EpisodeCodec.Decode(frame, RunOnRedis.Game);
                    sound++;
                }
                catch (Errors.UserException fault) when (fault is Errors.CorruptDataException or Errors.IncompatibleException)
                {
                    damaged++;
                }
            }
        }

        output.WriteLine($"seed {Seed}: 200 flips, {sound} sound frames, {damaged} damaged ones found");
        Assert.InRange(sound, 200, 799);
    }

    private EpisodeOutbox New(long spoolBytes) => new(Push, new EpisodeSpool(_scratch["spool"], spoolBytes), RunOnRedis.Game.Spec);

    private PushResult Push(byte[] frame, EpisodeSummary summary, long acknowledged)
    {
        if (_away)
        {
            throw new RedisUnavailableException("away", new IOException());
        }

        if (_answer == PushResult.Stored)
        {
            lock (_gate)
            {
                if (_stored.Contains(summary.Sequence))
                {
                    return PushResult.Duplicate;
                }

                _stored.Add(summary.Sequence);
            }
        }

        return _answer;
    }

    private int Count()
    {
        lock (_gate)
        {
            return _stored.Count;
        }
    }

    private static List<long> Drain(EpisodeSpool spool)
    {
        List<long> left = [];
        while (spool.Peek() is { } frames)
        {
            left.AddRange(frames.Select(frame => EpisodeCodec.Summarize(frame, RunOnRedis.Game.Spec).Sequence));
            spool.Remove();
        }

        return left;
    }

    private static void WaitUntil(Func<bool> holds)
    {
        for (Stopwatch waited = Stopwatch.StartNew(); !holds(); Thread.Sleep(5))
        {
            Assert.True(waited.Elapsed < _limit, "waited in vain");
        }
    }
}
