using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Options;
using MuZero.Search;

namespace MuZero.Agents;

/// <summary>AlphaZero: plans with the game's own rules, unrolls nothing, and learns the value from the outcome.</summary>
internal sealed class AlphaZeroFamily : IAgentFamily
{
    public string Name => "alphazero";

    public NetworkShape CreateShape(IGame game, RunOptions options) => NetworkShape.For(game, options.Network, dynamics: false);

    public IPlanner CreatePlanner(INetwork network, GameSpec game, SearchOptions search, int positions)
        => Planner.Create(new PerfectModel(network, game), search, positions);

    public int UnrollSteps(TrainingOptions options) => 0;

    public int TdSteps(TrainingOptions options) => int.MaxValue;
}
