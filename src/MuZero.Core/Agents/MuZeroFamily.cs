using MuZero.Errors;
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

    public string Title => "MuZero";

    public void Validate(GameSpec game, RunOptions options)
    {
        if (game.Turns == TurnModel.Arbitrary)
        {
            throw UserException.Usage(
                $"MuZero does not support games with extra turns, such as {game.Id}. "
                + "Use --run alphazero.");
        }
    }

    public NetworkShape CreateShape(IGame game, RunOptions options) => NetworkShape.For(game, options.Network, dynamics: true);

    public IPlanner CreatePlanner(AgentParts parts, INetwork network, int positions)
        => Planner.Create(new LearnedModel(network, parts.Game.Spec), parts.Search, positions);

    public ITargets CreateTargets(AgentParts parts)
    {
        TrainingOptions training = parts.Options.Training;
        return new TargetBuilder(
            parts.Game, training.UnrollSteps, training.TdSteps, training.Symmetries, parts.Options.Reanalyse.TdStepAge);
    }

    // MuZero, equation 1.
    public IReadOnlyList<LossSpec> CreateLosses(RunOptions options) =>
    [
        new(NetworkLayout.Policy, 1.0),
        new(NetworkLayout.Value, options.Training.ValueLossWeight),
        new(NetworkLayout.Reward, 1.0),
    ];
}
