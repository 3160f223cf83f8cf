using System.Globalization;
using System.Text.Json;
using MuZero.Errors;
using MuZero.Tuning.Spaces;

namespace MuZero.Tuning.Studies;

/// <summary>A study as the replay of its log: whoever applies the same operations in the same order sees the same study.</summary>
/// <remarks>Conflicts between workers are settled here, by the order of the log: the first to start a waiting trial owns it, and an operation on
/// a finished trial has no effect. Not safe for several threads; <see cref="Study"/> guards it.</remarks>
public sealed class StudyState
{
    private readonly List<TrialDraft> _trials = [];
    private readonly List<Trial> _finished = [];
    private readonly Dictionary<string, Distribution> _parameters = [];
    private readonly Dictionary<string, int> _lastCreated = [];
    private readonly Dictionary<string, JsonElement> _userAttributes = [];
    private readonly Dictionary<string, JsonElement> _systemAttributes = [];

    /// <summary>The study's name; empty before it was created.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The direction of each objective.</summary>
    public IReadOnlyList<Direction> Directions { get; private set; } = [];

    /// <summary>True once the log has created the study.</summary>
    public bool Exists => Directions.Count > 0;

    /// <summary>The operations applied so far.</summary>
    public long Operations { get; private set; }

    /// <summary>The number of trials of any state.</summary>
    public int Count => _trials.Count;

    /// <summary>Complete, pruned and failed trials, in the order in which they ended.</summary>
    public IReadOnlyList<Trial> Finished => _finished;

    /// <summary>Every parameter that a trial has had, with its last distribution.</summary>
    public IReadOnlyDictionary<string, Distribution> Parameters => _parameters;

    /// <summary>The user's remarks by name.</summary>
    public IReadOnlyDictionary<string, JsonElement> UserAttributes => _userAttributes;

    /// <summary>Samplers' and schedulers' remarks by name.</summary>
    public IReadOnlyDictionary<string, JsonElement> SystemAttributes => _systemAttributes;

    /// <summary>The trial of a number.</summary>
    public Trial this[int number] => _trials[number].Snapshot();

    /// <summary>All trials by number.</summary>
    public IEnumerable<Trial> Trials => _trials.Select(trial => trial.Snapshot());

    /// <summary>Applies operations in the log's order.</summary>
    /// <exception cref="CorruptDataException">A line is not an operation.</exception>
    public void Apply(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(JournalNumbers.Quote(line));
                Apply(document.RootElement);
            }
            catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new CorruptDataException(
                    $"Operation {Operations + 1} of the study's log is damaged ({fault.Message.TrimEnd('.')}). Restore the log from a copy.", fault);
            }

            Operations++;
        }
    }

    /// <summary>The number of the newest trial that a worker created, or -1.</summary>
    internal int LastCreatedBy(string worker) => _lastCreated.GetValueOrDefault(worker, -1);

    private void Apply(JsonElement operation)
    {
        OperationCode code = (OperationCode)operation.GetProperty("op_code").GetInt32();
        switch (code)
        {
            case OperationCode.CreateStudy when !Exists:
                Name = operation.GetProperty("study_name").GetString()!;
                Directions = [.. operation.GetProperty("directions").EnumerateArray().Select(direction => ReadDirection(direction.GetInt32()))];
                break;
            case OperationCode.SetStudyUserAttribute when IsThis(operation):
                Add(_userAttributes, operation.GetProperty("user_attr"));
                break;
            case OperationCode.SetStudySystemAttribute when IsThis(operation):
                Add(_systemAttributes, operation.GetProperty("system_attr"));
                break;
            case OperationCode.CreateTrial when IsThis(operation):
                Create(operation);
                break;
            case OperationCode.SetParameter or OperationCode.SetState or OperationCode.SetIntermediate or OperationCode.SetUserAttribute
                or OperationCode.SetSystemAttribute:
                Change(code, operation);
                break;
            default:
                break; // of another study in the same log, or of a later version
        }
    }

    private void Create(JsonElement operation)
    {
        TrialDraft trial = TrialDraft.Read(_trials.Count, operation);
        _trials.Add(trial);
        _lastCreated[trial.CreatedBy] = trial.Number;
        foreach (Parameter parameter in trial.Snapshot().Parameters.Values)
        {
            _parameters[parameter.Name] = parameter.Distribution;
        }

        Note(trial);
    }

    private void Change(OperationCode code, JsonElement operation)
    {
        int number = operation.GetProperty("trial_id").GetInt32();
        if (number < 0 || number >= _trials.Count || _trials[number].IsFinished)
        {
            return;
        }

        TrialDraft trial = _trials[number];
        switch (code)
        {
            case OperationCode.SetParameter:
                trial.SetParameter(operation, _parameters);
                break;
            case OperationCode.SetState:
                trial.SetState(operation);
                Note(trial);
                break;
            case OperationCode.SetIntermediate:
                trial.Report(new IntermediateValue(
                    operation.GetProperty("step").GetInt64(), JournalNumbers.Read(operation.GetProperty("intermediate_value"))));
                break;
            default:
                bool isSystem = code == OperationCode.SetSystemAttribute;
                trial.SetAttributes(operation.GetProperty(isSystem ? "system_attr" : "user_attr"), isSystem);
                break;
        }
    }

    private void Note(TrialDraft trial)
    {
        if (trial.IsFinished)
        {
            _finished.Add(trial.Snapshot());
        }
    }

    // A log holds one study; journals of Optuna may hold several, of which the first is read.
    private static bool IsThis(JsonElement operation) => operation.GetProperty("study_id").GetInt32() == 0;

    private static Direction ReadDirection(int number) => number == (int)Direction.Maximize ? Direction.Maximize : Direction.Minimize;

    private static void Add(Dictionary<string, JsonElement> attributes, JsonElement added)
    {
        foreach (JsonProperty attribute in added.EnumerateObject())
        {
            attributes[attribute.Name] = attribute.Value.Clone();
        }
    }
}

/// <summary>NaN and the infinities, which Python writes without quotes into JSON.</summary>
internal static class JournalNumbers
{
    private static readonly string[] _words = ["NaN", "-Infinity", "Infinity"];

    /// <summary>The line with quotes around these words where they are numbers.</summary>
    public static string Quote(string line)
    {
        if (!_words.Any(word => line.Contains(word, StringComparison.Ordinal)))
        {
            return line;
        }

        System.Text.StringBuilder quoted = new(line.Length + 16);
        bool isText = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (isText && line[i] == '\\')
            {
                quoted.Append(line[i++]);
            }
            else if (line[i] == '"')
            {
                isText = !isText;
            }
            else if (!isText && Array.Find(_words, word => string.CompareOrdinal(line, i, word, 0, word.Length) == 0) is { } word)
            {
                quoted.Append('"').Append(word).Append('"');
                i += word.Length - 1;
                continue;
            }

            quoted.Append(line[i]);
        }

        return quoted.ToString();
    }

    /// <summary>The number of an element: a number, one of the words in quotes, or NaN for null.</summary>
    public static double Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => double.NaN,
        JsonValueKind.String => element.GetString() switch
        {
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            string text => double.Parse(text, CultureInfo.InvariantCulture),
            null => double.NaN,
        },
        _ => element.GetDouble(),
    };
}
