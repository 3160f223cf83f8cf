using MuZero.Numerics;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Samplers;

/// <summary>Proposes parameters. Holds no state of its own: what it knows is in the study, so that workers and resumed studies
/// agree.</summary>
/// <remarks>Parameters come in two ways. Those of <see cref="JointSpace"/> are drawn together before the trial asks for any; all others one
/// by one when the trial asks. The random stream depends on the study's seed, the trial's number and the parameter's name only.</remarks>
public interface ISampler
{
    /// <summary>The parameters that are drawn together for this trial; empty to draw each on its own.</summary>
    IReadOnlyDictionary<string, Distribution> JointSpace(StudyState study, Trial trial);

    /// <summary>Draws the parameters of <paramref name="space"/> together.</summary>
    /// <returns>Representations by name; a name that is missing is drawn on its own.</returns>
    IReadOnlyDictionary<string, double> SampleJointly(
        StudyState study, Trial trial, IReadOnlyDictionary<string, Distribution> space, RandomStream random);

    /// <summary>Draws one parameter on its own.</summary>
    /// <returns>Its representation.</returns>
    double Sample(StudyState study, Trial trial, string name, Distribution distribution, RandomStream random);

    /// <summary>True when the sampler has nothing left to propose, such as a grid whose points were all tried.</summary>
    bool IsExhausted(StudyState study) => false;
}
