using System.Diagnostics;
using MuZero.Agents;
using MuZero.Errors;
using MuZero.Networks;
using MuZero.Options;
using MuZero.Records;
using MuZero.Results;
using MuZero.Search;

namespace MuZero.Runs;

/// <summary>A run from its beginning to its end: actors play, the trainer learns, weights go back, results are recorded, checkpoints
/// written.</summary>
/// <remarks>The trainer runs on the caller's thread. <see cref="EmbeddedRun"/> builds a run of one process.</remarks>
public sealed class TrainingRun : IDisposable
{
    private const double LongestTimer = 4_000_000.0; // seconds; a timer takes at most 49 days

    private readonly TrainingSetup _setup;
    private readonly RunOptions _options;
    private readonly RunParts _parts;
    private readonly RunWorkers _workers;
    private readonly IRunObserver _observer;
    private readonly TrainingStep _step;
    private readonly RunEvaluator _evaluator;
    private readonly WeightGate? _gate;
    private readonly IterationMeter _meter;
    private readonly RunCheckpoints _checkpoints;
    private readonly BestSoFar _best;
    private readonly StopCriteria _stop;
    private readonly ThreadDivision? _division; // null if the user chose the learner's threads
    private volatile RunState _state = new(); // actors' threads read the weights' version
    private WeightSnapshot? _published;
    // The evaluation's results with the games that a candidate for the best plays more.
    private IReadOnlyList<KeyValuePair<string, double>> _confirmed = [];
    private IterationResult? _result; // of the last iteration; null before this process has finished one

    /// <summary>Connects the parts; nothing plays or learns yet.</summary>
    /// <param name="setup">The run's beginning, which <see cref="Require"/> accepts.</param>
    /// <param name="parts">The run disposes the learner and the actors.</param>
    /// <param name="observer">Receives the run's progress.</param>
    /// <exception cref="UserException">An option does not fit the game.</exception>
    public TrainingRun(TrainingSetup setup, RunParts parts, IRunObserver observer)
    {
        (_setup, _options, _parts, _observer) = (setup, setup.Options, parts, observer);
        _workers = new RunWorkers(parts.Actors, parts.Reanalysis);
        AgentParts agent = AgentParts.Of(setup.Game, _options);
        _meter = new IterationMeter(setup.Game.Spec, _options.SelfPlay.ResignThreshold < 0.0);
        _step = new TrainingStep(agent, parts.Learner, parts.Replay);
        _evaluator = new RunEvaluator(agent, parts.Backend, setup.Resources.Cores);
        _gate = WeightGate.Of(agent, parts.Backend, setup.Resources.Cores);
        _checkpoints = new RunCheckpoints(setup, parts, _step, _evaluator);
        _best = new BestSoFar(setup.Game.Spec, _options);
        _stop = new StopCriteria(_options.Stop);
        parts.Learner.Threads = Math.Max(1, _options.Training.Threads);
        _division = _options.Training.Threads == 0
            ? new ThreadDivision(setup.Resources.Cores, parts.Actors.Threads, parts.Actors.MostThreads)
            {
                Reanalysers = parts.Reanalysis?.Threads ?? 0,
                MostReanalysers = _options.Reanalyse.Threads == 0 ? parts.Reanalysis?.MostThreads ?? 0 : 0,
            }
            : null;
        parts.Actors.EpisodeFinished += episode => _meter.Add(episode, _state.WeightVersion);
        parts.Actors.EpisodeFinished += observer.EpisodeFinished;
    }

    /// <summary>Throws if the game, the options or the machine do not allow the run. Called before any part is made, so that a refused run
    /// leaves nothing behind.</summary>
    /// <param name="setup">The run's beginning.</param>
    /// <param name="planners">Actors and reanalysers in this process.</param>
    /// <exception cref="UserException">The message has the reason and the remedy.</exception>
    internal static void Require(TrainingSetup setup, int planners)
    {
        RunMetrics.Require(setup.Game.Spec, setup.Options);
        RequireComparison(setup.Options.Search);
        ReanalysisCheck.Require(setup.Game, setup.Options);
        OfflineReplay.Require(setup.Options);
        MemoryNeed.RequireRun(AgentParts.Of(setup.Game, setup.Options), planners);
        RunEvaluator.Require(setup.Game, setup.Options.Evaluation);
        WeightGate.Require(setup.Game.Spec.Players, setup.Options, isFarm: false);
    }

