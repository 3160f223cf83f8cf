using MuZero.Errors;
using MuZero.Tuning.Spaces;

namespace MuZero.Tuning.Samplers;

/// <summary>A sampler by name.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Summary">Its meaning in one line.</param>
/// <param name="Create">Makes one with its default options for a space; conditional parameters are part of the space.</param>
public sealed record SamplerChoice(string Name, string Summary, Func<IReadOnlyDictionary<string, Distribution>, ISampler> Create);

/// <summary>Every sampler that has a name.</summary>
public static class SamplerChoices
{
    /// <summary>The samplers, the default first.</summary>
    public static IReadOnlyList<SamplerChoice> All { get; } =
    [
        new("tpe", "tree-structured Parzen estimator", _ => new TpeSampler()),
        new("random", "uniform draws", _ => new RandomSampler()),
        new("cmaes", "evolution strategy for numbers that depend on each other (CMA-ES)", _ => new CmaEsSampler()),
        new("evolution", "genetic algorithm for one or several objectives (NSGA-II)", _ => new NsgaIISampler()),
        new("grid", "every combination of the listed values", space => GridSampler.Of(space)),
    ];

    /// <summary>The samplers' names, the default first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(sampler => sampler.Name)];

    /// <summary>The sampler of a name, in any case.</summary>
    /// <param name="name">The name.</param>
    /// <param name="source">What messages call the place where it was written.</param>
    /// <exception cref="UserException">There is none; the nearest name is suggested.</exception>
    public static SamplerChoice Named(string name, string source = "search")
        => All.FirstOrDefault(sampler => string.Equals(sampler.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw UserException.Usage(
                $"{source} is '{name}'; it must be {string.Join(" or ", Names)}.{NearestName.Suggest(name, Names)}");
}
