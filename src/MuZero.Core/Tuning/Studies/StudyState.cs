using System.Text.Json;
using MuZero.Errors;
using MuZero.Tuning.Spaces;

namespace MuZero.Tuning.Studies;

/// <summary>A study as the replay of its log: the same operations in the same order give the same study.</summary>
/// <remarks>Conflicts between workers are settled here, by the order of the log: the first to start a waiting trial owns it, and an
/// operation on a finished trial has no effect. Not safe for several threads; <see cref="Study"/> guards it.</remarks>
public sealed class StudyState
{
    private readonly string? _wanted;
    private readonly string _location;
    private StudyIds _ids;
    private readonly DistributionReader _reader = new();
    private readonly List<TrialDraft> _trials = [];
    private List<Trial> _finished = []; // a new list after a restart: caches of samplers belong to a list
    private readonly Dictionary<string, Distribution> _parameters = [];
    private readonly Dictionary<string, int> _lastCreated = [];
    private readonly Dictionary<string, JsonElement> _userAttributes = [];
    private readonly Dictionary<string, JsonElement> _systemAttributes = [];
    private readonly SortedSet<int> _waiting = [];
    private readonly SortedSet<int> _running = [];
    private readonly HashSet<int> _retried = [];

    /// <summary>A study that has not been created.</summary>
    /// <param name="name">The study to follow in a log that may hold several; null for the first.</param>
    /// <param name="location">The log's place for messages.</param>
    public StudyState(string? name = null, string location = "the study's log")
        => (_wanted, _location, _ids) = (name, location, new StudyIds(name));

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

    /// <summary>The number of complete, pruned and failed trials, without the failed ones that were tried again as another trial.</summary>
    public int Settled => _finished.Count - _retried.Count(number => number < _trials.Count && _trials[number].IsFinished);

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
                    $"Line {Operations + 1} of {_location} is damaged ({fault.Message.TrimEnd('.')}). Restore the log from a copy.", fault);
            }

            Operations++;
        }
    }

    /// <summary>The id of the study in its log; -1 before it was created and after it was deleted.</summary>
    internal int Id => _ids.Study;

    /// <summary>The names of all studies in the log.</summary>
    internal IEnumerable<string> Names => _ids.Names;

    /// <summary>The worker that created the study.</summary>
    internal string CreatedBy { get; private set; } = "";

    /// <summary>The numbers of waiting trials, ascending.</summary>
    internal IReadOnlyCollection<int> Waiting => _waiting;

    /// <summary>The numbers of running trials, ascending.</summary>
    internal IReadOnlyCollection<int> Running => _running;

    /// <summary>The number of the trial of an id, or -1 if it is not one of the study.</summary>
    internal int NumberOf(int trialId) => _ids.NumberOf(trialId);

    /// <summary>The id of a trial in the log.</summary>
    internal int IdOf(int number) => _ids.IdOf(number);

    /// <summary>Forgets everything, to replay the log from its first operation.</summary>
    internal void Restart()
    {
        Clear();
        _ids = new StudyIds(_wanted);
        Operations = 0;
    }

    /// <summary>The number of the newest trial that a worker created, or -1.</summary>
    internal int LastCreatedBy(string worker) => _lastCreated.GetValueOrDefault(worker, -1);

    private void Apply(JsonElement operation)
    {
        OperationCode code = (OperationCode)operation.GetProperty("op_code").GetInt32();
        switch (code)
        {
            case OperationCode.CreateStudy:
                CreateStudy(operation);
                break;
            case OperationCode.DeleteStudy:
                DeleteStudy(operation);
                break;
            case OperationCode.SetStudyUserAttribute when IsThis(operation):
                Add(_userAttributes, operation.GetProperty("user_attr"));
                break;
            case OperationCode.SetStudySystemAttribute when IsThis(operation):
                Add(_systemAttributes, operation.GetProperty("system_attr"));
                break;
            case OperationCode.CreateTrial when _ids.CreateTrial(operation.GetProperty("study_id").GetInt32()):
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

    private void CreateStudy(JsonElement operation)
    {
        string name = operation.GetProperty("study_name").GetString()!;
        if (_ids.CreateStudy(name))
        {
            Name = name;
            CreatedBy = operation.GetProperty("worker_id").GetString()!;
            Directions = [.. operation.GetProperty("directions").EnumerateArray().Select(direction => ReadDirection(direction.GetInt32()))];
        }
    }

    private void DeleteStudy(JsonElement operation)
    {
        if (_ids.DeleteStudy(operation.GetProperty("study_id").GetInt32()))
        {
            Clear();
        }
    }

    private void Clear()
    {
        (Name, CreatedBy, Directions) = ("", "", []);
        _trials.Clear();
        _finished = [];
        _parameters.Clear();
        _lastCreated.Clear();
        _userAttributes.Clear();
        _systemAttributes.Clear();
        _waiting.Clear();
        _running.Clear();
        _retried.Clear();
    }

    private void Create(JsonElement operation)
    {
        TrialDraft trial = TrialDraft.Read(_trials.Count, operation, _reader);
        _trials.Add(trial);
        _lastCreated[trial.CreatedBy] = trial.Number;
        foreach (Parameter parameter in trial.Snapshot().Parameters.Values)
        {
            _parameters[parameter.Name] = parameter.Distribution;
        }

        _retried.UnionWith(RetriedTrial.Before(trial.Snapshot()));

        Note(trial);
    }

    private void Change(OperationCode code, JsonElement operation)
    {
        int number = _ids.NumberOf(operation.GetProperty("trial_id").GetInt32());
        if (number < 0 || _trials[number].IsFinished)
        {
            return;
        }

        TrialDraft trial = _trials[number];
        switch (code)
        {
            case OperationCode.SetParameter:
                trial.SetParameter(operation, _parameters, _reader);
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
        Enter(_waiting, trial, TrialState.Waiting);
        Enter(_running, trial, TrialState.Running);
        if (trial.IsFinished)
        {
            _finished.Add(trial.Snapshot());
        }
    }

    private static void Enter(SortedSet<int> trials, TrialDraft trial, TrialState state)
    {
        if (trial.State == state)
        {
            trials.Add(trial.Number);
        }
        else
        {
            trials.Remove(trial.Number);
        }
    }

    private bool IsThis(JsonElement operation) => Exists && operation.GetProperty("study_id").GetInt32() == _ids.Study;

    private static Direction ReadDirection(int number) => number == (int)Direction.Maximize ? Direction.Maximize : Direction.Minimize;

    private static void Add(Dictionary<string, JsonElement> attributes, JsonElement added)
    {
        foreach (JsonProperty attribute in added.EnumerateObject())
        {
            attributes[attribute.Name] = attribute.Value.Clone();
        }
    }
}
