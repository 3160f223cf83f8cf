using MuZero.Errors;
using MuZero.Options;

namespace MuZero.Agents;

/// <summary>Every algorithm that can be trained.</summary>
public static class AgentFamilies
{
    /// <summary>The families, the default first.</summary>
    public static IReadOnlyList<IAgentFamily> All { get; } = [new MuZeroFamily(), new AlphaZeroFamily()];

    /// <summary>The algorithm of a run that names none.</summary>
    public static IAgentFamily Default => All[0];

    /// <summary>The families' names, the default first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(family => family.Name)];

    /// <summary>The names as help shows them: "muzero (the default without a preset) or alphazero".</summary>
    public static string Choices
        => string.Join(" or ", Names.Select(name => name == Default.Name ? $"{name} (the default without a preset)" : name));

    /// <summary>The family of a name, in any case.</summary>
    /// <param name="name">The name.</param>
    /// <param name="source">What messages call the place where it was written.</param>
    /// <exception cref="UserException">There is none; the nearest name is suggested.</exception>
    public static IAgentFamily Named(string name, string source = "algorithm")
        => All.FirstOrDefault(family => string.Equals(family.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw UserException.Usage(
                $"{source} is '{name}'; it must be {string.Join(" or ", Names)}.{NearestName.Suggest(name, Names)}");

    /// <summary>Lays layers over the defaults, as <see cref="RunConfig.Resolve"/> does, with these algorithms.</summary>
    /// <exception cref="UserException">An option is unknown or wrong.</exception>
    public static RunConfig Resolve(IReadOnlyList<ConfigLayer> layers) => RunConfig.Resolve(layers, Names);
}
