using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Pruners;

/// <summary>Decides after a report whether a trial is ended early. Holds no state of its own: what it knows is in the study.</summary>
public interface IPruner
{
    /// <summary>True to end the trial.</summary>
    /// <param name="study">The study with all its trials.</param>
    /// <param name="trial">A running trial; its last intermediate value is the one just reported.</param>
    /// <param name="attributes">Empty; numbers to record as the trial's system attributes, for later decisions.</param>
    bool ShouldPrune(StudyState study, Trial trial, IDictionary<string, double> attributes);
}

/// <summary>Ends no trial.</summary>
public sealed class NoPruner : IPruner
{
    /// <inheritdoc/>
    public bool ShouldPrune(StudyState study, Trial trial, IDictionary<string, double> attributes) => false;
}
