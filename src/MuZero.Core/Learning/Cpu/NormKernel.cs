using System.Runtime.CompilerServices;
using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>Batch norm of one channel over some blocks (Ioffe and Szegedy, 2015), with the ReLU that follows. Sums end in double.</summary>
internal static unsafe class NormKernel<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>The sum over all real samples of (z - centre) to the power of 1, or of 2 if <paramref name="squared"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum(BatchLayout grid, BlockView z, int first, int count, int points, float centre, bool squared)
    {
        double total = 0.0;
        nint length = (nint)points * grid.Samples, samples = grid.Samples;
        TVector middle = TSimd.Create(centre);
        for (int block = 0; block < count; block++)
        {
            float* mask = grid.Mask(first + block), start = z.Block(block);
            for (int vector = 0; vector < samples; vector += TSimd.Count)
            {
                TVector sum = default;
                for (float* x = start + vector, end = start + length; x < end; x += samples)
                {
                    TVector distance = TSimd.Subtract(TSimd.Load(x), middle);
                    sum = squared ? TSimd.MultiplyAdd(distance, distance, sum) : TSimd.Add(distance, sum);
                }

                total += TSimd.Sum(TSimd.Multiply(sum, TSimd.Load(mask + vector)));
            }
        }

        return total;
    }

    /// <summary>y = max((z - mean) scale + shift + residual, 0).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Normalize(BlockView z, BlockView y, BlockView residual, int count, nint length, float mean, float scale, float shift)
    {
        TVector middle = TSimd.Create(mean), factor = TSimd.Create(scale), summand = TSimd.Create(shift);
        for (int block = 0; block < count; block++)
        {
            float* from = z.Block(block), to = y.Block(block), beside = residual.Block(block);
            for (nint i = 0; i < length; i += TSimd.Count)
            {
                TVector numbers = TSimd.MultiplyAdd(TSimd.Subtract(TSimd.Load(from + i), middle), factor, summand);
                if (beside != null)
                {
                    numbers = TSimd.Add(numbers, TSimd.Load(beside + i));
                }

                TSimd.Store(TSimd.Max(default, numbers), to + i);
            }
        }
    }

    /// <summary>The gradient before the ReLU, in place, its sum, and its sum with the normalised numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Shift, double Scale) Gate(BlockView gradient, BlockView y, BlockView z, int count, nint length, float mean,
        float inverse)
    {
        double shifts = 0.0, scales = 0.0;
        TVector middle = TSimd.Create(mean);
        for (int block = 0; block < count; block++)
        {
            float* at = gradient.Block(block), output = y.Block(block), input = z.Block(block);
            TVector sum = default, product = default;
            for (nint i = 0; i < length; i += TSimd.Count)
            {
                TVector numbers = TSimd.Select(TSimd.Greater(TSimd.Load(output + i), default), TSimd.Load(at + i), default);
                TSimd.Store(numbers, at + i);
                sum = TSimd.Add(sum, numbers);
                product = TSimd.MultiplyAdd(numbers, TSimd.Subtract(TSimd.Load(input + i), middle), product);
            }

            shifts += TSimd.Sum(sum);
            scales += TSimd.Sum(product);
        }

        return (shifts, scales * inverse);
    }

    /// <summary>z's gradient, in its place: scale (gradient - a - (z - mean) b), 0 for samples that are not real.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Differentiate(BatchLayout grid, BlockView gradient, BlockView z, int first, int count, int points, float mean,
        float scale, float a, float b)
    {
        nint samples = grid.Samples, length = points * samples;
        TVector middle = TSimd.Create(mean), factor = TSimd.Create(scale), constant = TSimd.Create(-a), linear = TSimd.Create(-b);
        for (int block = 0; block < count; block++)
        {
            float* from = gradient.Block(block), to = z.Block(block), mask = grid.Mask(first + block);
            for (nint vector = 0; vector < samples; vector += TSimd.Count)
            {
                TVector real = TSimd.Multiply(factor, TSimd.Load(mask + vector));
                for (nint i = vector; i < length; i += samples)
                {
                    TVector centred = TSimd.Add(TSimd.Load(from + i), constant);
                    centred = TSimd.MultiplyAdd(TSimd.Subtract(TSimd.Load(to + i), middle), linear, centred);
                    TSimd.Store(TSimd.Multiply(centred, real), to + i);
                }
            }
        }
    }
}
