using MuZero.Agents;
using MuZero.Networks;

namespace MuZero.Cli.Reference;

/// <summary>The values that options left open, as "auto" or 0, have in a run.</summary>
/// <param name="parts">The agent of the run.</param>
internal sealed class ResolvedValues(AgentParts parts)
{
    /// <summary>The values of a game's run, or null if the game and the options do not go together.</summary>
    public static ResolvedValues? Of(IGame game, RunOptions options)
    {
        try
        {
            return new ResolvedValues(AgentParts.Of(game, options));
        }
        catch (UserException)
        {
            return null;
        }
    }

    /// <summary>The value of an option that is left open, as text; null for any other.</summary>
    public string? Text(OptionKey key)
        => key.Get(parts.Options) is 0 or 0.0 || key.Text(parts.Options) == "\"auto\"" ? Value(key.Name) : null;

    private string? Value(string name) => name switch
    {
        "network.kind" => parts.Shape.Kind.ToString().ToLowerInvariant(),
        "network.action_planes" when parts.Shape is { Dynamics: true, Kind: NetworkKind.Residual }
            => Quantity.Of(parts.Shape.ActionPlanes, "plane"),
        "network.heads" => parts.Shape.ValueBins == 1 ? "scalar" : "categorical",
        "network.support_size" when parts.Shape.ValueBins > 1 => Number(parts.Shape.ValueBins / 2),
        "network.policy_channels" => Number(parts.Shape.PolicyChannels),
        "network.value_channels" => Number(parts.Shape.ValueChannels),
        "network.reward_channels" => Number(parts.Shape.RewardChannels),
        "search.simulations" or "evaluation.simulations" => Number(parts.Search.Simulations),
        _ => null,
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
