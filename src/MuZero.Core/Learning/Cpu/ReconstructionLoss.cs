using System.Runtime.CompilerServices;
using MuZero.Networks.Cpu;
using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>The mean squared error of the observations that a decoder reads from the latents of steps 1 to K, and its gradient
/// (docs/ALGORITHM.md 3.6).</summary>
/// <param name="grid">The batch.</param>
/// <param name="length">Numbers in one observation.</param>
/// <param name="weight">The gradient's factor; not the loss's.</param>
internal sealed unsafe class ReconstructionLoss<TSimd, TVector>(BatchLayout grid, int length, float weight)
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly FloatBuffer _targets = new((long)length * grid.Samples);
    private readonly FloatBuffer _coefficients = new(grid.Samples);
    private readonly nint[] _places = GC.AllocateArray<nint>(grid.Samples, pinned: true);

    /// <summary>The loss of all steps.</summary>
    /// <param name="batch">The targets.</param>
    /// <param name="output">[blocks of steps 1 to K][observation, samples].</param>
    /// <param name="gradient">Laid out as <paramref name="output"/>, overwritten.</param>
    public double Of(TrainingBatch batch, BlockView output, BlockView gradient)
    {
        double loss = 0.0;
        float[] mask = batch.Columns[TrainingBatch.NextSeen];
        fixed (float* observations = batch.Columns[TrainingBatch.NextObservations])
        {
            for (int block = 0; block < grid.Blocks - grid.BlocksPerStep; block++)
            {
                Select(batch, observations, mask, block);
                for (int vector = 0; vector < grid.Samples; vector += TSimd.Count)
                {
                    loss += SquaredError(output.Block(block) + vector, gradient.Block(block) + vector, vector);
                }
            }
        }

        return loss;
    }

    // The block's targets, a sample per lane, and each sample's share in the loss.
    private void Select(TrainingBatch batch, float* observations, float[] mask, int block)
    {
        int k = (block / grid.BlocksPerStep) + 1;
        float scale = LearningPlan.StepScale(k, grid.UnrollSteps) / ((float)batch.Size * length);
        int first = block % grid.BlocksPerStep * grid.Samples;
        fixed (nint* places = _places)
        {
            for (int sample = 0; sample < grid.Samples; sample++)
            {
                int row = grid.Row(block, sample), entry = (row * grid.UnrollSteps) + k - 1;
                bool isReal = first + sample < batch.Size;
                _coefficients.Span[sample] = isReal ? mask[entry] * scale * batch.Weights[row] : 0.0f;
                places[sample] = (nint)(observations + ((nint)entry * length));
            }

            Transposition.ToLanes((float**)places, length, _targets.Start, grid.Samples);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double SquaredError(float* output, float* gradient, int vector)
    {
        TVector coefficient = TSimd.Load(_coefficients.Start + vector);
        TVector factor = TSimd.Multiply(coefficient, TSimd.Create(2.0f * weight)), sum = default;
        float* target = _targets.Start + vector;
        nint stride = grid.Samples, end = length * stride;
        for (nint i = 0; i < end; i += stride)
        {
            TVector distance = TSimd.Subtract(TSimd.Load(output + i), TSimd.Load(target + i));
            sum = TSimd.MultiplyAdd(distance, distance, sum);
            TSimd.Store(TSimd.Multiply(distance, factor), gradient + i);
        }

        return TSimd.Sum(TSimd.Multiply(sum, coefficient));
    }
}
