using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Options;
using MuZero.Search;

namespace MuZero.Agents;

/// <summary>One algorithm: the network that it learns, the planner that its actors use, and the targets that its learner gets.</summary>
public interface IAgentFamily
{
    /// <summary>The name that --run takes, and that of the family's section in a preset.</summary>
    string Name { get; }

    /// <summary>The shape of the family's network.</summary>
    NetworkShape CreateShape(IGame game, RunOptions options);

    /// <summary>A planner over a network.</summary>
    /// <param name="network">Evaluates positions.</param>
    /// <param name="game">The game's facts.</param>
    /// <param name="search">The search's constants, resolved for the game.</param>
    /// <param name="positions">Positions planned at once.</param>
    IPlanner CreatePlanner(INetwork network, GameSpec game, SearchOptions search, int positions);

    /// <summary>K, the steps that the learner unrolls the model.</summary>
    int UnrollSteps(TrainingOptions options);

    /// <summary>n of the n-step return; <see cref="int.MaxValue"/> for the outcome.</summary>
    int TdSteps(TrainingOptions options);
}