    private static void RequireComparison(SearchOptions search)
    {
        if (search.Variant == SearchVariant.Gumbel && search.Simulations == 1)
        {
            throw UserException.Usage("search.simulations is 1, and Gumbel learns from the comparison of at least two actions. Set "
                + "search.simulations to 2 or more, or search.variant to puct.");
        }
    }

    /// <summary>Runs until a stop criterion is met or the token is cancelled; in both cases the last checkpoint holds all that was
    /// learned.</summary>
    /// <param name="cancellation">Ends the run after the current step.</param>
    /// <exception cref="UserException">An actor failed, the loss diverged, or a file cannot be read or written.</exception>
    public RunSummary Run(CancellationToken cancellation)
    {
        if (Finished(_setup) is { } finished)
        {
            return finished;
        }

        WeightSnapshot first = Begin();
        using RunJournal journal = new(_setup.Directory, _state.Iteration, TimeProvider.System);
        using EpisodeLog? episodes = _options.Replay.Log ? new EpisodeLog(_setup.Directory.EpisodesPath) : null;
        _parts.Actors.EpisodeFinished += episodes is null ? null : episodes.Append;

        // A sink that outlives processes may hold later versions than the checkpoint; readers take larger ones only.
        Publish(first with { Version = Math.Max(first.Version, _parts.Weights.LatestVersion + 1) });
        _workers.Start();
        try
        {
            using CancellationTokenSource ending = _workers.Ending(cancellation);
            string reason = Train(journal, ending.Token);
            return new RunSummary(_state.Iteration, _parts.Learner.Step, reason, Interrupted: false, _checkpoints.Last, _result)
            {
                Best = _best.Text,
            };
        }
        catch (OperationCanceledException) when (_workers.Fault is { } fault)
        {
            throw fault;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Interrupted();
        }
        catch (Exception fault) when (fault is not (UserException or OperationCanceledException))
        {
            // A game's own fault in an evaluation, or a full disk: the last checkpoint is still whole.
            throw new UserException(ExitCode.RunFailed,
                $"The run stopped in iteration {_state.Iteration + 1}: {fault.GetType().Name}: {fault.Message} Fix that, then --resume "
                    + "from the last checkpoint.", fault);
        }
        finally
        {
            _workers.Stop();
        }
    }

    /// <summary>The end of a resumed run whose newest checkpoint has met a stop criterion already, or null. Nothing is written.</summary>
    /// <exception cref="CorruptDataException">No checkpoint is whole.</exception>
    public static RunSummary? Finished(TrainingSetup setup)
    {
        if (!setup.Resume || setup.Options.Stop.Count == 0)
        {
            return null;
        }

        Checkpoint newest = CheckpointStore.OpenNewestComplete(setup.Directory.FullPath);
        CheckpointManifest manifest = newest.Manifest;
        IterationResult? last = manifest.Scores.Count > 0
            ? new IterationResult(manifest.Iteration, [.. manifest.Scores])
            : new RunJournalReader(setup.Directory).Read().LastOrDefault(result => result.Iteration <= manifest.Iteration);
        return last is not null && new StopCriteria(setup.Options.Stop).Reached(last) is { } reason
            ? new RunSummary(manifest.Iteration, manifest.Step, reason, Interrupted: false, newest.FullPath, last) { WasFinished = true }
            : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _workers.Dispose();
        _evaluator.Dispose();
        _gate?.Dispose();
        _parts.Learner.Dispose();
    }

