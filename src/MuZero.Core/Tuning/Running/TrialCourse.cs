using System.Runtime.ExceptionServices;
using System.Text.Json;
using MuZero.Errors;
using MuZero.Results;
using MuZero.Tuning.Pruners;
using MuZero.Tuning.Schedulers;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Running;

/// <summary>The way in which a stretch of a trial ended.</summary>
internal enum CourseEnd
{
    /// <summary>The trial has ended and the study knows it.</summary>
    Ended,

    /// <summary>The trial waits for the scheduler.</summary>
    Paused,

    /// <summary>The process is to stop; the trial has a checkpoint.</summary>
    Interrupted,
}

/// <summary>One trial in this process: runs it, reports its metric, and does what the scheduler decides.</summary>
internal sealed class TrialCourse(TunerParts parts, int number, string directory, IReadOnlyDictionary<string, object?> parameters)
{
    private const string ByScheduler = "the scheduler's decision";

    private IReadOnlyDictionary<string, object?> _parameters = parts.Log.IsAdded(number)
        ? ScheduledLog.ParametersOf(parts.Study.TrialOf(number))
        : parameters;
    private ExceptionDispatchInfo? _studyFault; // of the study's log, which is not the trial's
    private bool _isLost; // another worker ended the trial
    private IterationResult? _last;
    private double _metric = double.NaN;

    /// <summary>The trial's number.</summary>
    public int Number => number;

    /// <summary>The trial's progress in a phase.</summary>
    public TrialProgress Progress(TrialPhase phase) => new(
        number, phase, _parameters, _metric, _last?.Iteration ?? 0,
        _last?[Metrics.TotalSeconds] is { } seconds && double.IsFinite(seconds) ? seconds : 0.0);

    /// <summary>Trains until the trial ends, pauses or is interrupted.</summary>
    /// <exception cref="UserException">The study or the disk failed, or no result carries the metric; the study can be resumed.</exception>
    public CourseEnd Advance(CancellationToken cancellation)
    {
        while (true)
        {
            TrialDecision pending = parts.Log.Decision(number);
            if (pending.Action == TrialAction.Stop)
            {
                return End(TrialState.Pruned);
            }

            if (pending.Action == TrialAction.Exploit)
            {
                Exploit(pending);
                if (pending.Yields && parts.AnyWaiting())
                {
                    return CourseEnd.Paused;
                }
            }

            if (RunSeed(0, Report, cancellation) is not { } ending)
            {
                return End(TrialState.Failed);
            }

            if (ending.Interrupted || _isLost)
            {
                return _isLost ? CourseEnd.Ended : CourseEnd.Interrupted;
            }

            if (ending.Reason != ByScheduler)
            {
                return Conclude(ending, cancellation);
            }

            TrialDecision decision = parts.Log.Decision(number);
            if (decision.Action == TrialAction.Pause || (decision.Action == TrialAction.Continue && decision.Yields))
            {
                return CourseEnd.Paused;
            }
        }
    }

    // The scheduler saw the first run; the others only add to the value of a trial that was worth its whole time.
    private CourseEnd Conclude(TrialEnding first, CancellationToken cancellation)
    {
        List<double> values = [];
        TrialEnding ending = first;
        for (int seed = 0; seed < parts.Settings.SeedsPerTrial; seed++)
        {
            if (seed > 0)
            {
                if (RunSeed(seed, Follow, cancellation) is not { } another)
                {
                    return End(TrialState.Failed);
                }

                ending = another;
                if (ending.Interrupted)
                {
                    return CourseEnd.Interrupted;
                }
            }

            if (Value(ending) is not { } value)
            {
                return End(TrialState.Failed);
            }

            values.Add(value);
        }

        if (values.Count > 1)
        {
            parts.Study.SetAttribute(number, "values_of_seeds", values);
        }

        _metric = Percentiles.Linear(values, 0.5);
        return End(TrialState.Complete, _metric);
    }

    private double? Value(TrialEnding ending)
    {
        IterationResult? last = ending.Results.LastOrDefault(result => double.IsFinite(result[parts.Settings.Metric]));
        if (last is not null)
        {
            return last[parts.Settings.Metric];
        }

        if (ending.Results.Any(result => result.Has(parts.Settings.Metric)))
        {
            parts.Observer.Report($"trial {number} failed: its {parts.Settings.Metric} was never a finite number");
            return null;
        }

        _ = End(TrialState.Failed);
        string[] names = [.. ending.Results.SelectMany(result => result.Values).Select(value => value.Key).Distinct()];
        throw UserException.Usage(
            $"No result of trial {number} carries the metric '{parts.Settings.Metric}'. Its {Quantity.Of(ending.Results.Count, "result")} "
                + "had "
            + $"{string.Join(", ", names)}. Start a study with one of these as --metric, or with a later --stop.");
    }

