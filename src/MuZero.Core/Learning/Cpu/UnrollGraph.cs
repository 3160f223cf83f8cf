using MuZero.Networks;
using MuZero.Networks.Cpu;
using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>The network unrolled along a batch: losses, and every weight's gradient.</summary>
internal abstract class UnrollGraph
{
    /// <summary>All weights.</summary>
    public abstract ParameterSet Parameters { get; }

    /// <summary>Threads at work; they change no bit of the results.</summary>
    public abstract int Threads { get; set; }

    /// <summary>Forwards, losses, backwards: overwrites the gradients and the batch's priorities.</summary>
    public abstract UnrollLoss Run(TrainingBatch batch);

    /// <summary>Norm of all gradients.</summary>
    public abstract double GradientNorm();

    /// <summary>One step of the optimiser with gradients times <paramref name="clip"/>.</summary>
    public abstract void ApplyGradients(double learningRate, float clip);

    /// <summary>A graph over vectors of 4, 8 or 16 lanes.</summary>
    public static UnrollGraph Create(LearningPlan plan, ActionTable actions, RandomStream random, int lanes) => lanes switch
    {
        16 => new UnrollGraph<Simd512, System.Runtime.Intrinsics.Vector512<float>>(plan, actions, random),
        8 => new UnrollGraph<Simd256, System.Runtime.Intrinsics.Vector256<float>>(plan, actions, random),
        _ => new UnrollGraph<Simd128, System.Runtime.Intrinsics.Vector128<float>>(plan, actions, random),
    };
}

