using System.Runtime.CompilerServices;
using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>The start of a multiplication's sum and the operations that follow it.</summary>
/// <param name="bias">[8] initial value of each output's sum.</param>
/// <param name="residual">Added at the end, laid out as the outputs; null for nothing.</param>
/// <param name="floor">The smallest result: 0 for a ReLU, negative infinity for none.</param>
internal readonly unsafe struct Epilogue(float* bias, float* residual, float floor)
{
    public readonly float* Bias = bias;
    public readonly float* Residual = residual;
    public readonly float Floor = floor;

    /// <summary>The same some floats further along the outputs' rows.</summary>
    public Epilogue At(nint offset) => new(Bias, Residual == null ? null : Residual + offset, Floor);
}

/// <summary>The inputs of a multiplication.</summary>
/// <param name="taps">[count] offsets of the taps' first input from the start of the inputs, in floats.</param>
/// <param name="weightTaps">[count] offsets of the taps' weights from the start of the weights.</param>
/// <param name="count">Taps.</param>
/// <param name="inputs">Inputs per tap.</param>
/// <param name="stride">Floats from one input to the next.</param>
internal readonly unsafe struct Operand(nint* taps, nint* weightTaps, int count, nint inputs, nint stride)
{
    public readonly nint* Taps = taps;
    public readonly nint* WeightTaps = weightTaps;
    public readonly int Count = count;
    public readonly nint Inputs = inputs;
    public readonly nint Stride = stride;
}

