using MuZero.Errors;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Options;
using MuZero.Search;

namespace MuZero.Agents;

/// <summary>One algorithm: the network that it learns, the planner that its actors use, the targets and losses of its learner.</summary>
public interface IAgentFamily
{
    /// <summary>The name that --run takes, and that of the family's section in a preset; in lower case.</summary>
    string Name { get; }

    /// <summary>The name as papers write it.</summary>
    string Title { get; }

    /// <summary>True if the planner steps through the game's rules, false if through the network's dynamics.</summary>
    bool PlansWithRules => false;

    /// <summary>Throws if the game or the options do not go together with the algorithm.</summary>
    /// <exception cref="UserException">The message says why, and what to do.</exception>
    void Validate(GameSpec game, RunOptions options)
    {
    }

    /// <summary>The shape of the family's network. <see cref="NetworkShape.Heads"/> names its heads.</summary>
    NetworkShape CreateShape(IGame game, RunOptions options);

    /// <summary>A planner over a network.</summary>
    /// <param name="parts">The agent.</param>
    /// <param name="network">Evaluates positions.</param>
    /// <param name="positions">Positions planned at once.</param>
    IPlanner CreatePlanner(AgentParts parts, INetwork network, int positions);

    /// <summary>Builds the learner's batches.</summary>
    ITargets CreateTargets(AgentParts parts);

    /// <summary>The losses, whose weighted sum the learner lowers.</summary>
    IReadOnlyList<LossSpec> CreateLosses(GameSpec game, RunOptions options);
}
