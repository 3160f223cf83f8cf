using System.Text.Json;
using System.Text.Json.Serialization;
using MuZero.Errors;
using MuZero.Numerics;
using MuZero.Tuning.Spaces;

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
public sealed class Study : IDisposable
{
    private const string FixedParameters = "fixed_params";
    private static readonly JsonSerializerOptions _namedNumbers = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly Lock _lock = new();
    private readonly IStudyLog _log;
    private readonly StudyState _state = new();
    private readonly StudyOptions _options;
    private readonly StudyOperation _operation;

    private Study(IStudyLog log, StudyOptions options)
    {
        (_log, _options) = (log, options);
        _operation = new StudyOperation(options.Worker, options.Time);
    }

    /// <summary>Raised after a trial was told, with the trial as it was recorded. Called from the telling thread.</summary>
    public event Action<Study, Trial>? TrialEnded;

    /// <summary>The study's name.</summary>
    public string Name => _state.Name;

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
    /// <remarks>One trial dominates another if it is nowhere worse and somewhere better. With one objective these are the best trials.</remarks>
    public IReadOnlyList<Trial> ParetoFront => Read(state =>
    {
        List<Trial> trials = [.. state.Finished.Where(trial => trial.State == TrialState.Complete && trial.IsFeasible).OrderBy(trial => trial.Number)];
        int[] ranks = Domination.Ranks([.. trials.Select(trial => Domination.Losses(state.Directions, trial))]);
        return (IReadOnlyList<Trial>)[.. trials.Where((_, i) => ranks[i] == 0)];
    });

    /// <summary>Opens the study of a log, or creates it if the log is empty.</summary>
    /// <param name="log">The log; the study disposes it.</param>
    /// <param name="name">The study's name.</param>
    /// <param name="directions">The direction of each objective, at least one.</param>
    /// <param name="options">How this process takes part; null for the defaults.</param>
    /// <exception cref="UserException">The log holds a study of another name or with other directions, or it cannot be read.</exception>
    public static Study Open(IStudyLog log, string name, IReadOnlyList<Direction> directions, StudyOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(directions.Count);
        Study study = new(log, options ?? new StudyOptions());
        study.Exchange();
        if (!study._state.Exists)
        {
            study.Exchange(study._operation.CreateStudy(name, directions));
        }

        if (study._state.Name != name || !study._state.Directions.SequenceEqual(directions))
        {
            throw UserException.Usage(
                $"The log holds the study {study._state.Name} ({string.Join(", ", study._state.Directions)}), not {name} "
                + $"({string.Join(", ", directions)}). Name another study, or continue that one as it is.");
        }

        return study;
    }

    /// <summary>Opens the study that a log holds.</summary>
    /// <exception cref="UserException">The log is empty or cannot be read.</exception>
    public static Study Load(IStudyLog log, StudyOptions? options = null)
    {
        Study study = new(log, options ?? new StudyOptions());
        study.Exchange();
        return study._state.Exists ? study : throw UserException.Usage("The log holds no study.");
    }

