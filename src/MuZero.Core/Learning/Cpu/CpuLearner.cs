using System.Runtime.Intrinsics;
using MuZero.Errors;
using MuZero.Files.Safetensors;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>K-step unrolled training (MuZero, section 3 and appendix G) in managed code: the kernels that play also learn, a sample per lane, with
/// gradients written by hand. A step allocates nothing. Files are those of MuZero.Torch's learner. One caller per instance.</summary>
public sealed class CpuLearner : ILearner, IThreadedLearner
{
    private readonly NetworkShape _shape;
    private readonly TrainingOptions _options;
    private readonly UnrollGraph _graph;

    /// <summary>A learner with fresh weights.</summary>
    /// <param name="game">Encodes actions.</param>
    /// <param name="shape">What the network is built as.</param>
    /// <param name="options">Loss and optimiser.</param>
    /// <param name="seed">Draws the weights.</param>
    /// <exception cref="UserException">The unroll is larger than memory.</exception>
    public CpuLearner(IGame game, NetworkShape shape, TrainingOptions options, ulong seed)
        : this(game, shape, options, seed, Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256.IsHardwareAccelerated ? Vector256<float>.Count : Vector128<float>.Count)
    {
    }

    /// <summary>A learner over vectors of 4, 8 or 16 <paramref name="lanes"/>, whether the CPU has them or not.</summary>
    internal CpuLearner(IGame game, NetworkShape shape, TrainingOptions options, ulong seed, int lanes)
    {
        (_shape, _options) = (shape, options);
        try
        {
            _graph = UnrollGraph.Create(game, shape, options, new RandomStream(seed), lanes);
        }
        catch (Exception fault) when (fault is OverflowException or OutOfMemoryException)
        {
            throw UserException.Usage($"A batch of {options.BatchSize:N0} positions unrolled {options.UnrollSteps:N0} steps does not fit into memory. Lower training.batch_size or training.unroll_steps, or make the network smaller.");
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
        double learningRate = _options.LearningRate * Math.Pow(_options.LearningRateDecay, (double)Step / _options.LearningRateDecaySteps);
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
            _graph.Step(learningRate, (float)clip);
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
        foreach ((string key, string value) in _shape.ToMetadata())
        {
            writer.AddMetadata(key, value);
        }

        _graph.Parameters.Write(writer);
        return new WeightSnapshot(version, writer.ToArray()) { Step = Step };
    }

    /// <inheritdoc/>
    public void LoadWeights(WeightSnapshot weights)
    {
        SafetensorsFile file = SafetensorsFile.Parse(weights.Bytes, $"weights {weights.Version}");
        _shape.RequireSame(file.Metadata, $"weights {weights.Version}");
        _graph.Parameters.Read(file);
        _graph.Parameters.Parameters.ForEach(OptimizerFile.Reset);
        Step = 0;
    }

    /// <inheritdoc/>
    public byte[] SaveOptimizer() => OptimizerFile.Write(_graph.Parameters.Parameters, _options, Step);

    /// <inheritdoc/>
    public void LoadOptimizer(ReadOnlyMemory<byte> state) => Step = OptimizerFile.Read(_graph.Parameters.Parameters, _options, state);

    /// <inheritdoc/>
    public void Dispose() => Threads = 1;

    /// <summary>The loss of a batch with gradients left in place, nothing applied: for the tests' oracle.</summary>
    internal LossReport Differentiate(TrainingBatch batch)
    {
        UnrollLoss loss = _graph.Run(batch);
        double total = loss.Policy + (_options.ValueLossWeight * loss.Value) + loss.Reward, norm = _graph.GradientNorm();
        bool finite = double.IsFinite(total) && double.IsFinite(norm);
        return new LossReport(
            (float)total, (float)loss.Policy, (float)loss.Value, (float)loss.Reward, (float)norm, loss.ValueError, loss.PolicyEntropy, 0.0f, finite);
    }

    /// <summary>Each parameter's gradient after <see cref="Differentiate"/>, by name.</summary>
    internal IReadOnlyDictionary<string, float[]> Gradients()
        => _graph.Parameters.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Gradient.ToArray(), StringComparer.Ordinal);
}
