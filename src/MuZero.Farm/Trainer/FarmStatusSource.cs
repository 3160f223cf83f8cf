using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Farm.Registry;
using MuZero.Farm.Wire;
using MuZero.Results;

namespace MuZero.Farm.Trainer;

/// <summary>The state of training and replay, for status and metrics.</summary>
internal sealed class FarmStatusSource(TrainingSetup setup, RedisReplay replay, AnnouncingWeightSink weights, Outages outages)
    : IStatusSource, IRunObserver
{
    private readonly RateLimiter _limiter = RateLimiter.For(setup.Options.Replay);
    private volatile IterationResult? _result;

    /// <summary>The optimiser's step at the end of the newest iteration.</summary>
    public long Step => _result is { } result ? (long)result[Metrics.TrainingSteps] : 0;

    /// <summary>The buffer's counts as last read.</summary>
    public ReplayStatistics Replay => replay.Known;

    /// <summary>Samples that the trainer waits for, 0 if it does not wait.</summary>
    public double Deficit
    {
        get
        {
            ReplayStatistics now = Replay;
            double missing = setup.Options.Replay.MinPositions - now.InsertedPositions;
            return Math.Max(0.0, Math.Max(missing * setup.Options.Replay.SamplesPerInsert, _limiter.MinBalance - Balance(now)));
        }
    }

    public RunVerdict IterationEnded(IterationResult result)
    {
        _result = result;
        outages.End(Outages.Disk); // an iteration was written down, so there is space
        return RunVerdict.Continue;
    }

    public void Describe(FarmStatus status)
    {
        ReplayStatistics now = Replay;
        status.TrainingStep = Step;
        status.TrainingIteration = _result?.Iteration ?? 0;
        status.StepsPerSecond = _result?[Metrics.StepsPerSecond] ?? 0.0;
        status.WeightVersion = weights.PublishedVersion;
        status.ReplayEpisodes = now.Episodes;
        status.ReplayPositions = now.Positions;
        status.ReplayBytes = now.Bytes;
        status.InsertedPositions = now.InsertedPositions;
        status.SampledPositions = now.SampledPositions;
        status.RejectedEpisodes = replay.Rejected;
        status.Degraded = outages.Text;
        status.LimiterHolds = Deficit > 0.0 ? "trainer" : Balance(now) > _limiter.MaxBalance ? "workers" : "";
    }

    private double Balance(ReplayStatistics now) => (now.InsertedPositions * setup.Options.Replay.SamplesPerInsert) - now.SampledPositions;
}
