using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Options;
using MuZero.Search;

namespace MuZero.Agents;

/// <summary>MuZero: plans with a model that it learns.</summary>
internal sealed class MuZeroFamily : IAgentFamily
{
    public string Name => "muzero";

    public NetworkShape CreateShape(IGame game, RunOptions options) => NetworkShape.For(game, options.Network, dynamics: true);

    public IPlanner CreatePlanner(INetwork network, GameSpec game, SearchOptions search, int positions)
        => Planner.Create(new LearnedModel(network, game), search, positions);

    public int UnrollSteps(TrainingOptions options) => options.UnrollSteps;

    public int TdSteps(TrainingOptions options) => options.TdSteps;
}
