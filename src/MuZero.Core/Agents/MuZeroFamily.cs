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
        SampledFit.Require(game, options, this);
        SeatsFit.Require(game, options);
        if (options.Network.ChanceCodes > 0 && game.ChanceOutcomes == 0)
        {
            throw UserException.Usage(
                $"network.chance_codes is {options.Network.ChanceCodes}, but {game.Id} has no chance outcomes for codes to tell apart. "
                + "Set network.chance_codes to 0.");
        }

        RequireLabels(game, options.Network);
        if (options.Search.Afterstates != AfterstateRule.Value && options.Network.ChanceCodes == 0)
        {
            throw UserException.Usage("search.afterstates is outcome, but a model without chance codes has no afterstates. Set "
                + "network.chance_codes, or search.afterstates to value.");
        }

        RequirePrefix(game, options.Network);
    }

    public NetworkShape CreateShape(IGame game, RunOptions options)
    {
        NetworkShape shape = NetworkShape.For(game, options.Network, dynamics: true) with
        {
            Decoder = options.Training.ReconstructionLossWeight > 0.0,
            Projection = options.Training.ConsistencyLossWeight > 0.0,
        };

        // A learned model cannot ask the game whose turn it is.
        return game.Spec.Turns == TurnModel.Arbitrary
            ? shape with { Heads = [.. shape.Heads, new HeadShape(NetworkLayout.ToPlay, game.Spec.Players)] }
            : shape;
    }

    public IPlanner CreatePlanner(AgentParts parts, INetwork network, int positions)
        => parts.Game.Spec.ActionBox is null
            ? Planner.Create(new LearnedModel(network, parts.Game.Spec, parts.Search.Afterstates), parts.Search, positions)
            : Planner.CreateContinuous(network, parts.Game.Spec, parts.Search, positions);

    public ITargets CreateTargets(AgentParts parts)
    {
        TrainingOptions training = parts.Options.Training;
        return new TargetBuilder(parts.Game, training.UnrollSteps, training.TdSteps, training.Symmetries)
        {
            SampledActions = parts.Search.SampledActions,
            TdStepAge = parts.Options.Reanalyse.TdStepAge,
            TellsToPlay = parts.Game.Spec.Turns == TurnModel.Arbitrary,
            ObservesNext = parts.Shape.ChanceCodes > 0 || parts.Shape.Decoder || parts.Shape.Projection,
            LabelsChance = parts.Shape.ChanceLabels,
            ValuePrefix = parts.Shape.ValuePrefix,
        };
    }

    // MuZero, equation 1; with chance codes Stochastic MuZero, equation 7.
    public IReadOnlyList<LossSpec> CreateLosses(GameSpec game, RunOptions options)
    {
        TrainingOptions training = options.Training;
        List<LossSpec> losses =
        [
            new(NetworkLayout.Policy, 1.0),
            new(NetworkLayout.Value, training.ValueLossWeight),
            new(NetworkLayout.Reward, training.RewardLossWeight),
        ];
        if (game.Turns == TurnModel.Arbitrary)
        {
            losses.Add(new(NetworkLayout.ToPlay, 1.0));
        }

        if (options.Network.ChanceCodes > 0)
        {
            losses.AddRange(
            [
                new(NetworkLayout.AfterstateValue, training.ValueLossWeight),
                new(NetworkLayout.Chance, 1.0),
                .. options.Network.ChanceLabels ? (LossSpec[])[] : [new LossSpec(LossSpec.Commitment, 1.0)],
            ]);
        }

        if (game.ActionBox is not null)
        {
            losses.Add(new(LossSpec.PolicyEntropy, training.PolicyEntropyWeight));
        }

        if (training.ReconstructionLossWeight > 0.0)
        {
            losses.Add(new(NetworkLayout.Decoder, training.ReconstructionLossWeight));
        }

        if (training.ConsistencyLossWeight > 0.0)
        {
            losses.Add(new(LossSpec.Consistency, training.ConsistencyLossWeight));
        }

        return losses;
    }

    private static void RequireLabels(GameSpec game, NetworkOptions network)
    {
        if (network.ChanceLabels && game.ChanceOutcomes == 0)
        {
            throw UserException.Usage($"network.chance_labels is true, but {game.Id} has no chance outcomes for codes to be. "
                + "Set network.chance_labels to false.");
        }

        if (network.ChanceLabels && network.ChanceCodes <= game.ChanceOutcomes)
        {
            throw UserException.Usage(
                $"network.chance_labels needs a code for each of the {game.ChanceOutcomes} outcomes of {game.Id} and one for none. Set "
                + $"network.chance_codes to {game.ChanceOutcomes + 1} or more.");
        }
    }

    // The rewards of two players have no common sum: each is seen by the player who moved.
    private static void RequirePrefix(GameSpec game, NetworkOptions network)
    {
        if (network.ValuePrefix > 0 && (game.Players > 1 || network.ChanceCodes > 0))
        {
            string reason = game.Players > 1
                ? $"{game.Id} has {game.Players} players, whose rewards have no common sum"
                : $"network.chance_codes is {network.ChanceCodes}, and afterstates have no value prefix";
            throw UserException.Usage($"network.value_prefix is {network.ValuePrefix}, but {reason}. Set network.value_prefix to 0.");
        }
    }
}