/// <summary>The graph over one width of vectors (MuZero, section 3 and appendix G).</summary>
internal sealed unsafe class UnrollGraph<TSimd, TVector> : UnrollGraph
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    // Parts that only an unroll runs.
    private static readonly string[] _unrolled =
    [
        NetworkLayout.Dynamics, NetworkLayout.Reward, NetworkLayout.Decoder, NetworkLayout.AfterstateDynamics,
        NetworkLayout.AfterstateValue, NetworkLayout.Chance, NetworkLayout.Encoder, NetworkLayout.ChanceCode,
    ];

    private readonly TrainingOptions _options;
    private readonly BatchLayout _grid;
    private readonly ActionRows? _actions;
    private readonly TrainedTrunk _representation;
    private readonly TrainedTrunk? _dynamics;
    private readonly ChanceUnroll<TSimd, TVector>? _chance;
    private readonly TrainedTrunk? _prediction;
    private readonly TrainedHead<TSimd, TVector>? _reward;
    private readonly TrainedLinear<TSimd, TVector>? _decoder;
    private readonly TrainedHead<TSimd, TVector> _policy;
    private readonly TrainedHead<TSimd, TVector> _value;
    private readonly TrainedHead<TSimd, TVector>? _toPlay;
    private readonly UnrollLosses<TSimd, TVector> _losses;
    private readonly LatentNormalization<TSimd, TVector> _scale;
    private readonly BlockBuffer _observations; // [blocks per step][observation, samples]
    private readonly BlockBuffer _latents; // [blocks][latent and the action that is taken there, samples]
    private readonly BlockBuffer _latentGradient; // [blocks][latent, samples]
    private readonly BlockBuffer _inputGradient; // [blocks per step][latent, samples] of dynamics
    private readonly nint[] _rows;
    private readonly int _latentLength; // numbers per sample
    private readonly bool[] _isIdle; // parameters without a gradient: those of dynamics and reward, if nothing is unrolled

    public UnrollGraph(LearningPlan plan, ActionTable actions, RandomStream random)
    {
        NetworkLayout layout = plan.Layout;
        _options = plan.Options;
        _grid = new BatchLayout(_options.BatchSize, TSimd.Count, CpuNetwork.VectorsPerBlock(layout), plan.UnrollSteps);
        Parameters = new ParameterSet(layout, random);
        TrunkLayout representation = layout.Trunk(NetworkLayout.Representation)!;
        int features = representation.Outputs, steps = _grid.BlocksPerStep, unrolled = Math.Max(1, plan.UnrollSteps);
        bool residual = representation.Layers[0] is ConvolutionLayout;
        (int planes, int points) = residual ? (features, layout.Points) : (1, features);
        _latentLength = planes * points;
        _representation = Trunk(representation, inputGradients: 0, calls: 1, steps);
        if (layout.Trunk(NetworkLayout.Dynamics) is { } dynamics)
        {
            _dynamics = Trunk(dynamics, features + plan.Shape.ChanceCodes, unrolled, steps);
            _reward = Head(NetworkLayout.Reward, unrolled * steps);
            _actions = new ActionRows(actions);
        }

        if (layout.Trunk(NetworkLayout.AfterstateDynamics) is { } afterstates)
        {
            _chance = new(plan, _grid, Trunk(afterstates, features, unrolled, steps),
                layout.Trunk(NetworkLayout.Encoder) is { } encoder ? Trunk(encoder, inputGradients: 0, calls: 1, unrolled * steps) : null,
                name => Head(name, unrolled * steps), (planes, points));
        }

        if (layout.Head(NetworkLayout.Decoder) is { } decoder)
        {
            LinearLayout layer = (LinearLayout)decoder.Layers[0];
            _decoder = new(Parameters, _grid, decoder.Name, layer, inputGradients: layer.Inputs, unrolled * steps,
                layer.IsPointwise ? (layout.Height, layout.Width) : (1, 1));
        }

        _prediction = layout.Trunk(NetworkLayout.Prediction) is { } prediction ? Trunk(prediction, features, calls: 1, _grid.Blocks) : null;
        (_policy, _value) = (Head(NetworkLayout.Policy, _grid.Blocks), Head(NetworkLayout.Value, _grid.Blocks));
        _toPlay = layout.Head(NetworkLayout.ToPlay) is null ? null : Head(NetworkLayout.ToPlay, _grid.Blocks);
        _isIdle = [.. Parameters.Parameters.Select(
            parameter => plan.UnrollSteps == 0 && _unrolled.Contains(parameter.Name.Split('.')[0]))];
        (_losses, _scale) = (new(plan, _grid), new(_grid, planes, points));
        long latent = (long)PackedWeights.Padded(features) * layout.Points * _grid.Samples;
        _observations = new BlockBuffer(steps, (long)representation.Inputs * layout.Points * _grid.Samples);
        _latents = new BlockBuffer(_grid.Blocks, (long)(_latentLength + (_actions?.Length ?? 0)) * _grid.Samples);
        _latentGradient = new BlockBuffer(_grid.Blocks, latent);
        _inputGradient = new BlockBuffer(steps, latent);
        _rows = GC.AllocateArray<nint>(_grid.Samples, pinned: true);

        TrainedTrunk Trunk(TrunkLayout trunk, int inputGradients, int calls, int blocks)
            => trunk.Layers[0] is LinearLayout
                ? new TrainedEncoder<TSimd, TVector>(Parameters, _grid, trunk, inputGradients, calls * blocks)
                : new TrainedTower<TSimd, TVector>(Parameters, _grid, trunk, inputGradients, (layout.Height, layout.Width), calls, blocks);

        TrainedHead<TSimd, TVector> Head(string name, int blocks)
            => new(Parameters, _grid, layout.Head(name)!, (layout.Height, layout.Width), blocks);
    }

    /// <inheritdoc/>
    public override ParameterSet Parameters { get; }

    /// <inheritdoc/>
    public override int Threads
    {
        get => _grid.Threads;
        set => _grid.Threads = value;
    }

    /// <inheritdoc/>
    public override UnrollLoss Run(TrainingBatch batch)
    {
        if ((batch.Size, batch.UnrollSteps) != (_grid.Batch, _grid.UnrollSteps))
        {
            throw new ArgumentException($"The batch has {batch.Size} samples and {batch.UnrollSteps} unroll steps; this learner was made "
                + $"for {_grid.Batch} and {_grid.UnrollSteps}.", nameof(batch));
        }

        Parameters.ClearGradients();
        Load();
        Forward(batch);
        UnrollLoss loss = _losses.Of(batch, _policy, _value, _reward, _toPlay, _decoder);
        if (_chance is not null && _grid.UnrollSteps > 0)
        {
            (double value, double chance, double commitment) = _chance.Losses(batch);
            loss = loss with { AfterstateValue = value, Chance = chance, Commitment = commitment };
        }

        Backward();
        GC.KeepAlive(this); // the kernels hold pointers into buffers that this object owns
        return loss;
    }

    /// <inheritdoc/>
    public override double GradientNorm()
    {
        double sum = 0.0;
        foreach (Parameter parameter in Parameters.Parameters)
        {
            sum += ParameterOptimizer<TSimd, TVector>.SquaredNorm(parameter);
        }

        return Math.Sqrt(sum);
    }

    /// <inheritdoc/>
    public override void ApplyGradients(double learningRate, float clip)
    {
        for (int i = 0; i < Parameters.Parameters.Count; i++)
        {
            // No gradient is not the same as one of zero, with which weights decay.
            if (!_isIdle[i])
            {
                ParameterOptimizer<TSimd, TVector>.Step(Parameters.Parameters[i], _options, learningRate, clip);
            }
        }
    }

    private void Load()
    {
        _representation.Load();
        _dynamics?.Load();
        _chance?.Load();
        _prediction?.Load();
        _reward?.Load();
        _decoder?.Load();
        _policy.Load();
        _value.Load();
        _toPlay?.Load();
    }

    // Dynamics step by step, then each head once over the whole unroll, so that its batch norm sees all steps alike.
    private void Forward(TrainingBatch batch)
    {
        int steps = _grid.BlocksPerStep;
        BlockView latents = _latents.Blocks;
        Observe(batch);
        _representation.Forward(_observations.Blocks, 0, steps, call: 0);
        _scale.Forward(_representation.Output, latents, 0, steps);
        if (_grid.UnrollSteps > 0)
        {
            _chance?.Encode(batch);
        }

        for (int k = 0; k < _grid.UnrollSteps; k++)
        {
            int first = k * steps;
            Act(batch, k);
            _chance?.Forward(latents, k);
            _dynamics!.Forward(_chance?.Afterstates ?? latents, first, steps, call: k);
            _scale.Forward(_dynamics.Output.From(first), latents.From(first + steps), first + steps, steps);
        }

        _prediction?.Forward(latents, 0, _grid.Blocks, call: 0);
        BlockView features = _prediction?.Output ?? latents;
        _policy.Forward(features, _grid.Blocks);
        _value.Forward(features, _grid.Blocks);
        _toPlay?.Forward(features, _grid.Blocks);
        if (_grid.UnrollSteps > 0)
        {
            _reward!.Forward(latents.From(steps), _grid.Blocks - steps);
            _decoder?.Forward(latents.From(steps), 0, _grid.Blocks - steps);
            _chance?.ForwardHeads();
        }
    }

    private void Backward()
    {
        int steps = _grid.BlocksPerStep;
        BlockView latents = _latents.Blocks, latentGradient = _latentGradient.Blocks, features = _prediction?.Output ?? latents;
        BlockView featureGradient = _prediction?.OutputGradient(0) ?? latentGradient;
        _policy.Backward(features, featureGradient, _grid.Blocks, add: false);
        _value.Backward(features, featureGradient, _grid.Blocks, add: true);
        _toPlay?.Backward(features, featureGradient, _grid.Blocks, add: true);
        _prediction?.Backward(latentGradient, 0, _grid.Blocks, call: 0);
        _prediction?.AddGradient(latents, _grid.Blocks);
        if (_grid.UnrollSteps > 0)
        {
            _reward!.Backward(latents.From(steps), latentGradient.From(steps), _grid.Blocks - steps, add: true);
            _decoder?.Backward(latentGradient.From(steps), 0, _grid.Blocks - steps, add: true);
            _decoder?.AddGradient(latents.From(steps), _grid.Blocks - steps);
            _chance?.BackwardHeads();
        }

        for (int k = _grid.UnrollSteps; k > 0; k--)
        {
            int first = k * steps;
            _scale.Backward(latents.From(first), latentGradient.From(first), _dynamics!.OutputGradient(first - steps), first, steps);
            _dynamics.Backward(_chance?.InputGradient ?? _inputGradient.Blocks, first - steps, steps, call: k - 1);
            _chance?.Backward(_inputGradient.Blocks, k - 1);
            AddScaled(_inputGradient.Blocks, latentGradient.From(first - steps), steps);
        }

        _scale.Backward(latents, latentGradient, _representation.OutputGradient(0), 0, steps);
        _representation.Backward(default, 0, steps, call: 0);
        _representation.AddGradient(_observations.Blocks, steps);
        if (_grid.UnrollSteps > 0)
        {
            _dynamics!.AddGradient(_chance?.Afterstates ?? latents, _grid.Blocks - steps);
            _chance?.AddGradients(latents);
        }
    }

    private void Observe(TrainingBatch batch)
    {
        fixed (float* observations = batch.Observations)
        fixed (nint* rows = _rows)
        {
            for (int block = 0; block < _grid.BlocksPerStep; block++)
            {
                for (int sample = 0; sample < _grid.Samples; sample++)
                {
                    _rows[sample] = (nint)(observations + ((nint)_grid.Row(block, sample) * batch.ObservationLength));
                }

                Transposition.ToLanes((float**)rows, batch.ObservationLength, _observations.Blocks.Block(block), _grid.Samples);
            }
        }
    }

    // After step k's latents, the actions that are taken there.
    private void Act(TrainingBatch batch, int k)
    {
        bool areVectors = batch.Columns.TryGetValue(TrainingBatch.ActionVectors, out float[]? vectors);
        fixed (float* start = vectors)
        fixed (nint* rows = _rows)
        {
            for (int block = k * _grid.BlocksPerStep; block < (k + 1) * _grid.BlocksPerStep; block++)
            {
                for (int sample = 0; sample < _grid.Samples; sample++)
                {
                    int entry = (_grid.Row(block, sample) * _grid.UnrollSteps) + k;
                    _rows[sample] = (nint)(areVectors
                        ? start + ((nint)entry * _actions!.Length)
                        : _actions!.Row(batch.Actions[entry]));
                }

                Transposition.ToLanes((float**)rows, _actions!.Length, _latents.Blocks.Block(block) + ((nint)_latentLength * _grid.Samples),
                    _grid.Samples);
            }
        }
    }

    private void AddScaled(BlockView gradient, BlockView to, int count)
    {
        TVector scale = TSimd.Create(LearningPlan.LatentGradientScale);
        for (int block = 0; block < count; block++)
        {
            float* from = gradient.Block(block), target = to.Block(block);
            for (float* end = from + ((nint)_latentLength * _grid.Samples); from < end; from += TSimd.Count, target += TSimd.Count)
            {
                TSimd.Store(TSimd.MultiplyAdd(TSimd.Load(from), scale, TSimd.Load(target)), target);
            }
        }
    }
}
