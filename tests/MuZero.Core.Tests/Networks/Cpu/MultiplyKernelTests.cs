using MuZero.Networks.Cpu;
using MuZero.Numerics;
using Kernel = MuZero.Networks.Cpu.MultiplyKernel<MuZero.Numerics.Simd128, System.Runtime.Intrinsics.Vector128<float>>;

namespace MuZero.Core.Tests.Networks.Cpu;

public unsafe class MultiplyKernelTests
{
    private const int Rows = PackedWeights.Rows, Inputs = 13, Samples = 8;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EveryWay_SameNumbers_SameBits(bool hasResidual)
    {
        FloatBuffer x = Numbers(2 * Inputs * Samples), weights = Numbers((2 * Inputs * Rows) + PackedWeights.Ahead), bias = Numbers(Rows),
            residual = Numbers(Rows * Samples);
        FloatBuffer wide = new(residual.Length), narrow = new(residual.Length), single = new(residual.Length);
        nint* taps = stackalloc nint[] { Inputs * Samples, 0 }, weightTaps = stackalloc nint[] { 0, Inputs * Rows };
        Operand operand = new(taps, weightTaps, 2, Inputs, Samples);
        float* added = hasResidual ? residual.Start : null, addedRight = hasResidual ? residual.Start + 4 : null;

        Kernel.WidePair(operand, x.Start, weights.Start, new(bias.Start, added, 0.0f), wide.Start, Samples);
        Kernel.NarrowPair(operand, x.Start, weights.Start, new(bias.Start, added, 0.0f), narrow.Start, Samples);
        Kernel.Single(operand, x.Start, weights.Start, new(bias.Start, added, 0.0f), single.Start, Samples);
        Kernel.Single(operand, x.Start + 4, weights.Start, new(bias.Start, addedRight, 0.0f), single.Start + 4, Samples);

        Assert.Contains(wide.Span.ToArray(), number => number > 0.0f);
        Assert.Equal(wide.Span.ToArray(), narrow.Span.ToArray());
        Assert.Equal(wide.Span.ToArray(), single.Span.ToArray());
    }

    private static FloatBuffer Numbers(int length)
    {
        Random random = new(length);
        FloatBuffer numbers = new(length);
        foreach (ref float number in numbers.Span)
        {
            number = (random.NextSingle() * 2.0f) - 1.0f;
        }

        return numbers;
    }
}
