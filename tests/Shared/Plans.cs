using MuZero.Learning;
using MuZero.Networks;

namespace MuZero.Tests.Shared;

/// <summary>Learning plans for networks of any shape.</summary>
internal static class Plans
{
    /// <summary>MuZero's plan of a shape with dynamics, else AlphaZero's.</summary>
    public static LearningPlan Of(NetworkShape shape, TrainingOptions options)
    {
        List<LossSpec> losses = [new(NetworkLayout.Policy, 1.0), new(NetworkLayout.Value, options.ValueLossWeight)];
        if (shape.Dynamics)
        {
            losses.Add(new(NetworkLayout.Reward, options.RewardLossWeight));
        }

        if (shape.ActionDimensions > 0)
        {
            losses.Add(new(LossSpec.PolicyEntropy, options.PolicyEntropyWeight));
        }

        if (shape.Heads.Any(head => head.Name == NetworkLayout.ToPlay))
        {
            losses.Add(new(NetworkLayout.ToPlay, 1.0));
        }

        if (shape.Decoder)
        {
            losses.Add(new(NetworkLayout.Decoder, options.ReconstructionLossWeight));
        }

        if (shape.ChanceCodes > 0)
        {
            losses.AddRange([new(NetworkLayout.AfterstateValue, options.ValueLossWeight), new(NetworkLayout.Chance, 0.5)]);
            losses.AddRange(shape.ChanceLabels ? [] : [new LossSpec(LossSpec.Commitment, 2.0)]);
        }

        return new LearningPlan(shape, NetworkLayout.Of(shape), losses, options);
    }
}