    // Null if the run failed too often.
    private TrialEnding? RunSeed(int seed, Func<IterationResult, string?> iterationEnded, CancellationToken cancellation)
    {
        for (int failures = 0; ; failures++)
        {
            try
            {
                return parts.Runner.Run(Job(seed), iterationEnded, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return new TrialEnding("interrupted", Interrupted: true, []);
            }
            catch (Exception fault) when (fault is UserException or OutOfMemoryException)
            {
                _studyFault?.Throw();
                if (IsOfTheMachine(fault))
                {
                    throw;
                }

                bool isFinal = failures >= parts.Settings.MaxFailures
                    || fault is UserException { ExitCode: ExitCode.Usage or ExitCode.Incompatible };
                parts.Observer.Report($"trial {number} failed{(isFinal ? "" : ", trying again")}: {fault.Message.ReplaceLineEndings(" ")}");
                if (isFinal)
                {
                    parts.Study.SetAttribute(number, "failure", fault.Message);
                    return null;
                }
            }
        }
    }

    private string? Report(IterationResult result)
    {
        try
        {
            _ = Follow(result);
            double time = Math.Floor(result[parts.TimeAttribute]);
            if (!result.Has(parts.Settings.Metric) || !double.IsFinite(time) || time <= parts.Log.Time(number))
            {
                return null; // a resumed run repeats iterations that the study has seen
            }

            parts.Study.Report(number, new IntermediateValue((long)time, result[parts.Settings.Metric]));
            _isLost = parts.Study.TrialOf(number).State != TrialState.Running;
            TrialDecision decision = parts.Log.Decision(number);
            bool goesOn = decision.Action == TrialAction.Continue && !(decision.Yields && parts.AnyWaiting());
            return goesOn && !_isLost ? null : ByScheduler;
        }
        catch (Exception fault)
        {
            _studyFault = ExceptionDispatchInfo.Capture(fault);
            throw;
        }
    }

    private string? Follow(IterationResult result)
    {
        _last = result;
        _metric = double.IsFinite(result[parts.Settings.Metric]) ? result[parts.Settings.Metric] : _metric;
        parts.Observer.Changed(Progress(TrialPhase.Running));
        return null;
    }

    private void Exploit(TrialDecision decision)
    {
        double time = parts.Log.Time(number), from = time;
        try
        {
            IterationResult copied = parts.Runner.CopyCheckpoint(parts.DirectoryOf(decision.Source), Job(0));
            from = Math.Floor(copied[parts.TimeAttribute]);
            _parameters = decision.Parameters ?? _parameters;
            if (parts.Log.Schedule(number) is { } schedule)
            {
                parts.Runner.WriteSchedule(Job(0), schedule.ToJson());
            }

            parts.Observer.Report($"trial {number} goes on from trial {decision.Source} at {parts.TimeAttribute} {from:0}");
        }
        catch (UserException fault) when (fault.ExitCode == ExitCode.Usage)
        {
            parts.Observer.Report($"trial {number} goes on as it is: trial {decision.Source} has no checkpoint yet");
        }

        JsonElement[] before = parts.Study.TrialOf(number).SystemAttributes.TryGetValue(ScheduledLog.Exploited, out JsonElement list)
            ? [.. list.EnumerateArray()] : [];
        object done = new { time, source = decision.Source, from, parameters = _parameters };
        parts.Study.SetAttribute(number, ScheduledLog.Exploited, before.Append(JsonSerializer.SerializeToElement(done)), isSystem: true);
    }

    private CourseEnd End(TrialState state, params IReadOnlyList<double> values)
    {
        Trial told = parts.Study.Tell(number, state, values);
        parts.Observer.Changed(Progress(TunerParts.Phase(told.State)));
        return CourseEnd.Ended;
    }

    private TrialJob Job(int seed) => new(
        number, parts.Settings.SeedsPerTrial == 1 ? directory : Path.Combine(directory, $"seed_{seed + 1}"), seed, _parameters);

    // A full disk or a directory that cannot be written fails every other trial too.
    private static bool IsOfTheMachine(Exception fault)
    {
        for (Exception? cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (cause is IOException or UnauthorizedAccessException)
            {
                return true;
            }
        }

        return false;
    }
}
