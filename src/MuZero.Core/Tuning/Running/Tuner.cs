using System.Runtime.ExceptionServices;
using MuZero.Errors;
using MuZero.Tuning.Samplers;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Running;

/// <summary>Runs a study's trials side by side until there are as many as the study asks for.</summary>
/// <remarks><see cref="Run"/> begins threads that each take a trial - one that waits, or a new one - and advance it
/// (<see cref="TrialCourse"/>) until it ends, pauses or is interrupted. All that must survive the process is in the study's log and in the
/// trials' directories: a study that is resumed takes over the trials that ran.</remarks>
internal sealed class Tuner
{
    private static readonly TimeSpan _poll = TimeSpan.FromSeconds(1);

    private readonly object _gate = new(); // pulsed when a trial ends or pauses
    private readonly TunerParts _parts;
    private readonly ISampler _sampler;
    private readonly TunerOptions _options;
    private readonly SortedDictionary<int, TrialCourse> _waiting = [];
    private readonly HashSet<int> _started = [];
    private int _running;
    private bool _isFull; // the study has all its trials
    private ExceptionDispatchInfo? _fault;

    /// <summary>A tuner of a study.</summary>
    /// <param name="parts">The study and what runs it.</param>
    /// <param name="sampler">The study's sampler, which may be exhausted.</param>
    /// <param name="options">How this process takes part.</param>
    public Tuner(TunerParts parts, ISampler sampler, TunerOptions options)
        => (_parts, _sampler, _options) = (parts with { AnyWaiting = AnyWaiting }, sampler, options);

    /// <summary>Runs trials until the study has enough of them, or the token is cancelled, or the time is up.</summary>
    /// <returns>True if the study has all its trials; false if it can be resumed.</returns>
    /// <exception cref="UserException">The study, the disk or the metric failed; the study can be resumed.</exception>
    public bool Run(CancellationToken cancellation)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (_options.TimeBudget is { } budget)
        {
            ending.CancelAfter(budget);
        }

        using CancellationTokenRegistration woken = ending.Token.Register(Wake);
        foreach (Trial trial in _parts.Study.Trials)
        {
            if (trial.IsFinished)
            {
                _parts.Observer.Changed(Progress(trial));
            }
            else if (trial.State == TrialState.Running && !_options.IsShared)
            {
                TakeOver(trial);
            }
        }

        Thread[] threads = [.. Enumerable.Range(0, _options.MaxConcurrent)
            .Select(index => new Thread(() => Work(ending)) { Name = $"trials-{index}" })];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        foreach (int waiting in _options.IsShared ? [.. _waiting.Keys] : Array.Empty<int>())
        {
            _parts.Study.GiveBack(waiting);
        }

