using System.Text.Json;
using System.Text.Json.Serialization;
using MuZero.Errors;

namespace MuZero.Tuning.Studies;

/// <summary>A search for the best parameters, by asking for trials and telling their values.</summary>
/// <remarks><code>
/// using Study study = Study.Open(new MemoryStudyLog(), "sphere", [Direction.Minimize]);
/// for (int i = 0; i &lt; 100; i++)
/// {
///     StudyTrial trial = study.Ask();
///     double x = trial.SuggestFloat("x", -5, 5);
///     study.Tell(trial, x * x);
/// }
/// </code>
/// Workers share a study through its log, each with a Study of its own. Safe for several threads.</remarks>
public sealed partial class Study : IDisposable
{
    private static readonly JsonSerializerOptions _namedNumbers = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly Lock _lock = new();
    private readonly IStudyLog _log;
    private readonly StudyState _state;
    private readonly StudyOptions _options;
    private readonly StudyOperation _operation;

    private Study(IStudyLog log, StudyOptions options, string? name)
    {
        (_log, _options) = (log, options);
        _state = new StudyState(name, log.Location);
        _operation = new StudyOperation(options.Worker, options.Time, _state);
    }

    /// <summary>Raised after a trial was told, with the trial as it was recorded. Called from the telling thread.</summary>
    public event Action<Study, Trial>? TrialEnded;

    /// <summary>The study's name.</summary>
    public string Name => _state.Name;

    /// <summary>This process's name in the log.</summary>
    public string Worker => _options.Worker;

    /// <summary>The direction of each objective.</summary>
    public IReadOnlyList<Direction> Directions => _state.Directions;

    /// <summary>All trials by number, as the log has them now.</summary>
    public IReadOnlyList<Trial> Trials => Read(state => (IReadOnlyList<Trial>)[.. state.Trials]);

    /// <summary>The best complete trial that meets all constraints, of a study with one objective; null if there is none yet.</summary>
    /// <exception cref="InvalidOperationException">The study has several objectives.</exception>
    public Trial? Best => Directions.Count == 1
        ? Read(state => state.Finished.Where(trial => trial.State == TrialState.Complete && trial.IsFeasible).OrderBy(Loss)
            .ThenBy(trial => trial.Number).FirstOrDefault())
        : throw new InvalidOperationException($"{Name} has {Directions.Count} objectives, so that no single trial is the best.");

    /// <summary>The complete trials that meet all constraints and that no other such trial dominates, by number.</summary>
    /// <remarks>One trial dominates another if it is nowhere worse and somewhere better. With one objective these are the best
    /// trials.</remarks>
    public IReadOnlyList<Trial> ParetoFront => Read(state =>
    {
        List<Trial> trials = [.. state.Finished.Where(trial => trial.State == TrialState.Complete && trial.IsFeasible)
            .OrderBy(trial => trial.Number)];
        int[] ranks = Domination.Ranks([.. trials.Select(trial => Domination.Losses(state.Directions, trial))]);
        return (IReadOnlyList<Trial>)[.. trials.Where((_, i) => ranks[i] == 0)];
    });

    /// <summary>Opens a study, or creates it if the log has none of the name.</summary>
    /// <param name="log">The log; the study disposes it.</param>
    /// <param name="name">The study's name.</param>
    /// <param name="directions">The direction of each objective, at least one.</param>
    /// <param name="options">The part of this process; null for the defaults.</param>
    /// <exception cref="UserException">The study has other directions, or the log cannot be read or written.</exception>
    public static Study Open(IStudyLog log, string name, IReadOnlyList<Direction> directions, StudyOptions? options = null)
        => Open(log, name, directions, options, isNew: false);

    /// <summary>Creates a study.</summary>
    /// <param name="log">The log; the study disposes it.</param>
    /// <param name="name">The study's name.</param>
    /// <param name="directions">The direction of each objective, at least one.</param>
    /// <param name="options">The part of this process; null for the defaults.</param>
    /// <exception cref="UserException">The log has a study of the name, or cannot be read or written.</exception>
    public static Study Create(IStudyLog log, string name, IReadOnlyList<Direction> directions, StudyOptions? options = null)
        => Open(log, name, directions, options, isNew: true);

