using MuZero.Networks;
using MuZero.Networks.Cpu;
using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>A batch's losses and the network's predictions for it, means over the batch.</summary>
internal readonly record struct UnrollLoss(
    double Policy, double Value, double Reward, double ToPlay, double Reconstruction, float ValueError, float PolicyEntropy,
    double NegativeEntropy = 0.0)
{
    /// <summary>With chance codes.</summary>
    public double AfterstateValue { get; init; }

    /// <summary>With chance codes.</summary>
    public double Chance { get; init; }

    /// <summary>With chance codes.</summary>
    public double Commitment { get; init; }

    /// <summary>The loss of a name.</summary>
    public double Of(string name) => name switch
    {
        NetworkLayout.Policy => Policy,
        NetworkLayout.Value => Value,
        NetworkLayout.Reward => Reward,
        NetworkLayout.ToPlay => ToPlay,
        NetworkLayout.Decoder => Reconstruction,
        LossSpec.PolicyEntropy => NegativeEntropy,
        NetworkLayout.AfterstateValue => AfterstateValue,
        NetworkLayout.Chance => Chance,
        LossSpec.Commitment => Commitment,
        _ => throw new ArgumentException($"There is no kernel for the loss '{name}'.", nameof(name)),
    };
}

/// <summary>The loss of MuZero's equation 1 over an unroll: policies, values and rewards of all steps, and their gradients.</summary>
internal sealed unsafe class UnrollLosses<TSimd, TVector>(LearningPlan plan, BatchLayout grid)
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly (float Policy, float Value, float Reward) _weights = (
        (float)plan.Weight(NetworkLayout.Policy), (float)plan.Weight(NetworkLayout.Value), (float)plan.Weight(NetworkLayout.Reward));

    private readonly int _seats = plan.Shape.Seats;

    private readonly HeadLoss<TSimd, TVector> _policyLoss = new(
        grid.Samples, plan.Shape.ActionDimensions > 0 ? 1 : plan.Shape.Actions, support: null);
    private readonly GaussianLoss? _gaussianLoss = plan.Shape.ActionDimensions > 0
        ? new(grid, plan.Shape.ActionDimensions, ((float)plan.Weight(NetworkLayout.Policy), (float)plan.Weight(LossSpec.PolicyEntropy)))
        : null;
    private readonly HeadLoss<TSimd, TVector> _valueLoss = new(grid.Samples, plan.Shape.ValueBins, Support.Of(plan.Shape.ValueBins));
    private readonly HeadLoss<TSimd, TVector>? _rewardLoss = plan.Shape.Dynamics
        ? new(grid.Samples, plan.Shape.RewardBins, Support.Of(plan.Shape.RewardBins))
        : null;
    private readonly ToPlayLoss<TSimd, TVector>? _toPlayLoss = plan.Layout.Head(NetworkLayout.ToPlay) is { } toPlay
        ? new(grid, toPlay.Outputs, (float)plan.Weight(NetworkLayout.ToPlay))
        : null;
    private readonly ReconstructionLoss<TSimd, TVector>? _reconstructionLoss = plan.Shape.Decoder
        ? new(grid, plan.Shape.Observation.Length, (float)plan.Weight(NetworkLayout.Decoder))
        : null;
    private readonly ReturnDecoder<TSimd, TVector> _decoder = new(plan.Shape.ValueBins);
    private readonly FloatBuffer _decoded = new((long)(PackedWeights.Padded(plan.Shape.ValueBins) + 1) * grid.Samples);

    /// <summary>The losses of the heads' outputs; writes each head's gradient and the batch's priorities.</summary>
    public UnrollLoss Of(TrainingBatch batch, TrainedHead<TSimd, TVector> policies, TrainedHead<TSimd, TVector> values,
        TrainedHead<TSimd, TVector>? rewards, TrainedHead<TSimd, TVector>? toPlay, TrainedLinear<TSimd, TVector>? decoder)
    {
        double policy = 0.0, value = 0.0, reward = 0.0, entropy = 0.0, error = 0.0, negative = 0.0;
        for (int block = 0; block < grid.Blocks; block++)
        {
            int k = block / grid.BlocksPerStep;
            (double cross, double narrow) = _gaussianLoss is null
                ? (OfVisits(batch, policies, block), 0.0)
                : OfSamples(_gaussianLoss, batch, policies, block);
            (policy, negative) = (policy + cross, negative + narrow);
            value += OfSeats(_valueLoss, batch.Values, batch.ValueMask, batch, block,
                values.Output.Block(block), values.OutputGradient.Block(block), plan.Shape.ValueBins, _weights.Value);
            if (k == 0)
            {
                entropy += Entropy(policies, block);
                error += Prioritize(batch, values, block);
            }
            else
            {
                int reached = block - grid.BlocksPerStep; // the reward head begins at step 1
                reward += OfSeats(_rewardLoss!, batch.Rewards, batch.RewardMask, batch, block,
                    rewards!.Output.Block(reached), rewards.OutputGradient.Block(reached), plan.Shape.RewardBins, _weights.Reward);
            }
        }

        double next = toPlay is null ? 0.0 : _toPlayLoss!.Of(batch, toPlay.Output, toPlay.OutputGradient);
        double reconstruction = decoder is null ? 0.0 : _reconstructionLoss!.Of(batch, decoder.Output, decoder.OutputGradient);
        return new UnrollLoss(
            policy, value, reward, next, reconstruction, (float)(error / batch.Size), (float)(entropy / batch.Size), negative);
    }

    private double OfVisits(TrainingBatch batch, TrainedHead<TSimd, TVector> policies, int block)
    {
        int k = block / grid.BlocksPerStep, stride = grid.UnrollSteps + 1;
        Weigh(_policyLoss.Coefficients, batch.PolicyMask, batch, block);
        fixed (float* visits = batch.Policies)
        {
            for (int sample = 0; sample < grid.Samples; sample++)
            {
                _policyLoss.Distributions[sample] = (nint)(visits
                    + ((((nint)grid.Row(block, sample) * stride) + k) * plan.Shape.Actions));
            }

            return _policyLoss.OfDistributions(policies.Output.Block(block), policies.OutputGradient.Block(block), _weights.Policy);
        }
    }

    private (double CrossEntropy, double NegativeEntropy) OfSamples(
        GaussianLoss loss, TrainingBatch batch, TrainedHead<TSimd, TVector> policies, int block)
    {
        Weigh(loss.Coefficients, batch.PolicyMask, batch, block);
        return loss.Of(batch, policies.Output.Block(block), policies.OutputGradient.Block(block), block);
    }

    // The mean over the seats: a player's outputs follow the ones of the player before.
    private double OfSeats(HeadLoss<TSimd, TVector> head, float[] returns, float[] mask, TrainingBatch batch, int block,
        float* output, float* gradient, int bins, float weight)
    {
        int k = block / grid.BlocksPerStep, stride = grid.UnrollSteps + 1;
        double loss = 0.0;
        Weigh(head.Coefficients, mask, batch, block, _seats);
        for (int seat = 0; seat < _seats; seat++)
        {
            Span<float> targets = head.Returns;
            for (int sample = 0; sample < targets.Length; sample++)
            {
                targets[sample] = returns[(((grid.Row(block, sample) * stride) + k) * _seats) + seat];
            }

            nint start = (nint)seat * bins * grid.Samples;
            loss += head.OfReturns(output + start, gradient + start, weight);
        }

        return loss;
    }

    private void Weigh(Span<float> coefficients, float[] mask, TrainingBatch batch, int block, int shares = 1)
    {
        int k = block / grid.BlocksPerStep, stride = grid.UnrollSteps + 1;
        float scale = LearningPlan.StepScale(k, grid.UnrollSteps) / (batch.Size * shares);
        int real = Math.Clamp(batch.Size - (block % grid.BlocksPerStep * grid.Samples), 0, grid.Samples);
        for (int sample = 0; sample < real; sample++)
        {
            int row = grid.Row(block, sample);
            coefficients[sample] = mask[(row * stride) + k] * scale * batch.Weights[row];
        }

        coefficients[real..].Clear();
    }

    private double Entropy(TrainedHead<TSimd, TVector> policies, int block)
    {
        double sum = 0.0;
        for (int sample = 0; sample < Real(block); sample++)
        {
            float* output = policies.Output.Block(block);
            sum += _gaussianLoss?.Entropy(output, sample) ?? _policyLoss.Entropy(output, sample);
        }

        return sum;
    }

    // New priorities, and how far the root's predictions are off.
    private double Prioritize(TrainingBatch batch, TrainedHead<TSimd, TVector> values, int block)
    {
        int length = plan.Shape.ValueBins * grid.Samples;
        new Span<float>(values.Output.Block(block), length).CopyTo(_decoded.Span);
        float* returns = _decoded.Start + ((nint)PackedWeights.Padded(plan.Shape.ValueBins) * grid.Samples);
        _decoder.Decode(_decoded.Start, returns, grid.Vectors);
        double error = 0.0;
        for (int sample = 0; sample < Real(block); sample++)
        {
            // A prediction that is not finite must not reach the replay buffer as a priority.
            int row = grid.Row(block, sample);
            float distance = MathF.Abs(returns[sample] - batch.Values[row * (grid.UnrollSteps + 1) * _seats]);
            batch.Priorities[row] = float.IsFinite(distance) ? distance : 0.0f;
            error += batch.Priorities[row];
        }

        return error;
    }

    private int Real(int block) => Math.Min(grid.Samples, grid.Batch - (block * grid.Samples));
}
