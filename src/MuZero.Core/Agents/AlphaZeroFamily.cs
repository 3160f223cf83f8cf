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

    public bool PlansWithRules => true;

    public void Validate(GameSpec game, RunOptions options)
    {
        SampledFit.Require(game, options, this);
        SeatsFit.Require(game, options);
        if (options.Network.ChanceCodes > 0)
        {
            throw UserException.Usage(
                $"network.chance_codes is {options.Network.ChanceCodes}, but AlphaZero plans with the game's own chance. Set "
                + "network.chance_codes to 0, or use --run muzero.");
        }

        if (options.Network.ChanceLabels)
        {
            throw UserException.Usage("network.chance_labels is true, but AlphaZero plans with the game's own chance and learns no codes. "
                + "Set network.chance_labels to false, or use --run muzero.");
        }

        if (options.Search.Afterstates != AfterstateRule.Value)
        {
            throw UserException.Usage("search.afterstates is outcome, but AlphaZero plans with the game's own chance, whose nodes have no "
                + "other value. Set search.afterstates to value, or use --run muzero.");
        }
    }

    public NetworkShape CreateShape(IGame game, RunOptions options) => NetworkShape.For(game, options.Network, dynamics: false);

    public IPlanner CreatePlanner(AgentParts parts, INetwork network, int positions)
        => Planner.Create(new PerfectModel(network, parts.Game.Spec), parts.Search, positions);

    // The outcome; with dice a long sum of rewards is mostly noise, and the n-step return is taken in its place.
    public ITargets CreateTargets(AgentParts parts)
    {
        bool isNoisy = parts.Game.Spec is { ChanceOutcomes: > 0, Rewards: RewardTiming.Stepwise };
        TrainingOptions training = parts.Options.Training;
        return new TargetBuilder(parts.Game, unrollSteps: 0, isNoisy ? training.TdSteps : int.MaxValue, training.Symmetries)
        {
            TdStepAge = parts.Options.Reanalyse.TdStepAge,
        };
    }

    public IReadOnlyList<LossSpec> CreateLosses(GameSpec game, RunOptions options) =>
    [
        new(NetworkLayout.Policy, 1.0),
        new(NetworkLayout.Value, options.Training.ValueLossWeight),
    ];
}
