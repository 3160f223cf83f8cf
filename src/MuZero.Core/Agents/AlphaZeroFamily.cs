using MuZero.Errors;
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

    public string Title => "AlphaZero";

    public void Validate(GameSpec game, RunOptions options)
    {
        if (game.ChanceOutcomes > 0)
        {
            throw UserException.Usage(
                $"AlphaZero cannot plan {game.Id}: its rules have chance nodes, which this search does not expand. Use --run muzero.");
        }
    }

    public NetworkShape CreateShape(IGame game, RunOptions options) => NetworkShape.For(game, options.Network, dynamics: false);

    public IPlanner CreatePlanner(AgentParts parts, INetwork network, int positions)
        => Planner.Create(new PerfectModel(network, parts.Game.Spec), parts.Search, positions);

    public ITargets CreateTargets(AgentParts parts)
        => new TargetBuilder(
            parts.Game, unrollSteps: 0, tdSteps: int.MaxValue, parts.Options.Training.Symmetries, parts.Options.Reanalyse.TdStepAge);

    public IReadOnlyList<LossSpec> CreateLosses(RunOptions options) =>
    [
        new(NetworkLayout.Policy, 1.0),
        new(NetworkLayout.Value, options.Training.ValueLossWeight),
    ];
}