    /// <summary>Opens a study that a log holds.</summary>
    /// <param name="log">The log; the study disposes it, also if it cannot be opened.</param>
    /// <param name="options">The part of this process; null for the defaults.</param>
    /// <param name="name">The study's name; null for the only one.</param>
    /// <exception cref="UserException">The log has no such study, or several without a name to choose by, or it cannot be read.</exception>
    public static Study Load(IStudyLog log, StudyOptions? options = null, string? name = null)
    {
        Study study = new(log, options ?? new StudyOptions(), name);
        return study.OrDispose(() =>
        {
            study.Exchange();
            string names = string.Join(", ", study._state.Names);
            if (!study._state.Exists)
            {
                string wanted = name is null ? "no study" : $"no study {name}";
                throw UserException.Usage(
                    $"{log.Location} holds {wanted}{(names.Length > 0 ? $"; it holds {names}" : "")}. Check the name and the place.");
            }

            if (name is null && study._state.Names.Count() > 1)
            {
                throw UserException.Usage($"{log.Location} holds several studies. Name one of them: {names}.");
            }
        });
    }

    /// <summary>Ends a trial with its values, one per objective.</summary>
    /// <returns>The trial as it was recorded: failed if a value is NaN, or as another worker ended it before.</returns>
    /// <exception cref="ArgumentException">The number of values is not the number of objectives.</exception>
    public Trial Tell(StudyTrial trial, params IReadOnlyList<double> values) => Tell(trial.Number, TrialState.Complete, values);

    /// <summary>Ends a trial.</summary>
    /// <param name="trial">Its number.</param>
    /// <param name="state">Complete, Pruned or Failed.</param>
    /// <param name="values">A value per objective if it is complete; a pruned trial without values takes its last intermediate one.</param>
    /// <returns>The trial as it was recorded: failed if a value is NaN, or as another worker ended it before.</returns>
    /// <exception cref="ArgumentException">The state or the number of values is not valid.</exception>
    public Trial Tell(int trial, TrialState state, params IReadOnlyList<double> values)
    {
        if (state is TrialState.Running or TrialState.Waiting)
        {
            throw new ArgumentException($"A trial does not end as {state}.", nameof(state));
        }

        if (values.Count != Directions.Count && (state == TrialState.Complete || values.Count > 0))
        {
            throw new ArgumentException($"{Name} has {Directions.Count} objectives; {values.Count} values were told.", nameof(values));
        }

        Trial ended;
        lock (_lock)
        {
            ended = Tell(_state[trial], state, values);
        }

        TrialEnded?.Invoke(this, ended);
        return ended;
    }

    /// <summary>Ends a trial as failed, and adds a waiting trial with the same parameters unless they have failed too often.</summary>
    /// <param name="trial">Its number.</param>
    /// <param name="maxFailures">The number of failed attempts that are followed by another one.</param>
    /// <returns>The trial as it was recorded, such as an earlier end. However many workers do so, one attempt follows.</returns>
    public Trial Fail(int trial, int maxFailures)
    {
        Trial ended;
        lock (_lock)
        {
            Exchange();
            while (!_state[trial].IsFinished)
            {
                ended = _state[trial];
                string failure = _operation.SetState(trial, TrialState.Failed);
                Exchange(RetriedTrial.Before(ended).Count() >= maxFailures ? [failure] :
                    [failure, _operation.CreateWaiting(ended.Parameters.Values, ended.UserAttributes, RetriedTrial.Next(ended))],
                    maxUnread: 0);
            }

            ended = _state[trial];
        }

        TrialEnded?.Invoke(this, ended);
        return ended;
    }

    /// <summary>Lets a running trial wait for another worker, as it is.</summary>
    /// <param name="trial">Its number; a trial that has ended stays so.</param>
    /// <exception cref="UserException">The log cannot be read or written.</exception>
    internal void GiveBack(int trial)
    {
        lock (_lock)
        {
            Exchange(_operation.SetState(trial, TrialState.Waiting));
        }
    }

    /// <summary>Remarks on the study.</summary>
    public void SetUserAttribute(string name, object? value)
    {
        lock (_lock)
        {
            Exchange(_operation.SetStudyAttribute(name, JsonSerializer.SerializeToElement(value, _namedNumbers)));
        }
    }

    /// <summary>Reads from the study as the log has it now.</summary>
    /// <param name="read">Called under the study's lock; keeps no reference to the state.</param>
    public T Read<T>(Func<StudyState, T> read)
    {
        lock (_lock)
        {
            Exchange();
            return read(_state);
        }
    }

