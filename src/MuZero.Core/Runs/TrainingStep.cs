using System.Diagnostics;
using MuZero.Agents;
using MuZero.Errors;
using MuZero.Learning;
using MuZero.Numerics;
using MuZero.Options;
using MuZero.Replay;

namespace MuZero.Runs;

/// <summary>One step of training at a time: draws a batch, builds its targets, lets the learner step, gives the priorities back.</summary>
internal sealed class TrainingStep
{
    // A diverged run does not recover; this many rejected steps in a row decide that it has diverged.
    private const int RejectedStepsAtMost = 10;

    private readonly ILearner _learner;
    private readonly IReplay _replay;
    private readonly ITargets _targets;
    private readonly TrainingBatch _batch;
    private readonly ReplaySample[] _samples;
    private readonly bool _prioritised;
    private readonly float _largestTarget;
    private int _rejected;

    public TrainingStep(AgentParts agent, ILearner learner, IReplay replay)
    {
        RunOptions options = agent.Options;
        _learner = learner;
        _replay = replay;
        _targets = agent.CreateTargets();
        _largestTarget = agent.Shape.LargestReturn;
        _batch = _targets.CreateBatch(options.Training.BatchSize);
        _samples = new ReplaySample[options.Training.BatchSize];
        _prioritised = options.Replay.PriorityExponent > 0.0;
        Random = new RandomStream(RandomStream.Derive(options.Seed, 0));
    }

    /// <summary>Draws samples, symmetries and the actions past an episode's end.</summary>
    public RandomStream Random { get; }

    /// <summary>Seconds that steps have waited for samples so far.</summary>
    public double SamplingSeconds { get; private set; }

    /// <summary>Seconds that steps have spent in the learner so far.</summary>
    public double LearningSeconds { get; private set; }

    /// <summary>The share of the last batch's targets that the heads cannot express.</summary>
    public double ClippedShare => _batch.ClippedShare(_largestTarget);

    /// <summary>One optimiser step.</summary>
    /// <exception cref="UserException">The loss has not been finite for several steps in a row.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before or while samples were drawn.</exception>
    public LossReport Take(CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        // The buffer asks the token only while it waits.
        cancellation.ThrowIfCancellationRequested();
        _replay.Sample(_samples, Random, cancellation);
        SamplingSeconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
        for (int row = 0; row < _samples.Length; row++)
        {
            _targets.Fill(_batch, row, _samples[row], Random);
        }

        started = Stopwatch.GetTimestamp();
        LossReport loss = _learner.Learn(_batch);
        LearningSeconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
        _rejected = loss.Applied ? 0 : _rejected + 1;
        if (_rejected >= RejectedStepsAtMost)
        {
            throw new UserException(ExitCode.RunFailed,
                $"The loss has not been a finite number for {_rejected} steps in a row (step {_learner.Step}); none of them was applied. "
                + "Lower training.learning_rate and --resume from the last checkpoint.");
        }

        if (_prioritised && loss.Applied)
        {
            _replay.UpdatePriorities(_batch.Keys, _batch.Priorities);
        }

        return loss;
    }
}
