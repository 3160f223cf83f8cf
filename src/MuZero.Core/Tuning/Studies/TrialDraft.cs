using System.Globalization;
using System.Text.Json;
using MuZero.Tuning.Spaces;

namespace MuZero.Tuning.Studies;

/// <summary>A trial while the log is replayed. Snapshots are made when they are asked for and kept until the next change.</summary>
internal sealed class TrialDraft(int number, string createdBy)
{
    private readonly Dictionary<string, Parameter> _parameters = [];
    private readonly SortedList<long, double> _intermediate = [];
    private readonly Dictionary<string, JsonElement> _userAttributes = [];
    private readonly Dictionary<string, JsonElement> _systemAttributes = [];
    private TrialState _state = TrialState.Running;
    private double[] _values = [];
    private DateTime? _started, _completed;
    private string _worker = "";
    private Trial? _snapshot;

    public int Number => number;

    public string CreatedBy => createdBy;

    public TrialState State => _state;

    public bool IsFinished => _state is TrialState.Complete or TrialState.Pruned or TrialState.Failed;

    /// <summary>The trial of a "create" operation.</summary>
    public static TrialDraft Read(int number, JsonElement operation, DistributionReader reader)
    {
        TrialDraft trial = new(number, operation.GetProperty("worker_id").GetString()!)
        {
            _started = Time(operation, "datetime_start"),
            _completed = Time(operation, "datetime_complete"),
        };
        if (operation.TryGetProperty("state", out JsonElement state))
        {
            trial._state = (TrialState)state.GetInt32();
            trial._values = Values(operation);
        }

        trial._worker = trial._state == TrialState.Waiting ? "" : trial.CreatedBy;
        if (operation.TryGetProperty("params", out JsonElement parameters))
        {
            JsonElement distributions = operation.GetProperty("distributions");
            foreach (JsonProperty parameter in parameters.EnumerateObject())
            {
                Distribution distribution = reader.Read(distributions.GetProperty(parameter.Name).GetString()!);
                trial._parameters[parameter.Name] = new Parameter(parameter.Name, parameter.Value.GetDouble(), distribution);
            }
        }

        foreach (JsonProperty reported in Members(operation, "intermediate_values"))
        {
            trial._intermediate[long.Parse(reported.Name, CultureInfo.InvariantCulture)] = JournalNumbers.Read(reported.Value);
        }

        trial.Add(trial._userAttributes, Members(operation, "user_attrs"));
        trial.Add(trial._systemAttributes, Members(operation, "system_attrs"));
        return trial;
    }

    /// <summary>Sets a parameter, unless the study has it with an incompatible distribution.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="known">The study's parameters; the parameter is added.</param>
    /// <param name="reader">Reads distributions.</param>
    public void SetParameter(JsonElement operation, Dictionary<string, Distribution> known, DistributionReader reader)
    {
        string name = operation.GetProperty("param_name").GetString()!;
        Distribution distribution = reader.Read(operation.GetProperty("distribution").GetString()!);
        if (known.TryGetValue(name, out Distribution? other) && !other.IsCompatibleWith(distribution))
        {
            return;
        }

        known[name] = distribution;
        _parameters[name] = new Parameter(name, operation.GetProperty("param_value_internal").GetDouble(), distribution);
        _snapshot = null;
    }

    public void SetState(JsonElement operation)
    {
        TrialState state = (TrialState)operation.GetProperty("state").GetInt32();
        if (state == TrialState.Running && _state == TrialState.Running)
        {
            return; // the worker that was first owns it
        }

        if (state == TrialState.Running)
        {
            _worker = operation.GetProperty("worker_id").GetString()!;
            _started = Time(operation, "datetime_start");
        }

        _state = state;
        _completed = Time(operation, "datetime_complete");
        _values = Values(operation) is { Length: > 0 } values ? values : _values;
        _snapshot = null;
    }

    public void Report(IntermediateValue reported)
    {
        _intermediate[reported.Step] = reported.Value;
        _snapshot = null;
    }

    public void SetAttributes(JsonElement added, bool isSystem)
        => Add(isSystem ? _systemAttributes : _userAttributes, added.EnumerateObject());

    /// <summary>The trial as it is now.</summary>
    public Trial Snapshot() => _snapshot ??= new Trial
    {
        Number = number,
        State = _state,
        Values = _values,
        Parameters = new Dictionary<string, Parameter>(_parameters),
        Intermediate = [.. _intermediate.Select(reported => new IntermediateValue(reported.Key, reported.Value))],
        UserAttributes = new Dictionary<string, JsonElement>(_userAttributes),
        SystemAttributes = new Dictionary<string, JsonElement>(_systemAttributes),
        Constraints = Constraints(),
        Started = _started,
        Completed = _completed,
        Worker = _worker,
    };

    private double[] Constraints() => _systemAttributes.TryGetValue("constraints", out JsonElement list)
        && list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Select(JournalNumbers.Read)]
        : [];

    private void Add(Dictionary<string, JsonElement> attributes, JsonElement.ObjectEnumerator added)
    {
        foreach (JsonProperty attribute in added)
        {
            attributes[attribute.Name] = attribute.Value.Clone();
        }

        _snapshot = null;
    }

    private static double[] Values(JsonElement operation)
    {
        if (operation.TryGetProperty("values", out JsonElement values) && values.ValueKind == JsonValueKind.Array)
        {
            return [.. values.EnumerateArray().Select(JournalNumbers.Read)];
        }

        return operation.TryGetProperty("value", out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? [JournalNumbers.Read(value)]
            : [];
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement operation, string name)
        => operation.TryGetProperty(name, out JsonElement members) ? members.EnumerateObject() : default;

    private static DateTime? Time(JsonElement operation, string name)
        => operation.TryGetProperty(name, out JsonElement time) && time.ValueKind == JsonValueKind.String
            ? DateTime.Parse(time.GetString()!, CultureInfo.InvariantCulture)
            : null;
}