    // Fresh weights, those of a checkpoint to begin with, or everything a checkpoint holds. What does not fit is refused before the first
    // write.
    private WeightSnapshot Begin()
    {
        WeightSnapshot weights;
        if (_setup.Resume)
        {
            (_state, weights) = _checkpoints.Resume(ReportSkipped);
            if (_checkpoints.ReadBest() is { } best)
            {
                _best.Take(best);
            }

            Report($"resumed from {Path.GetFileName(_checkpoints.Last)}: iteration {_state.Iteration}, step {_parts.Learner.Step}");
        }
        else
        {
            if (_setup.Restore is { } path)
            {
                string restored = _checkpoints.Restore(path, ReportSkipped);
                Report($"weights and optimiser restored from {restored}, step {_parts.Learner.Step}");
            }

            weights = _parts.Learner.Snapshot(1);
            _checkpoints.RemoveBest();
        }

        if (_evaluator.Description is { } evaluations)
        {
            _observer.Report(new RunMessage(RunMessageKind.Choice, evaluations));
        }

        if (_options.Stop.Count == 0)
        {
            _observer.Report(new RunMessage(RunMessageKind.Choice,
                "no stop criterion: the run goes on until it is interrupted; --stop sets one"));
        }

        _setup.Directory.WriteParams(_setup.Parameters.Write());
        return weights;
    }

    private void ReportSkipped(string skipped) => _observer.Report(new RunMessage(RunMessageKind.Skipped, skipped));

    private void Report(string checkpoint) => _observer.Report(new RunMessage(RunMessageKind.Checkpoint, checkpoint));

    // Iterations until a stop criterion is met or the observer asks for an end; returns the reason.
    private string Train(RunJournal journal, CancellationToken cancellation)
    {
        while (true)
        {
            _result = Iterate(cancellation);
            journal.Append(_result);
            SaveIfBest(_result);
            RunVerdict verdict = _observer.IterationEnded(_result);
            string? reason = _stop.Reached(_result) ?? verdict.StopReason;
            if (_checkpoints.IsDue(_state.Iteration, isLast: reason is not null))
            {
                _checkpoints.Save(_state, _result, _published!);
            }

            if (reason is not null)
            {
                return reason;
            }
        }
    }

    // The scores of the best checkpoint are those of all games that were played for it.
    private void SaveIfBest(IterationResult result)
    {
        Dictionary<string, double> values = new(result.Values);
        foreach ((string name, double value) in _confirmed)
        {
            values[name] = value;
        }

        IterationResult confirmed = new(result.Iteration, [.. values]);
        if (_best.Take(confirmed))
        {
            _checkpoints.SaveBest(_state, confirmed);
        }
    }

    private IReadOnlyList<KeyValuePair<string, double>> Evaluate(long iteration, CancellationToken cancellation)
    {
        IReadOnlyList<KeyValuePair<string, double>> evaluation =
            _evaluator.Evaluate(_parts.Learner.Snapshot(_state.WeightVersion + 1), iteration, cancellation);
        _confirmed = _best.IsChallenged(evaluation) ? _evaluator.Confirm(iteration, cancellation) : [];
        return evaluation;
    }

    private IterationResult Iterate(CancellationToken cancellation)
    {
        ActorCounters before = _parts.Actors.Counters;
        ReanalysisCounters searched = _parts.Reanalysis?.Counters ?? default;
        double startedSampling = _step.SamplingSeconds, startedLearning = _step.LearningSeconds;
        long stepped = _parts.Learner.Step, started = Stopwatch.GetTimestamp();
        bool isWhole = TakeSteps(started, cancellation);
        int steps = (int)(_parts.Learner.Step - stepped);
        double training = Stopwatch.GetElapsedTime(started).TotalSeconds;
        ReanalysisCounters reanalysed = (_parts.Reanalysis?.Counters ?? default) - searched;
        DivisionReading reading = new(
            training, steps, _step.LearningSeconds - startedLearning, _step.SamplingSeconds - startedSampling,
            _parts.Actors.Counters.WaitedSeconds - before.WaitedSeconds)
        { Reanalysis = reanalysed.TrainerWaitedSeconds, ReanalysersIdle = reanalysed.WaitedSeconds };
        long iteration = _state.Iteration + 1;
        _confirmed = [];
        IReadOnlyList<KeyValuePair<string, double>> evaluation = isWhole && _evaluator.IsDue(iteration)
            ? Evaluate(iteration, cancellation)
            : [];

        double total = Stopwatch.GetElapsedTime(started).TotalSeconds;
        _state = _state with { Iteration = iteration, StepsInIteration = 0, TrainingSeconds = _state.TrainingSeconds + total };
        ActorCounters after = _parts.Actors.Counters;
        RunRates rates = new(
            total, steps / training, (after.Simulations - before.Simulations) / total, (after.Moves - before.Moves) / total,
            reading.Sampling / training, reading.Idle / training, _parts.Learner.Threads,
            _parts.Actors.Threads);
        Divide(reading);
        return RunResults.Collect(_state, _parts.Learner.Step, _parts.Replay.Statistics, rates, _meter,
            [.. RunResults.Of(reanalysed, training, _parts.Reanalysis), .. evaluation, .. _gate?.Drain() ?? []]);
    }

