using MuZero.Learning;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Torch.Losses;
using MuZero.Torch.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace MuZero.Torch;

/// <summary>K-step unrolled training on libtorch (MuZero, section 3 and appendix G).</summary>
internal sealed class TorchLearner : ILearner
{
    // A norm that no finite gradient of floats reaches, small enough that its quotient with 1e-6 is a float.
    private const double NoClip = 1e30;

    private readonly LearningPlan _plan;
    private readonly LayoutModule _module;
    private readonly BatchTensors _tensors;
    private readonly TorchOptimizer _optimizer;
    private readonly BufferGuard _buffers;
    private readonly ILossTerm[] _losses;
    private readonly Tensor _weights; // [losses] in the total

    /// <summary>A learner with fresh weights.</summary>
    /// <param name="plan">Network, losses and optimiser.</param>
    /// <param name="actions">The game's actions.</param>
    /// <param name="seed">Draws the weights.</param>
    /// <param name="device">The device that it runs on.</param>
    /// <param name="precision">Double for a reference without rounding errors.</param>
    internal TorchLearner(LearningPlan plan, ActionTable actions, ulong seed, Device device, ScalarType precision = ScalarType.Float32)
    {
        _plan = plan;
        _losses = [.. plan.Losses.Select(loss => LossTerms.Find(loss.Name)
            ?? throw new NotSupportedException($"There is no loss '{loss.Name}'."))];
        _module = new LayoutModule(plan.Layout, new RandomStream(seed), device, precision) { IsTraining = true };
        _tensors = new BatchTensors(plan.Shape, actions, device, precision);
        _optimizer = new TorchOptimizer(_module.Weights, plan);
        _buffers = new BufferGuard(_module.Statistics);
        _weights = tensor(plan.Losses.Select(loss => loss.Weight).ToArray(), precision, device).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public long Step { get; private set; }

    /// <summary>The module, for the tests' oracle.</summary>
    internal LayoutModule Module => _module;

    /// <inheritdoc/>
    public LossReport Learn(TrainingBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        double learningRate = LearningRate.At(_plan.Options, Step);
        _buffers.Keep();
        (Unroll unroll, Tensor[] terms, Tensor total) = Backward(batch);
        double norm = nn.utils.clip_grad_norm_(_module.Weights, _plan.Options.GradientClip > 0.0 ? _plan.Options.GradientClip : NoClip);
        float loss = total.ToSingle();
        bool applied = float.IsFinite(loss) && double.IsFinite(norm);
        if (applied)
        {
            _optimizer.Step(learningRate);
            Step++;
        }
        else
        {
            _buffers.Restore();
        }

        (float valueError, float entropy) = Diagnose(batch, unroll);
        return Report(terms, loss) with
        {
            GradientNorm = (float)norm,
            ValueError = valueError,
            PolicyEntropy = entropy,
            LearningRate = (float)learningRate,
            Applied = applied,
        };
    }

    /// <summary>The loss of a batch with gradients left in the parameters, nothing applied: for the tests' oracle.</summary>
    internal LossReport Differentiate(TrainingBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        (_, Tensor[] terms, Tensor total) = Backward(batch);
        return Report(terms, total.ToSingle());
    }

    /// <inheritdoc/>
    public WeightSnapshot Snapshot(long version) => new(version, WeightCodec.Write(_module, _plan.Shape)) { Step = Step };

    /// <inheritdoc/>
    public void LoadWeights(WeightSnapshot weights)
    {
        WeightCodec.Read(_module, _plan.Shape, weights);
        _optimizer.Reset();
        Step = 0;
    }

    /// <inheritdoc/>
    public byte[] SaveOptimizer() => _optimizer.Write(Step);

    /// <inheritdoc/>
    public void LoadOptimizer(ReadOnlyMemory<byte> state) => Step = _optimizer.Read(state);

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _buffers.Dispose();
        _tensors.Dispose();
        _weights.Dispose();
        _module.Dispose();
    }

    // Forwards, losses, backwards.
    private (Unroll Unroll, Tensor[] Terms, Tensor Total) Backward(TrainingBatch batch)
    {
        _optimizer.ZeroGradients();
        Targets targets = _tensors.Targets(batch);
        Unroll unroll = new(_module, _tensors.Observations(batch), _tensors.Actions(batch), _tensors.NextObservations(batch),
            _plan.Shape.ValuePrefix, _tensors.ChanceLabels(batch));
        Tensor[] terms = [.. _losses.Select(loss => loss.Of(unroll, targets))];
        Tensor total = stack(terms).dot(_weights);
        total.backward();
        return (unroll, terms, total);
    }

    private LossReport Report(Tensor[] terms, float total) => new()
    {
        Terms = _plan.Losses.Zip(terms, (spec, term) => new LossTerm(spec.Name, term.ToSingle())).ToArray(),
        Total = total,
    };

    // New priorities, and how far the root's predictions are off.
    private (float ValueError, float PolicyEntropy) Diagnose(TrainingBatch batch, Unroll unroll)
    {
        Tensor own = unroll.Head(NetworkLayout.Value).select(1, 0).narrow(1, 0, _plan.Shape.ValueBins); // the player to move comes first
        TorchTensors.Decode(own, _tensors.ValueSupport, batch.Priorities);
        float error = 0.0f;
        for (int row = 0; row < batch.Size; row++)
        {
            // A prediction that is not finite must not reach the replay buffer as a priority.
            float difference = MathF.Abs(batch.Priorities[row] - batch.Values[row * (batch.UnrollSteps + 1) * batch.Seats]);
            batch.Priorities[row] = float.IsFinite(difference) ? difference : 0.0f;
            error += batch.Priorities[row];
        }

        if (_plan.Layout.Head(NetworkLayout.Policy) is null)
        {
            return (error / batch.Size, 0.0f);
        }

        if (_plan.Shape.ActionDimensions > 0)
        {
            Tensor output = unroll.Head(NetworkLayout.Policy).select(1, 0).detach();
            return (error / batch.Size, GaussianTensors.Of(output).Entropy().mean().ToSingle());
        }

        Tensor logs = nn.functional.log_softmax(unroll.Head(NetworkLayout.Policy).select(1, 0).detach(), -1);
        Tensor entropy = logs.exp().mul(logs).sum(-1).neg().mean();
        return (error / batch.Size, entropy.ToSingle());
    }
}
