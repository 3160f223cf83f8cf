using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>The prediction of a value or reward head as a return: tanh of one number, or the expectation over a
/// <see cref="Support"/>.</summary>
internal sealed unsafe class ReturnDecoder<TSimd, TVector>(int bins)
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>Outputs of a return.</summary>
    public int Bins => bins;

    private const int Group = 4; // samples whose sums in double are computed together

    /// <summary>Decodes a head's output, which is overwritten.</summary>
    /// <param name="output">[bins, vectors].</param>
    /// <param name="returns">[samples].</param>
    /// <param name="vectors">Vectors of samples.</param>
    public void Decode(float* output, float* returns, int vectors)
    {
        int samples = vectors * TSimd.Count;
        if (bins == 1)
        {
            Activations<TSimd, TVector>.Tanh(output, samples);
            new Span<float>(output, samples).CopyTo(new Span<float>(returns, samples));
            return;
        }

        for (int vector = 0; vector < vectors; vector++)
        {
            ToPowers(output + (vector * TSimd.Count), samples);
        }

        for (int sample = 0; sample < samples; sample += Group)
        {
            Expectations(output + sample, samples).Store(returns + sample);
        }
    }

    // e^(logit - largest logit), so that nothing overflows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ToPowers(float* logits, nint stride)
    {
        float* end = logits + (bins * stride);
        TVector largest = TSimd.Load(logits);
        for (float* bin = logits + stride; bin < end; bin += stride)
        {
            largest = TSimd.Max(largest, TSimd.Load(bin));
        }

        for (float* bin = logits; bin < end; bin += stride)
        {
            TSimd.Store(VectorMath.Exp<TSimd, TVector>(TSimd.Subtract(TSimd.Load(bin), largest)), bin);
        }
    }

    // Sums in double, as Support's are: over 601 bins floats would lose digits that the inverse transform then magnifies.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector128<float> Expectations(float* powers, nint stride)
    {
        Vector256<double> total = default, moment = default;
        double index = -(bins / 2);
        for (int bin = 0; bin < bins; bin++, powers += stride, index++)
        {
            Vector128<float> four = Vector128.Load(powers);
            Vector256<double> power = Vector256.Create(Vector128.WidenLower(four), Vector128.WidenUpper(four));
            total += power;
            moment = Vector256.MultiplyAddEstimate(power, Vector256.Create(index), moment);
        }

        Vector256<double> returns = Inverse(moment / total);
        return Vector128.Narrow(returns.GetLower(), returns.GetUpper());
    }

    // Support.Inverse, four at a time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Inverse(Vector256<double> transformed)
    {
        const double Epsilon = Support.Epsilon;
        Vector256<double> under = Vector256.Create(1 + (4 * Epsilon * (1 + Epsilon))) + (Vector256.Abs(transformed) * (4 * Epsilon));
        Vector256<double> root = (Vector256.Sqrt(under) - Vector256<double>.One) * (1 / (2 * Epsilon));
        return Vector256.CopySign((root * root) - Vector256<double>.One, transformed);
    }
}
