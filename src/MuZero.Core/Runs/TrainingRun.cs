using System.Diagnostics;
using MuZero.Agents;
using MuZero.Errors;
using MuZero.Files.Safetensors;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Options;
using MuZero.Records;
using MuZero.Replay;
using MuZero.SelfPlay;

namespace MuZero.Runs;

/// <summary>The whole circle in one process: actors play, the trainer learns, weights go back, results are recorded, checkpoints written.</summary>
/// <remarks>The trainer runs on the caller's thread. <see cref="RunOptions.Deterministic"/> puts the actors there too.</remarks>
public sealed class TrainingRun : IDisposable
{
    private readonly TrainingSetup _setup;
    private readonly RunOptions _options;
    private readonly IRunObserver _observer;
    private readonly ILearner _learner;
    private readonly IReplay _replay;
    private readonly IWeightStore _weights;
    private readonly ISelfPlay _selfPlay;
    private readonly Trainer _trainer;
    private readonly RunEvaluator _evaluator;
    private readonly IterationMeter _meter;
    private readonly RunCheckpoints _checkpoints;
    private readonly RunProgress _progress = new();
    private readonly StopCriteria _stop;
    private readonly ThreadDivision? _division; // null if the learner's threads were set, or cannot be
    private IterationResult? _result; // of the last iteration; null if this process finished none

    /// <summary>Builds every part; nothing plays or learns yet.</summary>
    /// <exception cref="UserException">An option does not fit the game.</exception>
    public TrainingRun(TrainingSetup setup, IBackend backend, IRunObserver observer)
        : this(setup, backend, observer, finished => EmbeddedCircle.Create(setup, backend, finished))
    {
    }

    /// <summary>Builds a run whose replay buffer, weight store and self-play are elsewhere.</summary>
    /// <param name="setup">What the run begins with.</param>
    /// <param name="backend">Makes the learner and the evaluation's network.</param>
    /// <param name="observer">Receives each iteration.</param>
    /// <param name="connect">Makes the ends of the circle; each is given every finished episode to count.</param>
    /// <exception cref="UserException">An option does not fit the game.</exception>
    public TrainingRun(TrainingSetup setup, IBackend backend, IRunObserver observer, Func<Action<Episode>, Circle> connect)
    {
        _setup = setup;
        _options = setup.Options;
        _observer = observer;
        AgentBlueprint blueprint = new(setup.Game, _options, backend);
        _learner = blueprint.CreateLearner();
        _meter = new IterationMeter(setup.Game.Spec);
        (_replay, _weights, _selfPlay) = Connect(connect);
        _trainer = new Trainer(blueprint, _options, _learner, _replay, _selfPlay);
        _evaluator = new RunEvaluator(blueprint, _options.Evaluation, _options.Seed);
        _checkpoints = new RunCheckpoints(setup, _learner, _replay, _selfPlay, _trainer, _evaluator);
        _stop = new StopCriteria(_options.Stop);
        _learner.Threads = Math.Max(1, _options.Training.Threads);
        _division = _options.Training.Threads == 0 ? new ThreadDivision(Environment.ProcessorCount, _selfPlay.Threads) : null;
    }

