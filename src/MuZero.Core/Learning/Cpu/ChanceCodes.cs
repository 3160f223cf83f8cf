using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>The encoder's numbers, standardised over the batch, and the code that is the largest of each sample, with the gradient of a
/// straight-through estimator (docs/ALGORITHM.md 3.3).</summary>
/// <param name="grid">The batch.</param>
/// <param name="codes">M.</param>
internal sealed unsafe class ChanceCodes<TSimd, TVector>(BatchLayout grid, int codes)
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private const double SmallestVariance = 1e-5;

    private readonly BlockBuffer _numbers = new(Math.Max(1, grid.Blocks - grid.BlocksPerStep), (long)codes * grid.Samples);
    private readonly BlockBuffer _gradient = new(Math.Max(1, grid.Blocks - grid.BlocksPerStep), (long)codes * grid.Samples);
    private readonly int[] _chosen = new int[Math.Max(1, grid.Blocks - grid.BlocksPerStep) * grid.Samples];
    private readonly double[] _inverses = new double[codes]; // 1 / standard deviation

    /// <summary>[M, samples] of each block, standardised.</summary>
    public BlockView Numbers => _numbers.Blocks;

    /// <summary>[M, samples] of each block: the place of the gradient of <see cref="Numbers"/>.</summary>
    public BlockView Gradient => _gradient.Blocks;

    /// <summary>The code of a sample.</summary>
    public int Of(int block, int sample) => _chosen[(block * grid.Samples) + sample];

    /// <summary>Standardises the encoder's numbers, each code over all samples and steps, and takes the largest.</summary>
    /// <param name="output">[M, samples] of each block.</param>
    /// <param name="blocks">Blocks of the steps 1 to K.</param>
    public void Choose(BlockView output, int blocks)
    {
        for (int code = 0; code < codes; code++)
        {
            Standardize(output, code, blocks);
        }

        for (int block = 0; block < blocks; block++)
        {
            for (int sample = 0; sample < grid.Samples; sample++)
            {
                float* number = Numbers.Block(block) + sample;
                int best = 0;
                for (int code = 1; code < codes; code++)
                {
                    best = number[(nint)code * grid.Samples] > number[(nint)best * grid.Samples] ? code : best;
                }

                _chosen[(block * grid.Samples) + sample] = best;
            }
        }
    }

    /// <summary>Takes outcomes as codes.</summary>
    /// <param name="labels">See <see cref="TrainingBatch.ChanceLabels"/>.</param>
    /// <param name="blocks">Blocks of the steps 1 to K.</param>
    public void Take(float[] labels, int blocks)
    {
        for (int block = 0; block < blocks; block++)
        {
            for (int sample = 0; sample < grid.Samples; sample++)
            {
                int entry = (grid.Row(block, sample) * grid.UnrollSteps) + (block / grid.BlocksPerStep);
                _chosen[(block * grid.Samples) + sample] = (int)labels[entry];
            }
        }
    }

    /// <summary>Writes the codes of a block as dynamics takes them: one-hot, a constant plane each.</summary>
    /// <param name="block">The block.</param>
    /// <param name="to">[M, points, samples], overwritten.</param>
    /// <param name="points">Points of a plane.</param>
    public void Write(int block, float* to, int points)
    {
        new Span<float>(to, codes * points * grid.Samples).Clear();
        for (int sample = 0; sample < grid.Samples; sample++)
        {
            float* plane = to + ((nint)Of(block, sample) * points * grid.Samples) + sample;
            for (int point = 0; point < points; point++)
            {
                plane[(nint)point * grid.Samples] = 1.0f;
            }
        }
    }

    /// <summary>Adds the gradient of a block's codes to <see cref="Gradient"/>.</summary>
    /// <param name="block">The block.</param>
    /// <param name="from">[M, points, samples].</param>
    /// <param name="points">Points of a plane.</param>
    public void AddGradient(int block, float* from, int points)
    {
        nint samples = grid.Samples;
        for (nint code = 0; code < codes; code++)
        {
            float* to = Gradient.Block(block) + (code * samples);
            for (nint vector = 0; vector < samples; vector += TSimd.Count)
            {
                TVector sum = TSimd.Load(to + vector);
                for (nint point = 0; point < points; point++)
                {
                    sum = TSimd.Add(sum, TSimd.Load(from + (((code * points) + point) * samples) + vector));
                }

                TSimd.Store(sum, to + vector);
            }
        }
    }

    /// <summary>From <see cref="Gradient"/> that of the encoder's numbers before they were standardised.</summary>
    /// <param name="outputGradient">[M, samples] of each block, overwritten.</param>
    /// <param name="blocks">Blocks of the steps 1 to K.</param>
    public void Backward(BlockView outputGradient, int blocks)
    {
        double count = (double)grid.Batch * grid.UnrollSteps;
        for (int code = 0; code < codes; code++)
        {
            nint place = (nint)code * grid.Samples;
            double sum = 0.0, product = 0.0;
            for (int block = 0; block < blocks; block++)
            {
                float* gradient = Gradient.Block(block) + place, number = Numbers.Block(block) + place, mask = grid.Mask(block);
                for (int sample = 0; sample < grid.Samples; sample++)
                {
                    sum += mask[sample] * gradient[sample];
                    product += (double)mask[sample] * gradient[sample] * number[sample];
                }
            }

            for (int block = 0; block < blocks; block++)
            {
                float* gradient = Gradient.Block(block) + place, number = Numbers.Block(block) + place, mask = grid.Mask(block),
                    to = outputGradient.Block(block) + place;
                for (int sample = 0; sample < grid.Samples; sample++)
                {
                    double centred = gradient[sample] - (sum / count) - (number[sample] * product / count);
                    to[sample] = mask[sample] * (float)(_inverses[code] * centred);
                }
            }
        }
    }

    private void Standardize(BlockView output, int code, int blocks)
    {
        nint place = (nint)code * grid.Samples;
        double count = (double)grid.Batch * grid.UnrollSteps, mean = 0.0, variance = 0.0;
        for (int block = 0; block < blocks; block++)
        {
            float* from = output.Block(block) + place, mask = grid.Mask(block);
            for (int sample = 0; sample < grid.Samples; sample++)
            {
                mean += mask[sample] * from[sample] / count;
            }
        }

        for (int block = 0; block < blocks; block++)
        {
            float* from = output.Block(block) + place, mask = grid.Mask(block);
            for (int sample = 0; sample < grid.Samples; sample++)
            {
                double distance = from[sample] - mean;
                variance += mask[sample] * distance * distance / count;
            }
        }

        _inverses[code] = 1.0 / Math.Sqrt(variance + SmallestVariance);
        for (int block = 0; block < blocks; block++)
        {
            float* from = output.Block(block) + place, to = Numbers.Block(block) + place;
            for (int sample = 0; sample < grid.Samples; sample++)
            {
                to[sample] = (float)((from[sample] - mean) * _inverses[code]);
            }
        }
    }
}
