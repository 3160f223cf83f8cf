using MuZero.Networks;
using MuZero.Runs;

namespace MuZero.Core.Tests.Runs;

public sealed class ReanalysisPaceTests
{
    private readonly InMemoryWeightStore _weights = new();

    [Fact]
    public void Owed_DrawnAndTaken_IsTheRatioOfWhatWasDrawnLessWhatWasTaken()
    {
        ReanalysisPace pace = New(ratio: 0.5);

        pace.Draw(100);
        pace.Take(30);

        Assert.Equal(20.0, pace.Owed);
    }

    [Fact]
    public void Owed_NothingStale_StaysZeroUntilThereAreNewWeights()
    {
        ReanalysisPace pace = New(ratio: 1.0);
        pace.Draw(100);

        pace.NothingStale(1);
        pace.Draw(100);
        Assert.Equal(0.0, pace.Owed);

        Publish(2);
        pace.Draw(100);
        Assert.Equal(100.0, pace.Owed);
    }

    [Fact]
    public async Task AwaitReanalysis_TooFarBehind_WaitsUntilEnoughIsTaken()
    {
        ReanalysisPace pace = New(ratio: 1.0);
        pace.Draw(60);

        Task waiting = Task.Run(() => pace.AwaitReanalysis(CancellationToken.None));
        Assert.False(waiting.IsCompleted);
        pace.Take(20);

        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(pace.TrainerWaitedSeconds >= 0.0);
    }

    [Fact]
    public async Task AwaitWork_NothingOwed_WaitsUntilTheTrainerDraws()
    {
        ReanalysisPace pace = New(ratio: 1.0);

        Task waiting = Task.Run(() => pace.AwaitWork(CancellationToken.None));
        Assert.False(waiting.IsCompleted);
        pace.Draw(1);

        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Await_Cancelled_Throws()
    {
        ReanalysisPace pace = New(ratio: 1.0);
        pace.Draw(1_000);
        using CancellationTokenSource stop = new();

        Task trainer = Task.Run(() => pace.AwaitReanalysis(stop.Token));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => trainer.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Latest_TargetWeights_ChangeAfterTheInterval()
    {
        TargetWeights target = new(_weights, interval: 10);
        Assert.Equal(-1, target.LatestVersion);

        List<long> versions = [];
        foreach (long step in new long[] { 0, 6, 12, 18, 24 })
        {
            Publish(_weights.LatestVersion + 2, step);
            versions.Add(target.LatestVersion);
        }

        Assert.Equal([1, 1, 5, 5, 9], versions);
    }

    private ReanalysisPace New(double ratio)
    {
        Publish(1);
        return new ReanalysisPace(ratio, lead: 50.0, _weights);
    }

    private void Publish(long version, long step = 0) => _weights.Publish(new WeightSnapshot(version, new byte[1]) { Step = step });
}
