using MuZero.Errors;

namespace MuZero.Agents;

/// <summary>Every algorithm that can be trained.</summary>
public static class AgentFamilies
{
    /// <summary>The families, the default first.</summary>
    public static IReadOnlyList<IAgentFamily> All { get; } = [new MuZeroFamily(), new AlphaZeroFamily()];

    /// <summary>The family of a name, in any case.</summary>
    /// <exception cref="UserException">There is none; the nearest name is suggested.</exception>
    public static IAgentFamily Named(string name)
        => All.FirstOrDefault(family => string.Equals(family.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw UserException.Usage(
                $"There is no algorithm '{name}'.{NearestName.Suggest(name, All.Select(family => family.Name))} Algorithms: {string.Join(", ", All.Select(family => family.Name))}.");
}