        _fault?.Throw();
        return !ending.IsCancellationRequested;
    }

    private void Work(CancellationTokenSource ending)
    {
        try
        {
            while (Take(ending.Token) is { } course)
            {
                _parts.Observer.Changed(course.Progress(TrialPhase.Running));
                CourseEnd end = course.Advance(ending.Token);
                GiveBack(course, end);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Interrupted while waiting.
        }
        catch (Exception fault)
        {
            lock (_gate)
            {
                _fault ??= ExceptionDispatchInfo.Capture(fault);
            }

            ending.Cancel();
        }
    }

    // Null if nothing is left to do.
    private TrialCourse? Take(CancellationToken cancellation)
    {
        lock (_gate)
        {
            while (!cancellation.IsCancellationRequested)
            {
                EndDropped();
                bool isNewWaiting = _waiting.Keys.Any(trial => !_started.Contains(trial));
                if (!isNewWaiting && Create())
                {
                    continue; // new trials come before paused ones, so that a population is complete before it is compared
                }

                if (_parts.Log.Next([.. _waiting.Keys]) is { } next)
                {
                    return Begin(next);
                }

                if (isNewWaiting && Create())
                {
                    continue; // the scheduler waits for more
                }

                if (_running == 0 && !OthersRun())
                {
                    Monitor.PulseAll(_gate);
                    return _waiting.Count > 0 ? Begin(_waiting.Keys.First()) : null;
                }

                _ = Monitor.Wait(_gate, _options.IsShared ? _poll : Timeout.InfiniteTimeSpan);
            }

            return null;
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private TrialCourse Begin(int trial)
    {
        TrialCourse course = _waiting[trial];
        _ = _waiting.Remove(trial);
        _ = _started.Add(trial);
        _running++;
        return course;
    }

    private void GiveBack(TrialCourse course, CourseEnd end)
    {
        if (end == CourseEnd.Interrupted && _options.IsShared)
        {
            _parts.Study.GiveBack(course.Number); // another worker goes on with it
        }

        if (end != CourseEnd.Ended)
        {
            _parts.Observer.Changed(course.Progress(end == CourseEnd.Paused ? TrialPhase.Paused : TrialPhase.Interrupted));
        }

        lock (_gate)
        {
            _running--;
            if (end == CourseEnd.Paused)
            {
                _waiting.Add(course.Number, course);
            }

            Monitor.PulseAll(_gate);
        }
    }

    private void EndDropped()
    {
        foreach (int dropped in _parts.Log.Dropped([.. _waiting.Keys]))
        {
            _ = _parts.Study.Tell(dropped, TrialState.Pruned);
            _parts.Observer.Changed(_waiting[dropped].Progress(TrialPhase.Pruned));
            _ = _waiting.Remove(dropped);
        }
    }

    // False if the study has all its trials; a trial that fails elsewhere may make room for another.
    private bool Create()
    {
        bool isExhausted = _parts.Study.Read(_sampler.IsExhausted);
        if (isExhausted)
        {
            _parts.Log.AllAdded();
        }

        StudyTrial? asked = isExhausted ? null : _parts.Study.AskWithin(_options.Trials);
        _isFull = asked is null;
        if (asked is not null)
        {
            Add(asked, asked.Snapshot);
        }

        return asked is not null;
    }

    private void TakeOver(Trial trial)
    {
        if (_parts.Log.IsAdded(trial.Number) && trial.Last is not null)
        {
            _parts.Observer.Report($"trial {trial.Number} goes on");
        }

        Add(new StudyTrial(_parts.Study, trial.Number, _noDistributions, _noNumbers), trial);
    }

    private void Add(StudyTrial asked, Trial trial)
    {
        IReadOnlyDictionary<string, object?> parameters = _parts.Settings.Space.Suggest(asked);
        string directory = _parts.DirectoryOf(trial);
        if (!_parts.Log.IsAdded(trial.Number))
        {
            _parts.Study.SetAttribute(trial.Number, TunerParts.DirectoryAttribute, Path.GetFileName(directory));
            _parts.Study.SetAttribute(trial.Number, ScheduledLog.Exploited, Array.Empty<object>(), isSystem: true);
            _parts.Study.SetAttribute(trial.Number, ScheduledLog.Parameters, parameters, isSystem: true);
        }

        TrialCourse course = new(_parts, trial.Number, directory, parameters);
        _waiting.Add(trial.Number, course);
        _parts.Observer.Changed(course.Progress(TrialPhase.Waiting));
    }

    private bool AnyWaiting()
    {
        lock (_gate)
        {
            return _waiting.Count > 0 || !_isFull;
        }
    }

    private bool OthersRun() => _options.IsShared && _parts.Study.Trials.Any(trial
        => trial.State is TrialState.Running or TrialState.Waiting && !_started.Contains(trial.Number)
            && !_waiting.ContainsKey(trial.Number));

    private static TrialProgress Progress(Trial trial) => new(
        trial.Number, TunerParts.Phase(trial.State), trial.Parameters.ToDictionary(entry => entry.Key, entry => entry.Value.Value),
        double.IsNaN(trial.Value) ? trial.Last?.Value ?? double.NaN : trial.Value, trial.Last?.Step ?? 0,
        (trial.Completed - trial.Started)?.TotalSeconds ?? 0.0);

    private static readonly Dictionary<string, Spaces.Distribution> _noDistributions = [];
    private static readonly Dictionary<string, double> _noNumbers = [];
}

/// <summary>The part of one process in a study.</summary>
internal sealed record TunerOptions
{
    /// <summary>The number of trials that the study ends with.</summary>
    public required int Trials { get; init; }

    /// <summary>Trials that run side by side.</summary>
    public int MaxConcurrent { get; init; } = 1;

    /// <summary>The time after which the study stops, to be resumed; null for none.</summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>True if other processes take part, so that trials that run in the log are theirs.</summary>
    public bool IsShared { get; init; }
}
