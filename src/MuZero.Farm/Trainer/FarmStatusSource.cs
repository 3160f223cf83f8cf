using MuZero.Farm.Hosting;
using MuZero.Farm.Registry;
using MuZero.Farm.Wire;
using MuZero.Replay;
using MuZero.Results;
using MuZero.Runs;

namespace MuZero.Farm.Trainer;

/// <summary>The state of training and replay, for status and metrics.</summary>
/// <param name="setup">The run.</param>
/// <param name="outages">The parts that the trainer does without.</param>
public sealed class FarmStatusSource(TrainingSetup setup, Outages outages) : IStatusSource, IRunObserver
{
    private readonly RateLimiter _limiter = RateLimiter.For(setup.Options.Replay);
    private ReplayMonitor? _replay;
    private AnnouncingWeightSink? _weights;
    private volatile IterationResult? _result;

    /// <summary>The parts that the trainer does without.</summary>
    public Outages Outages => outages;

    /// <summary>The optimiser's step at the end of the newest iteration.</summary>
    public long Step => _result is { } result ? (long)result[Metrics.TrainingSteps] : 0;

    /// <summary>The buffer's counts; as last read.</summary>
    public ReplayStatistics Replay => _replay?.Statistics ?? default;

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

    /// <summary>Connects the parts that are made later.</summary>
    public void Attach(ReplayMonitor replay, AnnouncingWeightSink weights) => (_replay, _weights) = (replay, weights);

    /// <inheritdoc/>
    public RunVerdict IterationEnded(IterationResult result)
    {
        _result = result;
        return RunVerdict.Continue;
    }

    /// <inheritdoc/>
    public void Describe(FarmStatus status)
    {
        ReplayStatistics replay = Replay;
        status.TrainingStep = Step;
        status.TrainingIteration = _result?.Iteration ?? 0;
        status.StepsPerSecond = _result?[Metrics.StepsPerSecond] ?? 0.0;
        status.WeightVersion = _weights?.PublishedVersion ?? 0;
        status.ReplayEpisodes = replay.Episodes;
        status.ReplayPositions = replay.Positions;
        status.ReplayBytes = replay.Bytes;
        status.InsertedPositions = replay.InsertedPositions;
        status.SampledPositions = replay.SampledPositions;
        status.RejectedEpisodes = _replay?.Rejected ?? 0;
        status.Degraded = Outages.Text;
        status.LimiterHolds = Deficit > 0.0 ? "trainer" : Balance(replay) > _limiter.MaxBalance ? "workers" : "";
    }

    private double Balance(ReplayStatistics now) => (now.InsertedPositions * setup.Options.Replay.SamplesPerInsert) - now.SampledPositions;
}
