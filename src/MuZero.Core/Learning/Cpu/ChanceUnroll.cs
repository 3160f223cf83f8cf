using MuZero.Networks;
using MuZero.Networks.Cpu;
using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>The part of an unroll that chance codes add (Stochastic MuZero; docs/ALGORITHM.md 2.4 and 3.3): afterstates between latent and
/// dynamics, the heads on them, and the encoder of the codes that dynamics takes.</summary>
internal sealed unsafe class ChanceUnroll<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly BatchLayout _grid;
    private readonly TrainedTrunk _dynamics; // latent and action to afterstate
    private readonly TrainedTrunk? _encoder; // null if outcomes are the codes
    private readonly TrainedHead<TSimd, TVector> _value, _chance;
    private readonly TrainedHead<TSimd, TVector>? _numbers;
    private readonly LatentNormalization<TSimd, TVector> _scale;
    private readonly ChanceCodes<TSimd, TVector> _codes;
    private readonly ChanceLosses<TSimd, TVector> _losses;
    private readonly BlockBuffer _observations; // [K blocks per step][observation, samples] of the steps 1 to K, for the encoder
    private readonly BlockBuffer _afterstates; // [K blocks per step][latent and code, samples] of the steps 0 to K - 1
    private readonly BlockBuffer _gradient; // [K blocks per step][latent, samples] of the afterstates
    private readonly BlockBuffer _inputGradient; // [blocks per step][latent and code, samples] of dynamics
    private readonly nint[] _rows;
    private readonly int _points, _latentLength;

    /// <param name="plan">The network, with chance codes.</param>
    /// <param name="grid">The batch.</param>
    /// <param name="dynamics">The trunk of the afterstates.</param>
    /// <param name="encoder">The trunk of the codes, in one call over the steps 1 to K; null if outcomes are the codes.</param>
    /// <param name="head">Makes a head over the steps 1 to K.</param>
    /// <param name="shape">Planes and points of a latent; one plane of an MLP's.</param>
    public ChanceUnroll(LearningPlan plan, BatchLayout grid, TrainedTrunk dynamics, TrainedTrunk? encoder,
        Func<string, TrainedHead<TSimd, TVector>> head, (int Planes, int Points) shape)
    {
        (_grid, _dynamics, _encoder) = (grid, dynamics, encoder);
        (_value, _chance) = (head(NetworkLayout.AfterstateValue), head(NetworkLayout.Chance));
        _numbers = encoder is null ? null : head(NetworkLayout.ChanceCode);
        int blocks = Math.Max(1, grid.Blocks - grid.BlocksPerStep), codes = plan.Shape.ChanceCodes;
        TrunkLayout after = plan.Layout.Trunk(NetworkLayout.AfterstateDynamics)!;
        _points = plan.Layout.Points;
        _latentLength = after.Outputs * _points;
        (_scale, _codes) = (new(grid, shape.Planes, shape.Points), new(grid, codes));
        _losses = new(plan, grid);
        _observations = new BlockBuffer(encoder is null ? 0 : blocks, (long)plan.Shape.Observation.Length * grid.Samples);
        _afterstates = new BlockBuffer(blocks, (long)(_latentLength + (codes * _points)) * grid.Samples);
        _gradient = new BlockBuffer(blocks, (long)PackedWeights.Padded(after.Outputs) * _points * grid.Samples);
        _inputGradient = new BlockBuffer(
            grid.BlocksPerStep, (long)PackedWeights.Padded(after.Outputs + codes) * _points * grid.Samples);
        _rows = GC.AllocateArray<nint>(grid.Samples, pinned: true);
    }

    /// <summary>The input of dynamics: afterstates and codes of the steps 0 to K - 1.</summary>
    public BlockView Afterstates => _afterstates.Blocks;

    /// <summary>The place of the gradient of dynamics' input, of one step.</summary>
    public BlockView InputGradient => _inputGradient.Blocks;

    private int Blocks => _grid.Blocks - _grid.BlocksPerStep;

    /// <summary>Takes the weights as they are now.</summary>
    public void Load()
    {
        _dynamics.Load();
        _encoder?.Load();
        _value.Load();
        _chance.Load();
        _numbers?.Load();
    }

    /// <summary>The codes of all observations that follow a step, into the afterstates.</summary>
    public void Encode(TrainingBatch batch)
    {
        if (_encoder is null)
        {
            _codes.Take(batch.Columns[TrainingBatch.ChanceLabels], Blocks);
        }
        else
        {
            Observe(batch);
            _encoder.Forward(_observations.Blocks, 0, Blocks, call: 0);
            _numbers!.Forward(_encoder.Output, Blocks);
            _codes.Choose(_numbers.Output, Blocks);
        }

        for (int block = 0; block < Blocks; block++)
        {
            _codes.Write(block, Afterstates.Block(block) + ((nint)_latentLength * _grid.Samples), _points);
        }
    }

    /// <summary>The afterstates of step <paramref name="k"/> from latents and actions.</summary>
    public void Forward(BlockView latents, int k)
    {
        int steps = _grid.BlocksPerStep, first = k * steps;
        _dynamics.Forward(latents, first, steps, call: k);
        _scale.Forward(_dynamics.Output.From(first), Afterstates.From(first), first, steps);
    }

    /// <summary>The heads on the afterstates of all steps.</summary>
    public void ForwardHeads()
    {
        _value.Forward(Afterstates, Blocks);
        _chance.Forward(Afterstates, Blocks);
    }

    /// <summary>The three losses, and the gradients of the heads and of the encoder's numbers.</summary>
    public (double Value, double Chance, double Commitment) Losses(TrainingBatch batch) => _losses.Of(batch, _value, _chance, _codes);

    /// <summary>The afterstates' gradient from their heads.</summary>
    public void BackwardHeads()
    {
        _value.Backward(Afterstates, _gradient.Blocks, Blocks, add: false);
        _chance.Backward(Afterstates, _gradient.Blocks, Blocks, add: true);
    }

    /// <summary>From <see cref="InputGradient"/>, that of dynamics, the gradient of the latents of step <paramref name="k"/>.</summary>
    /// <param name="latentGradient">Overwritten from its first block on.</param>
    /// <param name="k">The step.</param>
    public void Backward(BlockView latentGradient, int k)
    {
        int steps = _grid.BlocksPerStep, first = k * steps;
        for (int block = 0; block < steps; block++)
        {
            float* input = InputGradient.Block(block);
            Add(input, _gradient.Blocks.Block(first + block), (nint)_latentLength * _grid.Samples);
            if (_encoder is not null)
            {
                _codes.AddGradient(first + block, input + ((nint)_latentLength * _grid.Samples), _points);
            }
        }

        _scale.Backward(Afterstates.From(first), _gradient.Blocks.From(first), _dynamics.OutputGradient(first), first, steps);
        _dynamics.Backward(latentGradient, first, steps, call: k);
    }

    /// <summary>The gradients of all weights, after <see cref="Backward"/> for every step.</summary>
    public void AddGradients(BlockView latents)
    {
        _dynamics.AddGradient(latents, Blocks);
        if (_encoder is null)
        {
            return;
        }

        _codes.Backward(_numbers!.OutputGradient, Blocks);
        _numbers.Backward(_encoder.Output, _encoder.OutputGradient(0), Blocks, add: false);
        _encoder.Backward(default, 0, Blocks, call: 0);
        _encoder.AddGradient(_observations.Blocks, Blocks);
    }

    private void Observe(TrainingBatch batch)
    {
        fixed (float* observations = batch.Columns[TrainingBatch.NextObservations])
        fixed (nint* rows = _rows)
        {
            for (int block = 0; block < Blocks; block++)
            {
                int k = block / _grid.BlocksPerStep;
                for (int sample = 0; sample < _grid.Samples; sample++)
                {
                    int entry = (_grid.Row(block, sample) * _grid.UnrollSteps) + k;
                    _rows[sample] = (nint)(observations + ((nint)entry * batch.ObservationLength));
                }

                Transposition.ToLanes((float**)rows, batch.ObservationLength, _observations.Blocks.Block(block), _grid.Samples);
            }
        }
    }

    private static void Add(float* from, float* to, nint length)
    {
        for (nint i = 0; i < length; i += TSimd.Count)
        {
            TSimd.Store(TSimd.Add(TSimd.Load(from + i), TSimd.Load(to + i)), to + i);
        }
    }
}
