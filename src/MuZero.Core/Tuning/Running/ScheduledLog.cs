using System.Text.Json;
using MuZero.Tuning.Schedulers;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Running;

/// <summary>A study's log that tells every event to a scheduler in the log's order, so that all workers, and a study that is resumed, come
/// to the same decisions.</summary>
/// <remarks>A trial is added when its parameters are complete, which the system attribute <see cref="Parameters"/> marks. An exploit is
/// decided by the scheduler and done when the attribute <see cref="Exploited"/> marks it; until then it is pending.</remarks>
internal sealed class ScheduledLog(IStudyLog log, Func<ITrialScheduler> create, Direction direction, int trials) : IStudyLog
{
    /// <summary>A trial's parameters by name, when all of them are drawn.</summary>
    public const string Parameters = "muzero:parameters";

    /// <summary>The exploits of a trial that were done: time, source, parameters.</summary>
    public const string Exploited = "muzero:exploited";

    /// <summary>The present parameters of a trial by name: those of its last exploit, else those that it began with.</summary>
    public static IReadOnlyDictionary<string, object?> ParametersOf(Trial trial)
    {
        IReadOnlyDictionary<string, JsonElement> attributes = trial.SystemAttributes;
        return attributes.TryGetValue(Exploited, out JsonElement exploits) && exploits.GetArrayLength() > 0
                ? Values(exploits[exploits.GetArrayLength() - 1].GetProperty("parameters"))
            : attributes.TryGetValue(Parameters, out JsonElement begun) ? Values(begun)
            : trial.Parameters.ToDictionary(entry => entry.Key, entry => entry.Value.Value);
    }

    private readonly Lock _lock = new();
    private readonly Dictionary<int, TrialDecision> _decisions = [];
    private readonly Dictionary<int, double> _times = [];
    private readonly HashSet<int> _added = [];
    private readonly HashSet<int> _ended = [];
    private ITrialScheduler _scheduler = create();
    private long _told;
    private bool _isFull;

    /// <summary>The decision on a trial after its last report.</summary>
    public TrialDecision Decision(int trial)
    {
        lock (_lock)
        {
            return _decisions.GetValueOrDefault(trial, TrialDecision.Continue);
        }
    }

    /// <summary>The time of a trial's last report on its present course, or NaN.</summary>
    public double Time(int trial)
    {
        lock (_lock)
        {
            return _times.GetValueOrDefault(trial, double.NaN);
        }
    }

    /// <summary>True if a trial has all its parameters.</summary>
    public bool IsAdded(int trial)
    {
        lock (_lock)
        {
            return _added.Contains(trial);
        }
    }

    /// <summary>The schedule of a trial's parameters if the scheduler changes them, or null.</summary>
    public PopulationBasedSchedule? Schedule(int trial)
    {
        lock (_lock)
        {
            return (_scheduler as PopulationBasedTraining)?.ScheduleOf(trial);
        }
    }

    /// <summary>Waiting trials that end without running again.</summary>
    public IReadOnlyList<int> Dropped(IReadOnlyList<int> waiting)
    {
        lock (_lock)
        {
            return waiting.Count == 0 ? [] : _scheduler.Dropped(waiting);
        }
    }

    /// <summary>The waiting trial that runs next, or null.</summary>
    public int? Next(IReadOnlyList<int> waiting)
    {
        lock (_lock)
        {
            return waiting.Count == 0 ? null : _scheduler.Next(waiting);
        }
    }

    /// <summary>Tells the scheduler that no trial is added any more.</summary>
    public void AllAdded()
    {
        lock (_lock)
        {
            if (!_isFull)
            {
                _isFull = true;
                _scheduler.AllAdded();
            }
        }
    }

    /// <inheritdoc/>
    public string Location => log.Location;

    /// <inheritdoc/>
    public IReadOnlyList<string> Exchange(long from, IReadOnlyList<string> operations, long maxUnread = long.MaxValue)
    {
        lock (_lock)
        {
            if (from == 0 && _told > 0)
            {
                Restart(); // the reader starts again from the first operation
            }

            IReadOnlyList<string> read = log.Exchange(from, operations, maxUnread);
            for (int i = (int)(_told - from); i < read.Count; i++, _told++)
            {
                try
                {
                    Tell(read[i]);
                }
                catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException
                    or FormatException)
                {
                    // The study, which reads the same line next, names the damage.
                }
            }

            return read;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => log.Dispose();

    private void Restart()
    {
        _scheduler = create();
        _decisions.Clear();
        _times.Clear();
        _added.Clear();
        _ended.Clear();
        (_told, _isFull) = (0, false);
    }

    private void Tell(string line)
    {
        using JsonDocument document = JsonDocument.Parse(JournalNumbers.Quote(line));
        JsonElement operation = document.RootElement;
        OperationCode code = (OperationCode)operation.GetProperty("op_code").GetInt32();
        if (!operation.TryGetProperty("trial_id", out JsonElement id) || id.GetInt32() is var trial && _ended.Contains(trial))
        {
            return;
        }

        switch (code)
        {
            case OperationCode.SetSystemAttribute:
                Attribute(trial, operation.GetProperty("system_attr"));
                break;
            case OperationCode.SetIntermediate when _added.Contains(trial):
                Report(trial, operation.GetProperty("step").GetInt64(), JournalNumbers.Read(operation.GetProperty("intermediate_value")));
                break;
            case OperationCode.SetState when operation.GetProperty("state")
                .GetInt32() is not ((int)TrialState.Running or (int)TrialState.Waiting):
                _ended.Add(trial);
                if (_added.Contains(trial))
                {
                    _scheduler.Ended(trial);
                }

                break;
            default:
                break;
        }
    }

    private void Attribute(int trial, JsonElement attributes)
    {
        if (attributes.TryGetProperty(Parameters, out JsonElement parameters) && _added.Add(trial))
        {
            _scheduler.Added(trial, Values(parameters));
            if (_added.Count >= trials && !_isFull)
            {
                _isFull = true;
                _scheduler.AllAdded();
            }
        }

        if (attributes.TryGetProperty(Exploited, out JsonElement exploits) && exploits.GetArrayLength() > 0)
        {
            _decisions[trial] = TrialDecision.Continue;
            _times[trial] = exploits[exploits.GetArrayLength() - 1].GetProperty("from").GetDouble();
        }
    }

    private static Dictionary<string, object?> Values(JsonElement parameters)
        => parameters.EnumerateObject().ToDictionary(entry => entry.Name, entry => DistributionJson.ReadScalar(entry.Value));

    private void Report(int trial, long time, double value)
    {
        _times[trial] = time;
        _decisions[trial] = _scheduler.Reported(trial, time, direction == Direction.Minimize ? -value : value);
    }
}
