using MuZero.Errors;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Options;

namespace MuZero.Agents;

/// <summary>An agent family's answer to a game, with the options of a new run: the network that it would train, or its refusal.</summary>
/// <param name="Family">The family's name.</param>
/// <param name="Refusal">Null if it can; else one line with the reason and the remedy.</param>
/// <param name="Network">The kind of network; null if refused.</param>
/// <param name="Parameters">Trained numbers; 0 if refused.</param>
/// <param name="Actions">The encoding of an action for dynamics, in words; null if refused, or without dynamics.</param>
public sealed record FamilyFit(string Family, string? Refusal, NetworkKind? Network, long Parameters, string? Actions)
{
    /// <summary>True if the family can train the game.</summary>
    public bool Trains => Refusal is null;

    /// <summary>Every family, the default first. Nothing is written or allocated for a run.</summary>
    public static IReadOnlyList<FamilyFit> Of(IGame game) => [.. AgentFamilies.All.Select(family => Of(game, family.Name))];

    private static FamilyFit Of(IGame game, string family)
    {
        try
        {
            ConfigLayer algorithm = new("flag", [new OptionEntry("algorithm", OptionForm.Words, family, "--run")]);
            NetworkShape shape = AgentParts.Of(game, AgentFamilies.Resolve([.. ConfigSource.OfGame(game), algorithm]).Options).Shape;
            long parameters = NetworkLayout.Of(shape).Tensors().Where(tensor => tensor.Kind == TensorKind.Weight)
                .Sum(tensor => (long)tensor.Length);
            string? actions = shape.Dynamics ? ActionEncoding.Of(game, shape.Kind, shape.ActionPlaneKind).ToString() : null;
            return new FamilyFit(family, null, shape.Kind, parameters, actions);
        }
        catch (UserException refusal)
        {
            return new FamilyFit(family, refusal.Message, null, 0, null);
        }
    }
}