    /// <summary>Runs trials one after another.</summary>
    /// <param name="objective">Computes a trial's value; throws <see cref="TrialPrunedException"/> to end it early.</param>
    /// <param name="trials">The number of trials to run.</param>
    /// <param name="cancellation">Ends the loop before the next trial.</param>
    /// <remarks>A trial whose objective throws another exception is told failed, and the exception is passed on.</remarks>
    public void Optimize(Func<StudyTrial, double> objective, int trials, CancellationToken cancellation = default)
    {
        for (int i = 0; i < trials && !cancellation.IsCancellationRequested && !Read(_options.Sampler.IsExhausted); i++)
        {
            StudyTrial trial = Ask();
            try
            {
                Tell(trial, objective(trial));
            }
            catch (TrialPrunedException)
            {
                Tell(trial.Number, TrialState.Pruned);
            }
            catch
            {
                Tell(trial.Number, TrialState.Failed);
                throw;
            }
        }
    }

    /// <summary>Releases the log.</summary>
    public void Dispose() => _log.Dispose();

    internal void Report(int trial, IntermediateValue reported)
    {
        lock (_lock)
        {
            Exchange(_operation.SetIntermediate(trial, reported));
        }
    }

    internal bool ShouldPrune(int trial)
    {
        lock (_lock)
        {
            Dictionary<string, double> attributes = [];
            bool isPruned = _state[trial].Last is not null && _options.Pruner.ShouldPrune(_state, _state[trial], attributes);
            Exchange([.. attributes.Select(entry => _operation.SetAttribute(
                trial, entry.Key, JsonSerializer.SerializeToElement(entry.Value, _namedNumbers), isSystem: true))]);
            return isPruned;
        }
    }

    internal void SetAttribute(int trial, string name, object? value, bool isSystem = false)
    {
        lock (_lock)
        {
            Exchange(_operation.SetAttribute(trial, name, JsonSerializer.SerializeToElement(value, _namedNumbers), isSystem));
        }
    }

    internal Trial TrialOf(int number)
    {
        lock (_lock)
        {
            return _state[number];
        }
    }

    private static Study Open(IStudyLog log, string name, IReadOnlyList<Direction> directions, StudyOptions? options, bool isNew)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfZero(directions.Count);
        Study study = new(log, options ?? new StudyOptions(), name);
        return study.OrDispose(() => study.Begin(name, directions, isNew));
    }

    private void Begin(string name, IReadOnlyList<Direction> directions, bool isNew)
    {
        Exchange();
        bool isCreated = !_state.Exists;
        if (isCreated)
        {
            Exchange(_operation.CreateStudy(name, directions));
            isCreated = _state.CreatedBy == _options.Worker;
        }

        if (isNew && !isCreated)
        {
            throw UserException.Usage($"{_log.Location} holds a study {name} already. Continue it, or name another.");
        }

        if (!_state.Directions.SequenceEqual(directions))
        {
            throw UserException.Usage(
                $"The study {name} in {_log.Location} has the directions {string.Join(", ", _state.Directions)}, not "
                + $"{string.Join(", ", directions)}. Continue it as it is, or name another.");
        }
    }

    // The study owns the log from its first use on.
    private Study OrDispose(Action open)
    {
        try
        {
            open();
            return this;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private double Loss(Trial trial) => Directions[0] == Direction.Minimize ? trial.Value : -trial.Value;

    private Trial Tell(Trial trial, TrialState state, IReadOnlyList<double> values)
    {
        IReadOnlyList<double> told = values.Count > 0 ? values
            : state == TrialState.Pruned && Directions.Count == 1 && trial.Last is { } last ? [last.Value]
            : [];
        if (told.Any(double.IsNaN))
        {
            (state, told) = (state == TrialState.Pruned ? state : TrialState.Failed, []);
        }

        Exchange(_operation.SetState(trial.Number, state, told));
        return _state[trial.Number];
    }

    private void Exchange(params string[] operations) => Exchange(operations, long.MaxValue);

    private void Exchange(IReadOnlyList<string> operations, long maxUnread)
    {
        int id = _state.Id;
        try
        {
            _state.Apply(_log.Exchange(_state.Operations, operations, maxUnread));
        }
        catch (LogRewoundException)
        {
            _state.Restart();
            _state.Apply(_log.Exchange(0, []));
            if (maxUnread == long.MaxValue)
            {
                _state.Apply(_log.Exchange(_state.Operations, operations));
            }
        }

        if (id >= 0 && _state.Id != id)
        {
            throw new UserException(ExitCode.RunFailed, $"The study was deleted from {_log.Location} by another program. Start a new one.");
        }
    }
}
