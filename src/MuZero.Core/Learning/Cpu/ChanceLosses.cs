using MuZero.Networks;
using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>The losses of Stochastic MuZero over the steps 1 to K, and their gradients: the afterstates' values beside the returns of the
/// decisions that led there, the chance logits beside the codes, and the encoder's numbers beside the code of the largest.</summary>
/// <param name="plan">The losses' weights.</param>
/// <param name="grid">The batch.</param>
internal sealed unsafe class ChanceLosses<TSimd, TVector>(LearningPlan plan, BatchLayout grid)
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly HeadLoss<TSimd, TVector> _value = new(grid.Samples, plan.Shape.ValueBins, Support.Of(plan.Shape.ValueBins));
    private readonly HeadLoss<TSimd, TVector> _chance = new(grid.Samples, plan.Shape.ChanceCodes, support: null);
    private readonly float[] _oneHot = OneHot(plan.Shape.ChanceCodes); // [M, M]
    private readonly float[] _coefficients = new float[grid.Samples];
    private readonly (float Value, float Chance, float Commitment) _weights = (
        (float)plan.Weight(NetworkLayout.AfterstateValue), (float)plan.Weight(NetworkLayout.Chance),
        (float)plan.Weight(LossSpec.Commitment));

    /// <summary>The losses; writes the gradients of both heads and of the codes' numbers.</summary>
    public (double Value, double Chance, double Commitment) Of(
        TrainingBatch batch, TrainedHead<TSimd, TVector> values, TrainedHead<TSimd, TVector> chances, ChanceCodes<TSimd, TVector> codes)
    {
        (double value, double chance, double commitment) = (0.0, 0.0, 0.0);
        for (int block = 0; block < grid.Blocks - grid.BlocksPerStep; block++)
        {
            value += OfValues(batch, values, block);
            Weigh(_coefficients, batch, batch.Columns[TrainingBatch.NextMask], grid.UnrollSteps, block);
            chance += OfCodes(chances, codes, block);
            commitment += plan.Shape.ChanceLabels ? 0.0 : OfNumbers(codes, block);
        }

        return (value, chance, commitment);
    }

    private double OfValues(TrainingBatch batch, TrainedHead<TSimd, TVector> values, int block)
    {
        int k = block / grid.BlocksPerStep, stride = grid.UnrollSteps + 1;
        Weigh(_value.Coefficients, batch, batch.ValueMask, stride, block);
        for (int sample = 0; sample < grid.Samples; sample++)
        {
            _value.Returns[sample] = batch.Values[(grid.Row(block, sample) * stride) + k];
        }

        return _value.OfReturns(values.Output.Block(block), values.OutputGradient.Block(block), _weights.Value);
    }

    private double OfCodes(TrainedHead<TSimd, TVector> chances, ChanceCodes<TSimd, TVector> codes, int block)
    {
        _coefficients.CopyTo(_chance.Coefficients);
        fixed (float* oneHot = _oneHot)
        {
            for (int sample = 0; sample < grid.Samples; sample++)
            {
                _chance.Distributions[sample] = (nint)(oneHot + ((nint)codes.Of(block, sample) * plan.Shape.ChanceCodes));
            }

            return _chance.OfDistributions(chances.Output.Block(block), chances.OutputGradient.Block(block), _weights.Chance);
        }
    }

    private double OfNumbers(ChanceCodes<TSimd, TVector> codes, int block)
    {
        double loss = 0.0;
        float* numbers = codes.Numbers.Block(block), gradient = codes.Gradient.Block(block);
        for (int code = 0; code < plan.Shape.ChanceCodes; code++)
        {
            for (int sample = 0; sample < grid.Samples; sample++)
            {
                int place = (code * grid.Samples) + sample;
                float distance = numbers[place] - (codes.Of(block, sample) == code ? 1.0f : 0.0f);
                loss += _coefficients[sample] * (double)distance * distance;
                gradient[place] = _weights.Commitment * _coefficients[sample] * 2.0f * distance;
            }
        }

        return loss;
    }

    // Each sample's share in a loss of step k + 1, by a mask of its decision.
    private void Weigh(Span<float> coefficients, TrainingBatch batch, float[] mask, int stride, int block)
    {
        int k = block / grid.BlocksPerStep;
        float scale = LearningPlan.StepScale(k + 1, grid.UnrollSteps) / batch.Size;
        for (int sample = 0; sample < grid.Samples; sample++)
        {
            int row = grid.Row(block, sample);
            coefficients[sample] = grid.Mask(block)[sample] * mask[(row * stride) + k] * scale * batch.Weights[row];
        }
    }

    private static float[] OneHot(int codes)
    {
        float[] rows = GC.AllocateArray<float>(codes * codes, pinned: true);
        for (int code = 0; code < codes; code++)
        {
            rows[(code * codes) + code] = 1.0f;
        }

        return rows;
    }
}
