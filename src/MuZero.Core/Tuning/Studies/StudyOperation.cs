using System.Globalization;
using System.Text;
using System.Text.Json;
using MuZero.Tuning.Spaces;

namespace MuZero.Tuning.Studies;

/// <summary>The kinds of operations; the numbers are those of Optuna's journal.</summary>
internal enum OperationCode
{
    CreateStudy = 0,
    DeleteStudy = 1,
    SetStudyUserAttribute = 2,
    SetStudySystemAttribute = 3,
    CreateTrial = 4,
    SetParameter = 5,
    SetState = 6,
    SetIntermediate = 7,
    SetUserAttribute = 8,
    SetSystemAttribute = 9,
}

/// <summary>Writes the lines of a study's log in the notation of Optuna's journal files, so that either program opens the
/// other's.</summary>
/// <param name="worker">The worker that issues the operations.</param>
/// <param name="time">The clock of starts and ends.</param>
/// <param name="study">The study that the operations are for; it knows the ids of its trials.</param>
internal sealed class StudyOperation(string worker, TimeProvider time, StudyState study)
{
    private const string Opening = "{\"op_code\":";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff";

    /// <summary>The kind of an operation of this program; null for others, whose fields may come in another order.</summary>
    public static OperationCode? CodeOf(string operation)
        => operation.StartsWith(Opening, StringComparison.Ordinal) && operation.Length > Opening.Length + 1
            && operation[Opening.Length + 1] == ','
            ? (OperationCode)(operation[Opening.Length] - '0') : null;

    /// <summary>True if a power cut must not take back the operation: ends of trials, waiting trials, studies.</summary>
    public static bool MustReachDisk(string operation) => CodeOf(operation) switch
    {
        OperationCode.CreateTrial or OperationCode.SetState => operation.Contains("\"datetime_complete\"", StringComparison.Ordinal)
            || operation.Contains("\"state\":4", StringComparison.Ordinal),
        OperationCode code => code == OperationCode.CreateStudy,
        null => true,
    };

    public string CreateStudy(string name, IReadOnlyList<Direction> directions) => Write(OperationCode.CreateStudy, json =>
    {
        json.WriteString("study_name", name);
        json.WriteStartArray("directions");
        foreach (Direction direction in directions)
        {
            json.WriteNumberValue((int)direction);
        }

        json.WriteEndArray();
    });

    public string SetStudyAttribute(string name, JsonElement value) => Write(OperationCode.SetStudyUserAttribute, json =>
    {
        json.WriteNumber("study_id", study.Id);
        WriteAttribute(json, "user_attr", name, value);
    });

    /// <summary>A trial that starts now.</summary>
    public string CreateTrial() => Write(OperationCode.CreateTrial, json =>
    {
        json.WriteNumber("study_id", study.Id);
        json.WriteString("datetime_start", Now());
    });

    /// <summary>A trial that waits for a worker, with parameters and attributes.</summary>
    public string CreateWaiting(
        IEnumerable<Parameter> parameters,
        IReadOnlyDictionary<string, JsonElement> userAttributes,
        IReadOnlyDictionary<string, JsonElement> systemAttributes)
        => Write(OperationCode.CreateTrial, json =>
        {
            json.WriteNumber("study_id", study.Id);
            json.WriteNull("datetime_start");
            json.WriteNumber("state", (int)TrialState.Waiting);
            json.WriteNull("value");
            json.WriteNull("values");
            WriteParameters(json, parameters);
            WriteAttributes(json, "user_attrs", userAttributes);
            WriteAttributes(json, "system_attrs", systemAttributes);
            json.WriteStartObject("intermediate_values");
            json.WriteEndObject();
        });

    public string SetParameter(int trial, Parameter parameter) => Write(OperationCode.SetParameter, json =>
    {
        json.WriteNumber("trial_id", study.IdOf(trial));
        json.WriteString("param_name", parameter.Name);
        json.WriteNumber("param_value_internal", parameter.Representation);
        json.WriteString("distribution", DistributionJson.Write(parameter.Distribution));
    });

    public string SetState(int trial, TrialState state, IReadOnlyList<double>? values = null) => Write(OperationCode.SetState, json =>
    {
        json.WriteNumber("trial_id", study.IdOf(trial));
        json.WriteNumber("state", (int)state);
        if (values is null or { Count: 0 })
        {
            json.WriteNull("values");
        }
        else
        {
            json.WriteStartArray("values");
            foreach (double value in values)
            {
                WriteNumber(json, value);
            }

            json.WriteEndArray();
        }

        if (state != TrialState.Waiting)
        {
            json.WriteString(state == TrialState.Running ? "datetime_start" : "datetime_complete", Now());
        }
    });

    public string SetIntermediate(int trial, IntermediateValue reported) => Write(OperationCode.SetIntermediate, json =>
    {
        json.WriteNumber("trial_id", study.IdOf(trial));
        json.WriteNumber("step", reported.Step);
        json.WritePropertyName("intermediate_value");
        WriteNumber(json, reported.Value);
    });

    public string SetAttribute(int trial, string name, JsonElement value, bool isSystem = false)
        => Write(isSystem ? OperationCode.SetSystemAttribute : OperationCode.SetUserAttribute, json =>
        {
            json.WriteNumber("trial_id", study.IdOf(trial));
            WriteAttribute(json, isSystem ? "system_attr" : "user_attr", name, value);
        });

    private string Write(OperationCode code, Action<Utf8JsonWriter> write)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("op_code", (int)code);
            json.WriteString("worker_id", worker);
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private string Now() => time.GetLocalNow().DateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static void WriteParameters(Utf8JsonWriter json, IEnumerable<Parameter> parameters)
    {
        json.WriteStartObject("distributions");
        foreach (Parameter parameter in parameters)
        {
            json.WriteString(parameter.Name, DistributionJson.Write(parameter.Distribution));
        }

        json.WriteEndObject();
        json.WriteStartObject("params");
        foreach (Parameter parameter in parameters)
        {
            json.WriteNumber(parameter.Name, parameter.Representation);
        }

        json.WriteEndObject();
    }

    private static void WriteAttribute(Utf8JsonWriter json, string group, string name, JsonElement value)
        => WriteAttributes(json, group, new Dictionary<string, JsonElement> { [name] = value });

    private static void WriteAttributes(Utf8JsonWriter json, string group, IReadOnlyDictionary<string, JsonElement> attributes)
    {
        json.WriteStartObject(group);
        foreach ((string name, JsonElement value) in attributes)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }

        json.WriteEndObject();
    }

    // Python writes and reads these words without quotes, which JSON itself does not have.
    private static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteRawValue(double.IsNaN(value) ? "NaN" : value > 0.0 ? "Infinity" : "-Infinity", skipInputValidation: true);
        }
    }
}
