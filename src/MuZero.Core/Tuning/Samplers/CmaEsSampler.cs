using System.Runtime.CompilerServices;
using MuZero.Numerics;
using MuZero.Tuning.Samplers.Evolution;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Samplers;

/// <summary>The covariance matrix adaptation evolution strategy (Hansen 2016), for numeric parameters that depend on each other.</summary>
/// <remarks>Only numbers that all trials have are adapted; choices and conditional parameters are drawn uniformly. Studies with several
/// objectives are searched by the first one. The strategy is folded from the trials in the order in which they ended, so workers
/// agree.</remarks>
/// <param name="options">The options; null for the defaults.</param>
public sealed class CmaEsSampler(CmaEsOptions? options = null) : ISampler
{
    private readonly CmaEsOptions _options = (options ?? new CmaEsOptions()).Checked();
    private readonly ConditionalWeakTable<IReadOnlyList<Trial>, CmaEsHistory> _histories = [];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Distribution> JointSpace(StudyState study, Trial trial) => History(study).Space;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> SampleJointly(
        StudyState study, Trial trial, IReadOnlyDictionary<string, Distribution> space, RandomStream random) => History(study)
            .Sample(random);

    /// <inheritdoc/>
    public double Sample(StudyState study, Trial trial, string name, Distribution distribution, RandomStream random)
        => distribution.Draw(random);

    private CmaEsHistory History(StudyState study)
    {
        CmaEsHistory history = _histories.GetValue(study.Finished, _ => new CmaEsHistory(study, _options));
        history.Update();
        return history;
    }
}
