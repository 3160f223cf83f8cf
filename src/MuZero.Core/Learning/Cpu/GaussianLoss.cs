using MuZero.Networks;

namespace MuZero.Learning.Cpu;

/// <summary>The loss of a Gaussian policy over a block, and its gradient: cross-entropy with the shares of the visits of the sampled
/// continuous actions, and the negative entropy (docs/ALGORITHM.md 3.11).</summary>
/// <param name="grid">The batch.</param>
/// <param name="dimensions">D.</param>
/// <param name="weights">The gradient's factors; not the losses'.</param>
internal sealed unsafe class GaussianLoss(BatchLayout grid, int dimensions, (float Policy, float Entropy) weights)
{
    private const float HalfLogTwoPi = GaussianPolicy.HalfLogTwoPi;

    private readonly float[] _coefficients = new float[grid.Samples];

    /// <summary>[samples] each sample's share in the loss: mask, step's scale, importance weight, 1 / batch.</summary>
    public Span<float> Coefficients => _coefficients;

    /// <summary>The losses of a block.</summary>
    /// <param name="batch">The targets.</param>
    /// <param name="output">[2 D, samples] output of the head.</param>
    /// <param name="gradient">[2 D, samples], overwritten.</param>
    /// <param name="block">The block.</param>
    public (double CrossEntropy, double NegativeEntropy) Of(TrainingBatch batch, float* output, float* gradient, int block)
    {
        (double loss, double negative) = (0.0, 0.0);
        float[] vectors = batch.Columns[TrainingBatch.PolicyVectors];
        for (int sample = 0; sample < grid.Samples; sample++)
        {
            int entry = ((grid.Row(block, sample) * (grid.UnrollSteps + 1)) + (block / grid.BlocksPerStep)) * batch.ActionCount;
            ReadOnlySpan<float> shares = batch.Policies.AsSpan(entry, batch.ActionCount);
            float coefficient = _coefficients[sample];
            for (int d = 0; d < dimensions; d++)
            {
                nint mean = ((nint)d * grid.Samples) + sample, deviation = ((nint)(dimensions + d) * grid.Samples) + sample;
                float log = GaussianPolicy.LogDeviation(output[deviation]), precision = MathF.Exp(-2.0f * log);
                (double mass, double pull, double square) = Moments(shares, vectors.AsSpan(entry * dimensions), d, output[mean]);
                loss += coefficient * ((0.5 * square * precision) + (mass * (log + HalfLogTwoPi)));
                negative -= coefficient * (log + HalfLogTwoPi + 0.5);
                gradient[mean] = weights.Policy * coefficient * (float)(pull * precision);
                gradient[deviation] = coefficient * GaussianPolicy.Slope(log)
                    * ((weights.Policy * (float)(mass - (square * precision))) - weights.Entropy);
            }
        }

        return (loss, negative);
    }

    /// <summary>The entropy of a sample's policy, in nats, over the box scaled to [-1, 1] and before draws come to its border.</summary>
    public float Entropy(float* output, int sample)
    {
        float sum = 0.0f;
        for (int d = 0; d < dimensions; d++)
        {
            sum += GaussianPolicy.LogDeviation(output[((nint)(dimensions + d) * grid.Samples) + sample]) + HalfLogTwoPi + 0.5f;
        }

        return sum;
    }

    // Sums over the sampled actions: shares, and shares times the mean's distance and squared distance from them.
    private (double Mass, double Pull, double Square) Moments(ReadOnlySpan<float> shares, ReadOnlySpan<float> vectors, int d, double mean)
    {
        (double mass, double pull, double square) = (0.0, 0.0, 0.0);
        for (int i = 0; i < shares.Length; i++)
        {
            double distance = mean - vectors[(i * dimensions) + d];
            mass += shares[i];
            pull += shares[i] * distance;
            square += shares[i] * distance * distance;
        }

        return (mass, pull, square);
    }
}