/// <summary>The inner loops: 8 outputs of one or two vectors of samples, y = max(bias + sum over taps and inputs of w x + residual,
/// floor).</summary>
/// <remarks>Every lane does the same operations in the same order whichever of them is taken, so a sample's result does not depend on its
/// neighbours. Weights are [tap, input, 8]. Raw pointers and one local per accumulator, because the compiler then keeps all of them in
/// registers. Optimised at once: code of the first tier is 25 times slower and stays for seconds if the cores are busy.</remarks>
internal static unsafe class MultiplyKernel<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private const int Rows = PackedWeights.Rows;

    /// <summary>Two vectors of samples side by side, the way that fits the CPU.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pair(in Operand operand, float* x, float* weights, in Epilogue epilogue, float* y, nint yStride)
    {
        if (TSimd.HoldPairs)
        {
            WidePair(operand, x, weights, epilogue, y, yStride);
        }
        else
        {
            NarrowPair(operand, x, weights, epilogue, y, yStride);
        }
    }

    /// <summary>The pair with 16 accumulators, for 32 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WidePair(in Operand operand, float* x, float* weights, in Epilogue epilogue, float* y, nint yStride)
    {
        float* bias = epilogue.Bias;
        TVector a0 = TSimd.Create(bias[0]), a1 = TSimd.Create(bias[1]), a2 = TSimd.Create(bias[2]), a3 = TSimd.Create(bias[3]);
        TVector a4 = TSimd.Create(bias[4]), a5 = TSimd.Create(bias[5]), a6 = TSimd.Create(bias[6]), a7 = TSimd.Create(bias[7]);
        TVector b0 = a0, b1 = a1, b2 = a2, b3 = a3, b4 = a4, b5 = a5, b6 = a6, b7 = a7;
        nint stride = operand.Stride;
        nint inputs = operand.Inputs;
        int taps = operand.Count;
        for (int tap = 0; tap < taps; tap++)
        {
            float* from = x + operand.Taps[tap];
            float* w = weights + operand.WeightTaps[tap];
            float* end = w + (inputs * Rows);
            while (w < end)
            {
                TSimd.Prefetch(w + PackedWeights.Ahead);
                TVector left = TSimd.Load(from), right = TSimd.Load(from + TSimd.Count);
                TVector w0 = TSimd.Create(w[0]), w1 = TSimd.Create(w[1]), w2 = TSimd.Create(w[2]), w3 = TSimd.Create(w[3]);
                a0 = TSimd.MultiplyAdd(w0, left, a0);
                b0 = TSimd.MultiplyAdd(w0, right, b0);
                a1 = TSimd.MultiplyAdd(w1, left, a1);
                b1 = TSimd.MultiplyAdd(w1, right, b1);
                a2 = TSimd.MultiplyAdd(w2, left, a2);
                b2 = TSimd.MultiplyAdd(w2, right, b2);
                a3 = TSimd.MultiplyAdd(w3, left, a3);
                b3 = TSimd.MultiplyAdd(w3, right, b3);
                TVector w4 = TSimd.Create(w[4]), w5 = TSimd.Create(w[5]), w6 = TSimd.Create(w[6]), w7 = TSimd.Create(w[7]);
                a4 = TSimd.MultiplyAdd(w4, left, a4);
                b4 = TSimd.MultiplyAdd(w4, right, b4);
                a5 = TSimd.MultiplyAdd(w5, left, a5);
                b5 = TSimd.MultiplyAdd(w5, right, b5);
                a6 = TSimd.MultiplyAdd(w6, left, a6);
                b6 = TSimd.MultiplyAdd(w6, right, b6);
                a7 = TSimd.MultiplyAdd(w7, left, a7);
                b7 = TSimd.MultiplyAdd(w7, right, b7);
                w += Rows;
                from += stride;
            }
        }

        Finish(epilogue, 0, a0, a1, a2, a3, a4, a5, a6, a7, y, yStride);
        Finish(epilogue, TSimd.Count, b0, b1, b2, b3, b4, b5, b6, b7, y + TSimd.Count, yStride);
    }

    /// <summary>One vector of samples.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Single(in Operand operand, float* x, float* weights, in Epilogue epilogue, float* y, nint yStride)
    {
        float* bias = epilogue.Bias;
        TVector a0 = TSimd.Create(bias[0]), a1 = TSimd.Create(bias[1]), a2 = TSimd.Create(bias[2]), a3 = TSimd.Create(bias[3]);
        TVector a4 = TSimd.Create(bias[4]), a5 = TSimd.Create(bias[5]), a6 = TSimd.Create(bias[6]), a7 = TSimd.Create(bias[7]);
        nint stride = operand.Stride;
        nint inputs = operand.Inputs;
        int taps = operand.Count;
        for (int tap = 0; tap < taps; tap++)
        {
            float* from = x + operand.Taps[tap];
            float* w = weights + operand.WeightTaps[tap];
            float* end = w + (inputs * Rows);
            while (w < end)
            {
                TSimd.Prefetch(w + PackedWeights.Ahead);
                TVector left = TSimd.Load(from);
                a0 = TSimd.MultiplyAdd(TSimd.Create(w[0]), left, a0);
                a1 = TSimd.MultiplyAdd(TSimd.Create(w[1]), left, a1);
                a2 = TSimd.MultiplyAdd(TSimd.Create(w[2]), left, a2);
                a3 = TSimd.MultiplyAdd(TSimd.Create(w[3]), left, a3);
                a4 = TSimd.MultiplyAdd(TSimd.Create(w[4]), left, a4);
                a5 = TSimd.MultiplyAdd(TSimd.Create(w[5]), left, a5);
                a6 = TSimd.MultiplyAdd(TSimd.Create(w[6]), left, a6);
                a7 = TSimd.MultiplyAdd(TSimd.Create(w[7]), left, a7);
                w += Rows;
                from += stride;
            }
        }

        Finish(epilogue, 0, a0, a1, a2, a3, a4, a5, a6, a7, y, yStride);
    }

    /// <summary>The pair with 8 accumulators, for 16 registers: 4 outputs, then the other 4 (AVX2: 71k to 82k evaluations/s of 64 channels
    /// on 3x3 against one vector after the other).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void NarrowPair(in Operand operand, float* x, float* weights, in Epilogue epilogue, float* y, nint yStride)
    {
        nint inputs = operand.Inputs, stride = operand.Stride;
        for (int half = 0; half < Rows; half += Rows / 2, y += Rows / 2 * yStride)
        {
            float* bias = epilogue.Bias + half;
            TVector a0 = TSimd.Create(bias[0]), a1 = TSimd.Create(bias[1]), a2 = TSimd.Create(bias[2]), a3 = TSimd.Create(bias[3]);
            TVector b0 = a0, b1 = a1, b2 = a2, b3 = a3;
            for (int tap = 0; tap < operand.Count; tap++)
            {
                float* from = x + operand.Taps[tap];
                float* w = weights + operand.WeightTaps[tap] + half;
                for (float* end = w + (inputs * Rows); w < end; w += Rows, from += stride)
                {
                    TVector left = TSimd.Load(from), right = TSimd.Load(from + TSimd.Count);
                    TVector w0 = TSimd.Create(w[0]), w1 = TSimd.Create(w[1]), w2 = TSimd.Create(w[2]), w3 = TSimd.Create(w[3]);
                    a0 = TSimd.MultiplyAdd(w0, left, a0);
                    b0 = TSimd.MultiplyAdd(w0, right, b0);
                    a1 = TSimd.MultiplyAdd(w1, left, a1);
                    b1 = TSimd.MultiplyAdd(w1, right, b1);
                    a2 = TSimd.MultiplyAdd(w2, left, a2);
                    b2 = TSimd.MultiplyAdd(w2, right, b2);
                    a3 = TSimd.MultiplyAdd(w3, left, a3);
                    b3 = TSimd.MultiplyAdd(w3, right, b3);
                }
            }

            float* residual = epilogue.Residual == null ? null : epilogue.Residual + (half * yStride);
            FinishHalf(residual, epilogue.Floor, a0, a1, a2, a3, y, yStride);
            FinishHalf(residual == null ? null : residual + TSimd.Count, epilogue.Floor, b0, b1, b2, b3, y + TSimd.Count, yStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(
        in Epilogue epilogue, nint offset, TVector a0, TVector a1, TVector a2, TVector a3, TVector a4, TVector a5, TVector a6, TVector a7,
        float* y, nint yStride)
    {
        float* residual = epilogue.Residual == null ? null : epilogue.Residual + offset;
        FinishHalf(residual, epilogue.Floor, a0, a1, a2, a3, y, yStride);
        FinishHalf(residual == null ? null : residual + (Rows / 2 * yStride), epilogue.Floor, a4, a5, a6, a7, y + (Rows / 2 * yStride),
            yStride);
    }

    // Residual, floor and store of 4 outputs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FinishHalf(float* residual, float smallest, TVector a0, TVector a1, TVector a2, TVector a3, float* y, nint yStride)
    {
        if (residual != null)
        {
            a0 = TSimd.Add(a0, TSimd.Load(residual));
            a1 = TSimd.Add(a1, TSimd.Load(residual + yStride));
            a2 = TSimd.Add(a2, TSimd.Load(residual + (2 * yStride)));
            a3 = TSimd.Add(a3, TSimd.Load(residual + (3 * yStride)));
        }

        TVector floor = TSimd.Create(smallest);
        TSimd.Store(TSimd.Max(floor, a0), y);
        TSimd.Store(TSimd.Max(floor, a1), y + yStride);
        TSimd.Store(TSimd.Max(floor, a2), y + (2 * yStride));
        TSimd.Store(TSimd.Max(floor, a3), y + (3 * yStride));
    }
}