    // False if a stop criterion was met before the iteration's end, also while the trainer waits for samples.
    private bool TakeSteps(long started, CancellationToken cancellation)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        TimeSpan left = TimeSpan.FromSeconds(Math.Clamp(_stop.Seconds - _state.TrainingSeconds, 0.0, LongestTimer));
        ending.CancelAfter(left);
        try
        {
            while (_state.StepsInIteration < _options.Training.IterationSteps)
            {
                if (_parts.Learner.Step >= _stop.Steps || (_stop.CountsReplay && _stop.AreEnough(_parts.Replay.Statistics)))
                {
                    return false;
                }

                TakeStep(ending.Token);
            }

            return true;
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            // The timer's clock is coarser than the one that the result is measured with.
            while (Stopwatch.GetElapsedTime(started) < left)
            {
                Thread.Sleep(1);
            }

            return false;
        }
    }

    private void TakeStep(CancellationToken cancellation)
    {
        _meter.Add(_step.Take(cancellation), _step.ClippedShare);
        _observer.StepTaken(_parts.Learner.Step);
        _state = _state with { StepsInIteration = _state.StepsInIteration + 1, StepsSincePublish = _state.StepsSincePublish + 1 };
        if (_state.StepsSincePublish >= _options.Training.PublishSteps)
        {
            PublishLearned(cancellation);
        }
    }

    private void Divide(in DivisionReading reading)
    {
        if (_division is not null)
        {
            _division.Note(reading);
            _parts.Learner.Threads = _division.Learner;
            _parts.Actors.Threads = _division.Actors;
            if (_parts.Reanalysis is { } reanalysis && _division.MostReanalysers > 0)
            {
                reanalysis.Threads = _division.Reanalysers;
            }
        }
    }

    private void PublishLearned(CancellationToken cancellation)
    {
        WeightSnapshot snapshot = _parts.Learner.Snapshot(_state.WeightVersion + 1);
        if (snapshot.Open().FirstNonFinite() is { } tensor)
        {
            throw new UserException(ExitCode.RunFailed,
                $"{tensor} holds a number that is not finite after step {_parts.Learner.Step}; nothing was published. "
                + "Lower training.learning_rate and --resume from the last checkpoint.");
        }

        if (_gate is null || _gate.Passes(snapshot, _published!, cancellation))
        {
            Publish(snapshot);
        }

        _state = _state with { StepsSincePublish = 0 };
    }

    private void Publish(WeightSnapshot weights)
    {
        _parts.Weights.Publish(weights);
        _published = weights;
        _state = _state with { WeightVersion = weights.Version };
    }

    private RunSummary Interrupted()
    {
        _workers.Stop();

        // Steps of an unfinished iteration have no results yet: a checkpoint of their own, so that the last one keeps its scores.
        IterationResult? result = _state.StepsInIteration > 0 ? new IterationResult(_state.Iteration + 1, []) : _result;
        if (result is not null && _checkpoints.IsDue(result.Iteration, isLast: true))
        {
            _checkpoints.Save(_state, result, _published!);
        }

        return new RunSummary(_state.Iteration, _parts.Learner.Step, "interrupted", Interrupted: true, _checkpoints.Last,
            _result)
        { Best = _best.Text };
    }
}
