using MuZero.Numerics;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Samplers;

/// <summary>Draws every parameter uniformly from its range.</summary>
public sealed class RandomSampler : ISampler
{
    private static readonly Dictionary<string, Distribution> _nothing = [];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Distribution> JointSpace(StudyState study, Trial trial) => _nothing;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> SampleJointly(
        StudyState study, Trial trial, IReadOnlyDictionary<string, Distribution> space, RandomStream random)
        => space.ToDictionary(entry => entry.Key, entry => entry.Value.Draw(random));

    /// <inheritdoc/>
    public double Sample(StudyState study, Trial trial, string name, Distribution distribution, RandomStream random)
        => distribution.Draw(random);
}
