using MuZero.Tuning.Spaces;

namespace MuZero.Tuning.Studies;

/// <summary>A running trial, for the worker that asked for it.</summary>
public sealed class StudyTrial
{
    private readonly Study _study;

    internal StudyTrial(
        Study study, int number, IReadOnlyDictionary<string, Distribution> jointSpace, IReadOnlyDictionary<string, double> joint)
        => (_study, Number, JointSpace, Joint) = (study, number, jointSpace, joint);

    /// <summary>Its number in the study, from 0.</summary>
    public int Number { get; }

    /// <summary>The trial as the study has it.</summary>
    public Trial Snapshot => _study.TrialOf(Number);

    internal IReadOnlyDictionary<string, Distribution> JointSpace { get; }

    internal IReadOnlyDictionary<string, double> Joint { get; }

    /// <summary>The value of a real parameter; the same for every call with its name.</summary>
    /// <exception cref="ArgumentException">The range is not valid, or the study has the parameter with another kind of range.</exception>
    public double SuggestFloat(string name, double low, double high, bool log = false, double? step = null)
        => (double)Suggest(name, new FloatDistribution(low, high, log, step))!;

    /// <summary>The value of a whole parameter; the same for every call with its name.</summary>
    /// <exception cref="ArgumentException">The range is not valid, or the study has the parameter with another kind of range.</exception>
    public long SuggestInt(string name, long low, long high, bool log = false, long step = 1)
        => (long)Suggest(name, new IntDistribution(low, high, log, step))!;

    /// <summary>One of the choices; the same for every call with its name.</summary>
    /// <exception cref="ArgumentException">There is no choice, or the study has the parameter with other choices.</exception>
    public T SuggestCategorical<T>(string name, IReadOnlyList<T> choices)
    {
        CategoricalDistribution distribution = new([.. choices.Select(choice => (object?)choice)]);
        return choices[(int)distribution.RepresentationOf(Suggest(name, distribution))];
    }

    /// <summary>The value of a parameter: double, long, or a choice.</summary>
    /// <exception cref="ArgumentException">The study has the parameter with another kind of range.</exception>
    public object? Suggest(string name, Distribution distribution) => _study.Suggest(this, name, distribution);

    /// <summary>Reports the objective's value at a step, for pruning and for pictures.</summary>
    /// <param name="value">May be NaN.</param>
    /// <param name="step">Such as the training iteration; a later report of the same step replaces it.</param>
    public void Report(double value, long step) => _study.Report(Number, new IntermediateValue(step, value));

    /// <summary>True if the study's pruner ends the trial after its last report.</summary>
    public bool ShouldPrune() => _study.ShouldPrune(Number);

    /// <summary>A remark on the trial, as JSON.</summary>
    public void SetUserAttribute(string name, object? value) => _study.SetAttribute(Number, name, value);

    /// <summary>The violation of each constraint, at most 0 if it is met; told before the trial's values.</summary>
    public void SetConstraints(params IReadOnlyList<double> violations)
        => _study.SetAttribute(Number, "constraints", violations, isSystem: true);
}

/// <summary>Thrown by an objective to end its trial early; the trial is told pruned.</summary>
public sealed class TrialPrunedException() : Exception("The trial was pruned.");