    /// <summary>Begins a trial: one that waits, or else a new one.</summary>
    /// <param name="space">Parameters to draw at once; others can be suggested later.</param>
    /// <exception cref="UserException">The log cannot be read or written.</exception>
    public StudyTrial Ask(IReadOnlyDictionary<string, Distribution>? space = null)
    {
        lock (_lock)
        {
            int number = StartWaiting() ?? Create();
            Trial trial = _state[number];
            RandomStream random = new(RandomStream.Derive(_options.Seed, (ulong)number));
            IReadOnlyDictionary<string, Distribution> joint = _options.Sampler.JointSpace(_state, trial);
            StudyTrial asked = new(this, number, joint, joint.Count == 0 ? new Dictionary<string, double>()
                : _options.Sampler.SampleJointly(_state, trial, joint, random));
            if (space is { Count: > 0 })
            {
                Set(number, [.. space.Select(entry => Draw(asked, entry.Key, entry.Value))]);
            }

            return asked;
        }
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

        if (state == TrialState.Complete && values.Count != Directions.Count)
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

    /// <summary>Adds a trial with given parameters, which a later <see cref="Ask"/> begins before it makes new ones.</summary>
    /// <param name="parameters">Values by name; parameters that are missing are drawn.</param>
    /// <param name="userAttributes">Remarks by name.</param>
    /// <returns>Its number.</returns>
    public int Enqueue(IReadOnlyDictionary<string, object?> parameters, IReadOnlyDictionary<string, object?>? userAttributes = null)
    {
        lock (_lock)
        {
            Exchange(_operation.CreateWaiting(
                (userAttributes ?? new Dictionary<string, object?>()).ToDictionary(entry => entry.Key, entry => JsonSerializer.SerializeToElement(entry.Value)),
                new Dictionary<string, JsonElement> { [FixedParameters] = JsonSerializer.SerializeToElement(parameters) }));
            return _state.LastCreatedBy(_options.Worker);
        }
    }

    /// <summary>Remarks on the study.</summary>
    public void SetUserAttribute(string name, object? value)
    {
        lock (_lock)
        {
            Exchange(_operation.SetStudyAttribute(name, JsonSerializer.SerializeToElement(value)));
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

    internal object? Suggest(StudyTrial asked, string name, Distribution distribution)
    {
        lock (_lock)
        {
            if (_state[asked.Number].Parameters.TryGetValue(name, out Parameter? known))
            {
                return known.Distribution.IsCompatibleWith(distribution) ? known.Value
                    : throw new ArgumentException($"Trial {asked.Number} has {name} with another distribution already.", nameof(distribution));
            }

            Parameter drawn = Draw(asked, name, distribution);
            Set(asked.Number, [drawn]);
            return drawn.Value;
        }
    }

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
            Exchange(_operation.SetAttribute(trial, name, JsonSerializer.SerializeToElement(value), isSystem));
        }
    }

    internal Trial TrialOf(int number)
    {
        lock (_lock)
        {
            return _state[number];
        }
    }

    private double Loss(Trial trial) => Directions[0] == Direction.Minimize ? trial.Value : -trial.Value;

    private Trial Tell(Trial trial, TrialState state, IReadOnlyList<double> values)
    {
        bool hasValues = values.Count > 0 || (state == TrialState.Pruned && trial.Last is not null && Directions.Count == 1);
        IReadOnlyList<double> told = !hasValues ? [] : values.Count > 0 ? values : [trial.Last!.Value.Value];
        if (told.Any(double.IsNaN))
        {
            (state, told) = (state == TrialState.Pruned ? state : TrialState.Failed, []);
        }

        Exchange(_operation.SetState(trial.Number, state, told));
        return _state[trial.Number];
    }

    // Another worker may be first: the log's order decides.
    private int? StartWaiting()
    {
        Exchange();
        foreach (int number in _state.Trials.Where(trial => trial.State == TrialState.Waiting).Select(trial => trial.Number).ToList())
        {
            Exchange(_operation.SetState(number, TrialState.Running));
            if (_state[number].Worker == _options.Worker)
            {
                return number;
            }
        }

        return null;
    }

    private int Create()
    {
        Exchange(_operation.CreateTrial());
        return _state.LastCreatedBy(_options.Worker);
    }

    private Parameter Draw(StudyTrial asked, string name, Distribution distribution)
    {
        Trial trial = _state[asked.Number];
        if (trial.SystemAttributes.TryGetValue(FixedParameters, out JsonElement given) && given.TryGetProperty(name, out JsonElement value))
        {
            return new Parameter(name, distribution.RepresentationOf(DistributionJson.ReadScalar(value)), distribution);
        }

        if (asked.JointSpace.TryGetValue(name, out Distribution? joint) && joint.IsCompatibleWith(distribution)
            && asked.Joint.TryGetValue(name, out double drawn) && distribution.Contains(drawn))
        {
            return new Parameter(name, drawn, distribution);
        }

        ulong seed = RandomStream.Derive(RandomStream.Derive(_options.Seed, (ulong)trial.Number), NameHash(name));
        return new Parameter(name, distribution.IsSingle
            ? distribution.Draw(new RandomStream(seed))
            : _options.Sampler.Sample(_state, trial, name, distribution, new RandomStream(seed)), distribution);
    }

    private void Set(int trial, IReadOnlyList<Parameter> parameters)
    {
        Exchange([.. parameters.Select(parameter => _operation.SetParameter(trial, parameter))]);
        foreach (Parameter parameter in parameters)
        {
            if (!_state[trial].Parameters.ContainsKey(parameter.Name) && !_state[trial].IsFinished)
            {
                throw new ArgumentException($"The study {Name} has {parameter.Name} with another distribution than {parameter.Distribution}.");
            }
        }
    }

    private void Exchange(params string[] operations) => _state.Apply(_log.Exchange(_state.Operations, operations));

    // FNV-1a: the same on every machine, unlike string.GetHashCode.
    private static ulong NameHash(string name) => name.Aggregate(14695981039346656037UL, (hash, letter) => (hash ^ letter) * 1099511628211UL);
}
