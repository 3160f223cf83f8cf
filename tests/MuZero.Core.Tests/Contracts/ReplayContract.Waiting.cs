using MuZero.Numerics;
using MuZero.Replay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Contracts;

// The limiter, waiting, cancelling and threads.
public abstract partial class ReplayContract
{
    // No test waits longer.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    [Fact]
    public void TryDeliverAndTrySample_LimiterHolds_AreFalse()
    {
        // Window [20 - 4, 20 + 4] around 2 samples for each of the first 10 positions.
        (IReplay replay, ReplayEntrance entrance) = Create(Free with { SamplesPerInsert = 2, MinPositions = 10, ErrorBuffer = 4 },
            Game.Spec);
        Assert.True(entrance.TryDeliver(EpisodeMaker.Play(Game, 1)));
        Assert.False(replay.TrySample(new ReplaySample[1], new RandomStream(1)));
        Assert.True(entrance.TryDeliver(EpisodeMaker.Play(Game, 2))); // balance 20
        Assert.True(entrance.TryDeliver(EpisodeMaker.Play(Game, 3))); // balance 30

        Assert.False(entrance.TryDeliver(EpisodeMaker.Play(Game, 4)));
        Assert.True(replay.TrySample(new ReplaySample[15], new RandomStream(1))); // balance 15
        Assert.False(replay.TrySample(new ReplaySample[1], new RandomStream(1)));
        Assert.True(entrance.TryDeliver(EpisodeMaker.Play(Game, 4)));

        Assert.Equal((20L, 15L), (replay.Statistics.InsertedPositions, replay.Statistics.SampledPositions));
    }

    [Fact]
    public async Task Deliver_LimiterHolds_WaitsForASample()
    {
        (IReplay replay, ReplayEntrance entrance) = Create(Free with { SamplesPerInsert = 1, MinPositions = 1, ErrorBuffer = 1 },
            Game.Spec);
        entrance.TryDeliver(EpisodeMaker.Play(Game, 1));
        Assert.False(entrance.TryDeliver(EpisodeMaker.Play(Game, 2)));

        Task inserting = Task.Factory.StartNew(() => entrance.Deliver(EpisodeMaker.Play(Game, 2), CancellationToken.None),
            TaskCreationOptions.LongRunning);
        Assert.True(replay.TrySample(new ReplaySample[5], new RandomStream(1)));
        await inserting.WaitAsync(_limit);

        Assert.Equal(2, replay.Statistics.Episodes);
    }

    [Fact]
    public async Task Sample_LimiterHolds_WaitsForAnInsert()
    {
        (IReplay replay, ReplayEntrance entrance) = Create(Free, Game.Spec);
        var samples = new ReplaySample[5];

        Task sampling = Task.Factory.StartNew(() => replay.Sample(samples, new RandomStream(1), CancellationToken.None),
            TaskCreationOptions.LongRunning);
        entrance.TryDeliver(EpisodeMaker.Play(Game, 1));
        await sampling.WaitAsync(_limit);

        Assert.All(samples, sample => Assert.Equal(0, sample.Key.Episode));
    }

    [Fact]
    public async Task DeliverAndSample_Cancelled_ThrowAndChangeNothing()
    {
        (IReplay full, ReplayEntrance fullEntrance) = Create(Free with { SamplesPerInsert = 1, MinPositions = 1, ErrorBuffer = 1 },
            Game.Spec);
        fullEntrance.TryDeliver(EpisodeMaker.Play(Game, 1));
        (IReplay empty, _) = Create(Free, Game.Spec);
        using var cancellation = new CancellationTokenSource();

        Task inserting = Task.Factory.StartNew(() => fullEntrance.Deliver(EpisodeMaker.Play(Game, 2), cancellation.Token),
            TaskCreationOptions.LongRunning);
        Task sampling = Task.Factory.StartNew(() => empty.Sample(new ReplaySample[1], new RandomStream(1), cancellation.Token),
            TaskCreationOptions.LongRunning);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => inserting.WaitAsync(_limit));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sampling.WaitAsync(_limit));
        Assert.Equal((1, 0L), (full.Statistics.Episodes, empty.Statistics.SampledPositions));
    }

    [Fact]
    public async Task DeliverAndSample_ManyThreads_KeepTheRatioAndEveryCount()
    {
        const int Inserters = 4;
        const int EpisodesEach = 500;
        const int Batch = 16;
        (IReplay replay,
            ReplayEntrance entrance) = Create(new ReplayOptions
            {
                MaxEpisodes = 50,
                PriorityExponent = 0.6,
                SamplesPerInsert = 2,
                MinPositions = 20
            }, Game.Spec);
        using var cancellation = new CancellationTokenSource(_limit);
        using var finished = CancellationTokenSource.CreateLinkedTokenSource(cancellation.Token);
        Task[] inserting = [.. Enumerable.Range(0, Inserters).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < EpisodesEach; i++)
                {
                    entrance.Deliver(EpisodeMaker.Play(Game, (ulong)((thread * EpisodesEach) + i), i, producer: $"thread-{thread}"),
                        cancellation.Token);
                }
            },
            TaskCreationOptions.LongRunning))];
        Task<long> sampling = Task.Factory.StartNew(() => Consume(replay, Batch, finished.Token), TaskCreationOptions.LongRunning);

        await Task.WhenAll(inserting).WaitAsync(_limit);
        await finished.CancelAsync();
        long sampled = await sampling.WaitAsync(_limit);

        ReplayStatistics statistics = replay.Statistics;
        Assert.Equal((50, 2000L, 10_000L, sampled, 1950L),
            (statistics.Episodes, statistics.InsertedEpisodes, statistics.InsertedPositions, statistics.SampledPositions,
            statistics.Evicted));
        Assert.InRange(statistics.SamplesPerInsert, 1.9, 2.1);
    }

    private static long Consume(IReplay replay, int batch, CancellationToken finished)
    {
        var samples = new ReplaySample[batch];
        var random = new RandomStream(1);
        long sampled = 0;
        try
        {
            while (true)
            {
                replay.Sample(samples, random, finished);
                sampled += batch;
                foreach (ReplaySample sample in samples)
                {
                    Assert.InRange(sample.Key.Position, 0, sample.Episode.Length - 1);
                }

                replay.UpdatePriorities([.. samples.Select(sample => sample.Key)], [.. samples.Select(sample => sample.Weight)]);
            }
        }
        catch (OperationCanceledException)
        {
            return sampled;
        }
    }
}
