using MuZero.Learning;
using MuZero.Networks;
using MuZero.Torch.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace MuZero.Torch;

/// <summary>K-step unrolled training on libtorch (MuZero, section 3 and appendix G).</summary>
public sealed class TorchLearner : ILearner
{
    // The gradient that enters dynamics is halved at every step, so that its size does not grow with the unroll.
    private const double LatentGradientScale = 0.5;

    private static readonly Lock _generator = new();

    private readonly LearningPlan _plan;
    private readonly NetworkShape _shape;
    private readonly TrainingOptions _options;
    private readonly Device _device;
    private readonly MuZeroModule _module;
    private readonly BatchTensors _tensors;
    private readonly OptimizerCodec _optimizer;
    private readonly BufferGuard _buffers;

    /// <summary>A learner with fresh weights.</summary>
    /// <param name="plan">Network, losses and optimiser.</param>
    /// <param name="actions">The game's actions.</param>
    /// <param name="seed">Draws the weights.</param>
    /// <param name="device">The device that it runs on.</param>
    internal TorchLearner(LearningPlan plan, ActionTable actions, ulong seed, Device device)
    {
        _plan = plan;
        _shape = plan.Shape;
        _options = plan.Options;
        _device = device;
        _module = Draw(_shape, seed);
        _module.to(device);
        _module.train();
        _tensors = new BatchTensors(_shape, actions, device);
        _optimizer = new OptimizerCodec(_module, plan);
        _buffers = new BufferGuard(_module);
    }

    /// <inheritdoc/>
    public long Step { get; private set; }

    /// <summary>The module, for the tests' oracle.</summary>
    internal MuZeroModule Module => _module;

    /// <inheritdoc/>
    public LossReport Learn(TrainingBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        double learningRate = LearningRate.At(_options, Step);
        _optimizer.LearningRate = learningRate;
        _optimizer.ZeroGradients();
        _buffers.Keep();
        Targets targets = _tensors.Targets(batch);
        Unroll unroll = Forward(batch);
        LossTerms loss = LossTerms.Of(unroll, targets, _options.ValueLossWeight);
        loss.Total.backward();
        // libtorch takes the bound as a float.
        double norm = nn.utils.clip_grad_norm_(_module.parameters(), _options.GradientClip > 0.0 ? _options.GradientClip : float.MaxValue);
        float total = loss.Total.item<float>();
        bool applied = float.IsFinite(total) && double.IsFinite(norm);
        if (applied)
        {
            _optimizer.Step();
            Step++;
        }
        else
        {
            _buffers.Restore();
        }

        (float valueError, float entropy) = Diagnose(batch, unroll);
        return new LossReport
        {
            Terms = _plan.Losses.Select(spec => new LossTerm(spec.Name, loss.Of(spec.Name).item<float>())).ToArray(),
            Total = total,
            GradientNorm = (float)norm,
            ValueError = valueError,
            PolicyEntropy = entropy,
            LearningRate = (float)learningRate,
            Applied = applied,
        };
    }

    /// <summary>The loss of a batch with gradients left in the parameters, nothing applied: for the tests' oracle.</summary>
    internal LossTerms Differentiate(TrainingBatch batch)
    {
        _optimizer.ZeroGradients();
        LossTerms loss = LossTerms.Of(Forward(batch), _tensors.Targets(batch), _options.ValueLossWeight);
        loss.Total.backward();
        return loss;
    }

    /// <inheritdoc/>
    public WeightSnapshot Snapshot(long version) => new(version, WeightCodec.Write(_module, _shape)) { Step = Step };

    /// <inheritdoc/>
    public void LoadWeights(WeightSnapshot weights)
    {
        WeightCodec.Read(_module, _shape, weights);
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
        _module.Dispose();
    }

    // libtorch has one generator for the whole process, so two learners may not draw their weights at the same time.
    private static MuZeroModule Draw(NetworkShape shape, ulong seed)
    {
        lock (_generator)
        {
            manual_seed((long)(seed & long.MaxValue));
            return new MuZeroModule(shape);
        }
    }

    // Dynamics step by step, then each head once over the whole unroll: K + 1 times fewer operations, and batch norm of the heads sees all steps alike.
    private Unroll Forward(TrainingBatch batch)
    {
        Tensor latent = _module.Represent(_tensors.Observations(batch));
        List<Tensor> latents = [latent];
        Tensor? actions = batch.UnrollSteps > 0 ? _tensors.Actions(batch) : null;
        for (int k = 0; k < batch.UnrollSteps; k++)
        {
            Tensor entering = latent.mul(LatentGradientScale).add(latent.detach().mul(1.0 - LatentGradientScale));
            latent = _module.Advance(entering, actions!.select(0, k));
            latents.Add(latent);
        }

        Tensor all = cat(latents, 0);
        PredictionOutput output = _module.Predict(all);
        Tensor? rewards = batch.UnrollSteps > 0 ? _module.Reward(all.narrow(0, batch.Size, (long)batch.UnrollSteps * batch.Size)) : null;
        return new Unroll(BySample(output.Policy, batch.Size), BySample(output.Value, batch.Size), rewards is null ? null : BySample(rewards, batch.Size));
    }

    // [steps * B, n] to [B, steps, n].
    private static Tensor BySample(Tensor output, long size) => output.view([output.shape[0] / size, size, output.shape[1]]).transpose(0, 1);

    // New priorities, and how far the root's predictions are off.
    private (float ValueError, float PolicyEntropy) Diagnose(TrainingBatch batch, Unroll unroll)
    {
        _tensors.Value.Decode(unroll.Values.select(1, 0).detach(), batch.Priorities);
        float error = 0.0f;
        for (int row = 0; row < batch.Size; row++)
        {
            // A prediction that is not finite must not reach the replay buffer as a priority.
            float difference = MathF.Abs(batch.Priorities[row] - batch.Values[row * (batch.UnrollSteps + 1)]);
            batch.Priorities[row] = float.IsFinite(difference) ? difference : 0.0f;
            error += batch.Priorities[row];
        }

        Tensor logs = nn.functional.log_softmax(unroll.Policies.select(1, 0).detach(), -1);
        Tensor entropy = logs.exp().mul(logs).sum(-1).neg().mean();
        return (error / batch.Size, entropy.item<float>());
    }
}