    /// <summary>Runs until a stop criterion is met or the token is cancelled; in both cases the last checkpoint holds all that was learned.</summary>
    /// <param name="cancellation">Ends the run after the current step.</param>
    /// <exception cref="UserException">An actor failed, the loss diverged, or a file cannot be read or written.</exception>
    public RunSummary Run(CancellationToken cancellation)
    {
        // A store that outlives processes may hold later versions than the checkpoint; readers take larger ones only.
        WeightSnapshot published = Begin();
        published = published with { Version = Math.Max(published.Version, _weights.LatestVersion + 1) };
        using RunJournal journal = new(_setup.Directory, _progress.Iteration, TimeProvider.System);
        _weights.Publish(published);
        _progress.WeightVersion = published.Version;
        _selfPlay.Start();
        string? reason = null;
        try
        {
            while (reason is null)
            {
                _result = Iterate(cancellation);
                journal.Append(RunResults.ToFields(_result));
                _observer.IterationEnded(_result);
                reason = _stop.Reached(_result);
                if (_checkpoints.IsDue(_progress.Iteration, isLast: reason is not null))
                {
                    _checkpoints.Save(_progress, _result, _weights);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Interrupted();
        }
        catch (Exception fault) when (fault is not (UserException or OperationCanceledException))
        {
            // For any fault (a game's own in an evaluation, a full disk) the last checkpoint stays valid.
            throw new UserException(ExitCode.RunFailed,
                $"The run stopped in iteration {_progress.Iteration + 1}: {fault.GetType().Name}: {fault.Message} Fix the cause, then continue with --resume.", fault);
        }
        finally
        {
            _selfPlay.Stop();
        }

        return new RunSummary(_progress.Iteration, _learner.Step, reason, Interrupted: false, _checkpoints.Last);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _selfPlay.Dispose();
        _evaluator.Dispose();
        _learner.Dispose();
    }

    // Actors begin their games here, so a game's own fault may be the first thing that happens.
    private Circle Connect(Func<Action<Episode>, Circle> connect)
    {
        try
        {
            return connect(Finished);
        }
        catch (Exception fault) when (fault is not (UserException or OperationCanceledException))
        {
            throw new UserException(ExitCode.RunFailed, $"The run cannot begin: {fault.GetType().Name}: {fault.Message}", fault);
        }
    }

    // Fresh weights, those of a checkpoint to begin with, or everything a checkpoint holds.
    private WeightSnapshot Begin()
    {
        _setup.Directory.WriteParams(_setup.Parameters.Write());
        if (_setup.Resume)
        {
            WeightSnapshot published = _checkpoints.Resume(_progress, _observer.Report);
            _observer.Report($"resumed from {Path.GetFileName(_checkpoints.Last)}: iteration {_progress.Iteration}, step {_learner.Step}");
            return published;
        }

        if (_setup.Restore is { } path)
        {
            _checkpoints.Restore(path);
            _observer.Report($"weights and optimiser restored from {path}, step {_learner.Step}");
        }

        return _learner.Snapshot(1);
    }

    private IterationResult Iterate(CancellationToken cancellation)
    {
        long startedSimulations = _selfPlay.Simulations;
        long startedMoves = _selfPlay.Moves;
        double startedSampling = _trainer.SamplingSeconds, startedLearning = _trainer.LearningSeconds, startedIdle = _selfPlay.WaitedSeconds;
        int steps = _options.Training.IterationSteps - _progress.StepsInIteration;
        long started = Stopwatch.GetTimestamp();
        for (int step = _progress.StepsInIteration; step < _options.Training.IterationSteps; step++)
        {
            _meter.Add(_trainer.Step(cancellation));
            _progress.StepsInIteration = step + 1;
            if (++_progress.StepsSincePublish >= _options.Training.PublishSteps)
            {
                Publish();
            }
        }

        _progress.StepsInIteration = 0;
        _progress.Iteration++;
        double training = Stopwatch.GetElapsedTime(started).TotalSeconds;
        DivisionReading reading = new(
            training, steps, _trainer.LearningSeconds - startedLearning, _trainer.SamplingSeconds - startedSampling, _selfPlay.WaitedSeconds - startedIdle);
        List<KeyValuePair<string, double>> evaluation = [];
        if (_evaluator.IsDue(_progress.Iteration))
        {
            _evaluator.Evaluate(_learner.Snapshot(_progress.WeightVersion + 1), _progress.Iteration, evaluation);
        }

        double total = Stopwatch.GetElapsedTime(started).TotalSeconds;
        _progress.TrainingSeconds += total;
        RunRates rates = new(
            total, steps / training, (_selfPlay.Simulations - startedSimulations) / total, (_selfPlay.Moves - startedMoves) / total,
            reading.Sampling / training, reading.Idle / training, _learner.Threads);
        Divide(reading);
        return RunResults.Collect(_progress, _learner.Step, _replay.Statistics, rates, _meter, evaluation);
    }

    private void Divide(in DivisionReading reading)
    {
        if (_division is not null)
        {
            _division.Note(reading);
            _learner.Threads = _division.Threads;
        }
    }

    private void Publish()
    {
        WeightSnapshot snapshot = _learner.Snapshot(_progress.WeightVersion + 1);
        if (SafetensorsFile.Parse(snapshot.Bytes).FirstNonFinite() is { } tensor)
        {
            throw new UserException(ExitCode.RunFailed,
                $"{tensor} holds a number that is not finite after step {_learner.Step}; nothing was published. Lower training.learning_rate and --resume from the last checkpoint.");
        }

        _weights.Publish(snapshot);
        _progress.WeightVersion = snapshot.Version;
        _progress.StepsSincePublish = 0;
    }

    private RunSummary Interrupted()
    {
        _selfPlay.Stop();

        // Steps of an iteration that is not over have no results yet: a checkpoint of their own, so that the last one keeps its scores.
        IterationResult? result = _progress.StepsInIteration > 0 ? new IterationResult(_progress.Iteration + 1, []) : _result;
        if (result is not null && _checkpoints.IsDue(result.Iteration, isLast: true))
        {
            _checkpoints.Save(_progress, result, _weights);
        }

        return new RunSummary(_progress.Iteration, _learner.Step, "interrupted", Interrupted: true, _checkpoints.Last);
    }

    private void Finished(Episode episode) => _meter.Add(episode, _progress.WeightVersion);
}
