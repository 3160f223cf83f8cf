using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Samplers.Parzen;

/// <summary>The complete and pruned trials of a study, and what follows from them alone.</summary>
/// <param name="study">The study.</param>
/// <param name="isGrouped">True for groups of parameters, false for those that all trials have.</param>
internal sealed class ObservedTrials(StudyState study, bool isGrouped)
{
    private readonly List<Trial> _trials = [];
    private int _read;
    private TrialSplit? _split;
    private List<List<string>>? _groups;

    /// <summary>The number of trials.</summary>
    public int Count => _trials.Count;

    /// <summary>The good ones and the others.</summary>
    public TrialSplit Split => _split ??= TrialSplit.Of(study, _trials, TpeOptions.Gamma(_trials.Count));

    /// <summary>The parameters that are estimated together.</summary>
    public List<List<string>> Groups => _groups ??= isGrouped ? ParameterGroups.Of(_trials) : [ParameterGroups.Common(_trials)];

    /// <summary>Reads the trials that ended since.</summary>
    public void Update()
    {
        for (; _read < study.Finished.Count; _read++)
        {
            if (study.Finished[_read].State is TrialState.Complete or TrialState.Pruned)
            {
                _trials.Add(study.Finished[_read]);
                (_split, _groups) = (null, null);
            }
        }
    }
}
