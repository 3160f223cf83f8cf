using System.Text.Json;
using MuZero.Tuning.Spaces;

namespace MuZero.Tuning.Studies;

/// <summary>The state of a trial; the numbers are those of a journal file.</summary>
public enum TrialState
{
    /// <summary>A worker runs it.</summary>
    Running = 0,

    /// <summary>It ended with its values.</summary>
    Complete = 1,

    /// <summary>It was ended early, because its intermediate values were worse than others'.</summary>
    Pruned = 2,

    /// <summary>It ended without a value.</summary>
    Failed = 3,

    /// <summary>It has not been started.</summary>
    Waiting = 4,
}

/// <summary>The direction of an objective; the numbers are those of a journal file.</summary>
public enum Direction
{
    /// <summary>Smaller is better.</summary>
    Minimize = 1,

    /// <summary>Larger is better.</summary>
    Maximize = 2,
}

/// <summary>A parameter of a trial.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Representation">Its value as a number, see <see cref="Distribution"/>.</param>
/// <param name="Distribution">The range that it was drawn from.</param>
public sealed record Parameter(string Name, double Representation, Distribution Distribution)
{
    /// <summary>Its value: double, long, or a choice.</summary>
    public object? Value => Distribution.ValueOf(Representation);
}

/// <summary>A value that a trial reported while it ran.</summary>
/// <param name="Step">The step, such as the training iteration.</param>
/// <param name="Value">The value of the study's objective at that step; may be NaN.</param>
public readonly record struct IntermediateValue(long Step, double Value);

/// <summary>One trial of a study as it was when it was read. Immutable.</summary>
public sealed record Trial
{
    /// <summary>Its number in the study, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>Its state.</summary>
    public required TrialState State { get; init; }

    /// <summary>A value per objective if it is complete; a pruned trial may have them too.</summary>
    public IReadOnlyList<double> Values { get; init; } = [];

    /// <summary>The value of the only objective, or NaN if there is none yet.</summary>
    public double Value => Values.Count > 0 ? Values[0] : double.NaN;

    /// <summary>Its parameters by name.</summary>
    public IReadOnlyDictionary<string, Parameter> Parameters { get; init; } = new Dictionary<string, Parameter>();

    /// <summary>The values that it reported, by ascending step.</summary>
    public IReadOnlyList<IntermediateValue> Intermediate { get; init; } = [];

    /// <summary>The user's remarks by name.</summary>
    public IReadOnlyDictionary<string, JsonElement> UserAttributes { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Samplers' and schedulers' remarks by name.</summary>
    public IReadOnlyDictionary<string, JsonElement> SystemAttributes { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>The violation of each constraint, at most 0 if it is met; empty if the study has none.</summary>
    public IReadOnlyList<double> Constraints { get; init; } = [];

    /// <summary>True if all constraints are met.</summary>
    public bool IsFeasible => Constraints.All(violation => violation <= 0.0);

    /// <summary>The local time of its start, or null.</summary>
    public DateTime? Started { get; init; }

    /// <summary>The local time of its end, or null.</summary>
    public DateTime? Completed { get; init; }

    /// <summary>The worker that started it; empty before the start.</summary>
    public string Worker { get; init; } = "";

    /// <summary>True if it is complete, pruned or failed; it never changes again.</summary>
    public bool IsFinished => State is TrialState.Complete or TrialState.Pruned or TrialState.Failed;

    /// <summary>The last intermediate value, or null.</summary>
    public IntermediateValue? Last => Intermediate.Count > 0 ? Intermediate[^1] : null;
}
