using System.Runtime.CompilerServices;
using MuZero.Numerics;
using MuZero.Tuning.Samplers.Evolution;
using MuZero.Tuning.Samplers.Parzen;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Samplers;

/// <summary>The nondominated sorting genetic algorithm NSGA-II (Deb et al. 2002), for several objectives and for one.</summary>
/// <remarks>Generations are folded from the trials in the order in which they ended, so workers agree. A conditional parameter comes from
/// the parent that has it.</remarks>
/// <param name="options">The options; null for the defaults.</param>
public sealed class NsgaIISampler(NsgaIIOptions? options = null) : ISampler
{
    private readonly NsgaIIOptions _options = (options ?? new NsgaIIOptions()).Checked();
    private readonly ConditionalWeakTable<IReadOnlyList<Trial>, Generations> _generations = [];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Distribution> JointSpace(StudyState study, Trial trial)
        => Of(study).Parents.SelectMany(parent => parent.Trial.Parameters.Keys).Distinct().Order(StringComparer.Ordinal)
            .Where(name => !study.Parameters[name].IsSingle).ToDictionary(name => name, name => study.Parameters[name]);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> SampleJointly(
        StudyState study, Trial trial, IReadOnlyDictionary<string, Distribution> space, RandomStream random)
    {
        Generations generations = Of(study);
        Trial mother = generations.Parent(random), father = generations.Parent(random);
        bool isCrossed = random.NextDouble() < _options.CrossoverProbability;
        double eta = _options.Eta ?? (study.Directions.Count == 1 ? 2.0 : 20.0);
        double mutation = _options.MutationProbability ?? (1.0 / space.Count);
        Dictionary<string, double> child = [];
        foreach ((string name, Distribution range) in space)
        {
            // A parameter that is left out is drawn uniformly.
            if (random.NextDouble() >= mutation && Inherited(name, range, mother, isCrossed ? father : mother, eta, random) is { } value)
            {
                child[name] = value;
            }
        }

        return child;
    }

    /// <inheritdoc/>
    public double Sample(StudyState study, Trial trial, string name, Distribution distribution, RandomStream random)
        => distribution.Draw(random);

    private double? Inherited(string name, Distribution range, Trial mother, Trial father, double eta, RandomStream random)
    {
        bool isSwapped = random.NextDouble() < _options.SwappingProbability;
        (Trial first, Trial second) = isSwapped ? (father, mother) : (mother, father);
        if (!first.Parameters.TryGetValue(name, out Parameter? one))
        {
            return second.Parameters.GetValueOrDefault(name)?.Representation;
        }

        return _options.Crossover == Crossover.Uniform || range is CategoricalDistribution
            || !second.Parameters.TryGetValue(name, out Parameter? other)
            ? one.Representation
            : Between(new NumericAxis(range), one.Representation, other.Representation, eta, random.NextDouble());
    }

    private static double Between(NumericAxis axis, double one, double other, double eta, double uniform)
    {
        double spread = Math.Pow(uniform < 0.5 ? 2.0 * uniform : 1.0 / (2.0 * (1.0 - uniform)), 1.0 / (eta + 1.0));
        double place = 0.5 * (((1.0 + spread) * axis.Place(one)) + ((1.0 - spread) * axis.Place(other)));
        return axis.Represent(Math.Clamp(place, axis.Low, axis.High));
    }

    private Generations Of(StudyState study)
    {
        Generations generations = _generations.GetValue(study.Finished, _ => new Generations(study, _options.Population));
        generations.Update();
        return generations;
    }
}
