using MuZero.Errors;
using MuZero.Files.Safetensors;
using MuZero.Networks;
using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>K-step unrolled training (MuZero, section 3 and appendix G) in managed code: the kernels that play also learn, a sample per
/// lane, with gradients written by hand. A step allocates nothing. Files are those of MuZero.Torch's learner. One caller per
/// instance.</summary>
internal sealed class CpuLearner : ILearner
{
    private readonly LearningPlan _plan;
    private readonly TrainingOptions _options;
    private readonly TensorLayout[] _weights;
    private readonly LossTerm[] _terms;
    private readonly UnrollGraph _graph;

    /// <summary>A learner with fresh weights.</summary>
    /// <param name="plan">Network, losses and optimiser; <see cref="CpuBackend.Refuses"/> is null for it.</param>
    /// <param name="actions">The game's actions.</param>
    /// <param name="seed">Draws the weights.</param>
    /// <exception cref="UserException">The unroll is larger than memory.</exception>
    public CpuLearner(LearningPlan plan, ActionTable actions, ulong seed)
        : this(plan, actions, seed, SimdWidth.Lanes)
    {
    }

    /// <summary>A learner over vectors of 4, 8 or 16 <paramref name="lanes"/>, whether the CPU has them or not.</summary>
    internal CpuLearner(LearningPlan plan, ActionTable actions, ulong seed, int lanes)
    {
        (_plan, _options) = (plan, plan.Options);
        _weights = [.. plan.Layout.Tensors().Where(tensor => tensor.Kind == TensorKind.Weight)];
        _terms = [.. plan.Losses.Select(loss => new LossTerm(loss.Name, 0.0f))];
        try
        {
            _graph = UnrollGraph.Create(plan, actions, new RandomStream(seed), lanes);
        }
        catch (Exception fault) when (fault is OverflowException or OutOfMemoryException)
        {
            throw UserException.Usage($"A batch of {_options.BatchSize:N0} positions unrolled {_options.UnrollSteps:N0} steps does not "
                + "fit into memory. Lower training.batch_size or training.unroll_steps, or make the network smaller.");
        }
    }

    /// <inheritdoc/>
    public long Step { get; private set; }

    /// <inheritdoc/>
    public int Threads
    {
        get => _graph.Threads;
        set => _graph.Threads = value;
    }

    /// <inheritdoc/>
    public LossReport Learn(TrainingBatch batch)
    {
        double learningRate = LearningRate.At(_options, Step);
        List<NormStatistics> norms = _graph.Parameters.Norms;
        foreach (NormStatistics norm in norms)
        {
            norm.Keep();
        }

        LossReport report = Differentiate(batch) with { LearningRate = (float)learningRate };
        if (report.Applied)
        {
            // As PyTorch clips: the small number keeps a norm of zero from dividing.
            double clip = _options.GradientClip > 0.0 ? Math.Min(1.0, _options.GradientClip / (report.GradientNorm + 1e-6)) : 1.0;
            _graph.ApplyGradients(learningRate, (float)clip);
            Step++;
            return report;
        }

        foreach (NormStatistics norm in norms)
        {
            norm.Restore();
        }

        return report;
    }

    /// <inheritdoc/>
    public WeightSnapshot Snapshot(long version)
    {
        SafetensorsWriter writer = new();
        foreach ((string key, string value) in _plan.Shape.ToMetadata())
        {
            writer.AddMetadata(key, value);
        }

        _graph.Parameters.Write(writer);
        return new WeightSnapshot(version, writer.ToArray()) { Step = Step };
    }

    /// <inheritdoc/>
    public void LoadWeights(WeightSnapshot weights)
    {
        SafetensorsFile file = weights.Open();
        _plan.Shape.RequireSame(file.Metadata, weights.Source);
        _graph.Parameters.Read(file);
        _graph.Parameters.Parameters.ForEach(parameter => parameter.Restore(default));
        Step = 0;
    }

    /// <inheritdoc/>
    public byte[] SaveOptimizer() => OptimizerState.Write(
        _options.Optimizer, Step, _weights, _graph.Parameters.Parameters.Select(parameter => parameter.Moments(_options)));

    /// <inheritdoc/>
    public void LoadOptimizer(ReadOnlyMemory<byte> state)
    {
        (Step, Moments[] moments) = OptimizerState.Read(state, _options.Optimizer, _weights);
        foreach ((Parameter parameter, Moments kept) in _graph.Parameters.Parameters.Zip(moments))
        {
            parameter.Restore(kept);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Threads = 1;

    /// <summary>The loss of a batch with gradients left in place, nothing applied: for the tests' oracle.</summary>
    internal LossReport Differentiate(TrainingBatch batch)
    {
        UnrollLoss loss = _graph.Run(batch);
        double total = 0.0, norm = _graph.GradientNorm();
        for (int i = 0; i < _terms.Length; i++)
        {
            double value = loss.Of(_terms[i].Name);
            _terms[i] = _terms[i] with { Value = (float)value };
            total += _plan.Losses[i].Weight * value;
        }

        return new LossReport
        {
            Terms = _terms,
            Total = (float)total,
            GradientNorm = (float)norm,
            ValueError = loss.ValueError,
            PolicyEntropy = loss.PolicyEntropy,
            Applied = double.IsFinite(total) && double.IsFinite(norm),
        };
    }

    /// <summary>Each parameter's gradient after <see cref="Differentiate"/>, by name.</summary>
    internal IReadOnlyDictionary<string, float[]> Gradients()
        => _graph.Parameters.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Gradient.ToArray(),
            StringComparer.Ordinal);
}
