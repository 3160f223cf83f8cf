using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>The cross-entropy of the player to move after each of the steps 1 to K, and its gradient (docs/ALGORITHM.md 3.12).</summary>
/// <param name="grid">The batch.</param>
/// <param name="players">Their number.</param>
/// <param name="weight">The gradient's factor; not the loss's.</param>
internal sealed unsafe class ToPlayLoss<TSimd, TVector>(BatchLayout grid, int players, float weight)
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly HeadLoss<TSimd, TVector> _loss = new(grid.Samples, players, support: null);

    /// <summary>The loss of all steps. A target of zeros, as at step 0 and past the end, has neither loss nor gradient.</summary>
    /// <param name="batch">The targets.</param>
    /// <param name="output">[blocks][players, samples].</param>
    /// <param name="gradient">Laid out as <paramref name="output"/>, overwritten.</param>
    public double Of(TrainingBatch batch, BlockView output, BlockView gradient)
    {
        double loss = 0.0;
        int stride = grid.UnrollSteps + 1;
        fixed (float* next = batch.Columns[TrainingBatch.ToPlay])
        {
            for (int block = 0; block < grid.Blocks; block++)
            {
                int k = block / grid.BlocksPerStep;
                float scale = LearningPlan.StepScale(k, grid.UnrollSteps) / batch.Size;
                int first = block % grid.BlocksPerStep * grid.Samples;
                for (int sample = 0; sample < grid.Samples; sample++)
                {
                    int row = grid.Row(block, sample);
                    _loss.Coefficients[sample] = first + sample < batch.Size ? scale * batch.Weights[row] : 0.0f;
                    _loss.Distributions[sample] = (nint)(next + ((((nint)row * stride) + k) * players));
                }

                loss += _loss.OfDistributions(output.Block(block), gradient.Block(block), weight);
            }
        }

        return loss;
    }
}
