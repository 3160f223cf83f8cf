using System.Runtime.CompilerServices;
using MuZero.Numerics;
using MuZero.Tuning.Samplers.Parzen;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Samplers;

/// <summary>The tree-structured Parzen estimator (Bergstra et al. 2011; Watanabe 2023 for its parts).</summary>
/// <remarks>One density is estimated from the parameters of good trials, l, and one from those of all others, g. Points are drawn from l,
/// and the one with the largest l / g is proposed, which has the largest expected improvement. Follows Optuna 5 in its details.</remarks>
/// <param name="options">The options; null for the defaults.</param>
public sealed class TpeSampler(TpeOptions? options = null) : ISampler
{
    private static readonly Dictionary<string, Distribution> _nothing = [];

    private readonly TpeOptions _options = (options ?? new TpeOptions()).Checked();

    // What depends on finished trials only is kept until the next one ends.
    private readonly ConditionalWeakTable<IReadOnlyList<Trial>, ObservedTrials> _observed = [];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Distribution> JointSpace(StudyState study, Trial trial)
    {
        ObservedTrials observed = Observed(study);
        return observed.Count < _options.StartupTrials || !(_options.Multivariate ?? study.Directions.Count == 1)
            ? _nothing
            : observed.Groups.SelectMany(group => group).Where(name => !study.Parameters[name].IsSingle)
                .ToDictionary(name => name, name => study.Parameters[name]);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> SampleJointly(
        StudyState study, Trial trial, IReadOnlyDictionary<string, Distribution> space, RandomStream random)
    {
        ObservedTrials observed = Observed(study);
        TrialSplit split = Split(study, trial, observed);
        Dictionary<string, double> drawn = [];
        foreach (List<string> group in observed.Groups)
        {
            List<string> names = group.FindAll(space.ContainsKey);
            if (names.Count > 0)
            {
                double[] point = Propose(split, names, [.. names.Select(name => space[name])], random);
                for (int i = 0; i < names.Count; i++)
                {
                    drawn[names[i]] = point[i];
                }
            }
        }

        return drawn;
    }

    /// <inheritdoc/>
    public double Sample(StudyState study, Trial trial, string name, Distribution distribution, RandomStream random)
    {
        ObservedTrials observed = Observed(study);
        return observed.Count < _options.StartupTrials
            ? distribution.Draw(random)
            : Propose(Split(study, trial, observed), [name], [distribution], random)[0];
    }

    private ObservedTrials Observed(StudyState study)
    {
        ObservedTrials observed = _observed.GetValue(study.Finished, _ => new ObservedTrials(study, _options.Grouped));
        observed.Update();
        return observed;
    }

    private TrialSplit Split(StudyState study, Trial trial, ObservedTrials observed) => observed.Split.WithAbove(_options.ConstantLiar
        ? [.. study.Trials.Where(other => other.State == TrialState.Running && other.Number != trial.Number)]
        : []);

    private double[] Propose(TrialSplit split, List<string> names, List<Distribution> space, RandomStream random)
    {
        ParzenEstimator below = Estimate(split.Below, split.BelowWeights, names, space);
        ParzenEstimator above = Estimate(split.Above, null, names, space);
        double[] best = [];
        double bestRatio = double.NegativeInfinity;
        for (int i = 0; i < _options.Candidates; i++)
        {
            double[] point = below.Sample(random);
            double ratio = below.LogDensity(point) - above.LogDensity(point);
            if (best.Length == 0 || ratio > bestRatio)
            {
                (best, bestRatio) = (point, ratio);
            }
        }

        return best;
    }

    private ParzenEstimator Estimate(IReadOnlyList<Trial> trials, double[]? weights, List<string> names, List<Distribution> space)
    {
        List<double>[] observations = [.. names.Select(_ => new List<double>(trials.Count))];
        List<double> kept = [];
        double[] point = new double[names.Count];
        for (int i = 0; i < trials.Count; i++)
        {
            if (!HasAll(trials[i], names, space, point))
            {
                continue;
            }

            for (int j = 0; j < point.Length; j++)
            {
                observations[j].Add(point[j]);
            }

            kept.Add(weights?[i] ?? 1.0);
        }

        return new ParzenEstimator(space, observations, weights is null ? null : [.. kept], _options);
    }

    // Trials from before a range was changed count as far as they lie in it.
    private static bool HasAll(Trial trial, List<string> names, List<Distribution> space, double[] point)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (!trial.Parameters.TryGetValue(names[i], out Parameter? parameter) || !space[i].Contains(parameter.Representation))
            {
                return false;
            }

            point[i] = parameter.Representation;
        }

        return true;
    }
}
