using System.Text.Json;
using MuZero.Errors;
using MuZero.Numerics;
using MuZero.Tuning.Spaces;

namespace MuZero.Tuning.Studies;

/// <content>Trials are begun here, and their parameters drawn.</content>
public sealed partial class Study
{
    private const string FixedParameters = "fixed_params";

    /// <summary>Begins a trial: one that waits, or else a new one.</summary>
    /// <param name="space">Parameters to draw at once; others can be suggested later.</param>
    /// <exception cref="UserException">The log cannot be read or written.</exception>
    public StudyTrial Ask(IReadOnlyDictionary<string, Distribution>? space = null)
    {
        lock (_lock)
        {
            return Begin(StartWaiting() ?? Create(), space);
        }
    }

    /// <summary>Begins a trial unless the study has enough of them: settled, running and waiting ones count.</summary>
    /// <param name="trials">The number of trials that the study ends with, however many workers ask.</param>
    /// <param name="space">Parameters to draw at once; others can be suggested later.</param>
    /// <returns>The trial, or null: then trials that run elsewhere may still fail and make room for others.</returns>
    /// <exception cref="UserException">The log cannot be read or written.</exception>
    public StudyTrial? AskWithin(int trials, IReadOnlyDictionary<string, Distribution>? space = null)
    {
        lock (_lock)
        {
            return (StartWaiting() ?? CreateWithin(trials)) is { } number ? Begin(number, space) : null;
        }
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
                [],
                (userAttributes ?? new Dictionary<string, object?>())
                    .ToDictionary(entry => entry.Key, entry => JsonSerializer.SerializeToElement(entry.Value, _namedNumbers)),
                new Dictionary<string, JsonElement> { [FixedParameters] = JsonSerializer.SerializeToElement(parameters) }));
            return _state.LastCreatedBy(_options.Worker);
        }
    }

    internal object? Suggest(StudyTrial asked, string name, Distribution distribution)
    {
        lock (_lock)
        {
            if (_state[asked.Number].Parameters.TryGetValue(name, out Parameter? known))
            {
                return known.Distribution.IsCompatibleWith(distribution) ? known.Value
                    : throw new ArgumentException($"Trial {asked.Number} has {name} with another distribution already.",
                        nameof(distribution));
            }

            Parameter drawn = Draw(asked, name, distribution);
            Set(asked.Number, [drawn]);
            return drawn.Value;
        }
    }

    private StudyTrial Begin(int number, IReadOnlyDictionary<string, Distribution>? space)
    {
        Trial trial = _state[number];
        RandomStream random = new(RandomStream.Derive(_options.Seed, (ulong)number));
        IReadOnlyDictionary<string, Distribution> joint = _options.Sampler.JointSpace(_state, trial);
        StudyTrial asked = new(this, number, joint, joint.Count == 0 ? new Dictionary<string, double>()
            : _options.Sampler.SampleJointly(_state, trial, joint, random));
        Parameter[] drawn = space is null ? [] : [.. space.Where(entry => !trial.Parameters.ContainsKey(entry.Key))
            .Select(entry => Draw(asked, entry.Key, entry.Value))];
        if (drawn.Length > 0)
        {
            Set(number, drawn);
        }

        return asked;
    }

    // Another worker may be first: the log's order decides.
    private int? StartWaiting()
    {
        Exchange();
        foreach (int number in _state.Waiting.ToList())
        {
            Exchange(_operation.SetState(number, TrialState.Running));
            if (_state[number].Worker == _options.Worker)
            {
                return number;
            }
        }

        return null;
    }

    private int? CreateWithin(int trials)
    {
        int last = _state.LastCreatedBy(_options.Worker);
        while (trials - (_state.Settled + _state.Running.Count + _state.Waiting.Count) is > 0 and var room)
        {
            // Each operation that was not read yet adds one trial at most.
            Exchange([_operation.CreateTrial()], maxUnread: room - 1);
            if (_state.LastCreatedBy(_options.Worker) is var created && created != last)
            {
                return created;
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
            return new Parameter(name, Given(trial, name, distribution, value), distribution);
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

    private static double Given(Trial trial, string name, Distribution distribution, JsonElement value)
    {
        try
        {
            return distribution.RepresentationOf(DistributionJson.ReadScalar(value));
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            throw UserException.Usage(
                $"Trial {trial.Number} was enqueued with {name} {value.GetRawText()}, which is not in its range: "
                + $"{fault.Message.Split(" (Param", 2)[0]} Enqueue another value, or widen the range.");
        }
    }

    private void Set(int trial, IReadOnlyList<Parameter> parameters)
    {
        Exchange([.. parameters.Select(parameter => _operation.SetParameter(trial, parameter))]);
        foreach (Parameter parameter in parameters)
        {
            if (!_state[trial].Parameters.ContainsKey(parameter.Name) && !_state[trial].IsFinished)
            {
                throw new ArgumentException(
                    $"The study {Name} has {parameter.Name} with another distribution than {parameter.Distribution}.");
            }
        }
    }

    // FNV-1a: the same on every machine, unlike string.GetHashCode.
    private static ulong NameHash(string name)
        => name.Aggregate(14695981039346656037UL, (hash, letter) => (hash ^ letter) * 1099511628211UL);
}
