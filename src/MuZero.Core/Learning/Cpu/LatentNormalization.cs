using System.Runtime.CompilerServices;
using MuZero.Networks;
using MuZero.Networks.Cpu;
using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>s = (x - min x) / (max x - min x) of each sample and plane (MuZero, appendix G), forwards and backwards.</summary>
internal sealed unsafe class LatentNormalization<TSimd, TVector>(BatchLayout grid, int planes, int points)
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly FloatBuffer _inverses = new((long)grid.Blocks * planes * grid.Samples); // 1 / spread
    private Action<int, int>? _scaleBlock, _differentiateBlock;
    private BlockView _features, _latents, _latentGradient, _outputGradient; // of the pass that the team is at
    private int _first;

    /// <summary>Scales blocks of features into as many blocks of latents.</summary>
    /// <param name="features">From its first block on.</param>
    /// <param name="latents">From its first block on.</param>
    /// <param name="first">The first block's number.</param>
    /// <param name="count">Blocks.</param>
    public void Forward(BlockView features, BlockView latents, int first, int count)
    {
        (_features, _latents, _first) = (features, latents, first);
        grid.Team.For(count, _scaleBlock ??= ScaleBlock);
    }

    /// <summary>The features' gradient from the latents'.</summary>
    /// <param name="latents">From its first block on, as <see cref="Forward"/> left them.</param>
    /// <param name="latentGradient">From its first block on.</param>
    /// <param name="gradient">Overwritten from its first block on.</param>
    /// <param name="first">The first block's number.</param>
    /// <param name="count">Blocks.</param>
    public void Backward(BlockView latents, BlockView latentGradient, BlockView gradient, int first, int count)
    {
        (_latents, _latentGradient, _outputGradient, _first) = (latents, latentGradient, gradient, first);
        grid.Team.For(count, _differentiateBlock ??= DifferentiateBlock);
    }

    private void ScaleBlock(int block, int worker)
    {
        nint samples = grid.Samples, length = points * samples;
        for (int plane = 0; plane < planes; plane++)
        {
            float* from = _features.Block(block) + (plane * length), to = _latents.Block(block) + (plane * length),
                inverses = Inverses(block, plane);
            for (nint vector = 0; vector < samples; vector += TSimd.Count)
            {
                TSimd.Store(Activations<TSimd, TVector>.ScalePlane(from + vector, to + vector, length, samples), inverses + vector);
            }
        }
    }

    private void DifferentiateBlock(int block, int worker)
    {
        nint samples = grid.Samples, length = points * samples;
        for (int plane = 0; plane < planes; plane++)
        {
            nint place = plane * length;
            float* latent = _latents.Block(block) + place, from = _latentGradient.Block(block) + place,
                to = _outputGradient.Block(block) + place, inverses = Inverses(block, plane);
            for (nint vector = 0; vector < samples; vector += TSimd.Count)
            {
                Differentiate(latent + vector, from + vector, to + vector, inverses + vector, length, samples);
            }
        }
    }

    private float* Inverses(int block, int plane) => _inverses.Start + (((((nint)_first + block) * planes) + plane) * grid.Samples);

    // With r the spread: ds/dx = 1/r; what min and max do to s goes to the first number that is the smallest, and the first that is the
    // largest.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Differentiate(float* latent, float* latentGradient, float* gradient, float* inverses, nint length, nint stride)
    {
        TVector zero = default, one = TSimd.Create(1.0f), sum = zero, product = zero, largest = zero;
        for (nint i = 0; i < length; i += stride)
        {
            TVector s = TSimd.Load(latent + i), g = TSimd.Load(latentGradient + i);
            sum = TSimd.Add(sum, g);
            product = TSimd.MultiplyAdd(g, s, product);
            largest = TSimd.Max(largest, s);
        }

        TVector inverse = TSimd.Load(inverses);

        // A spread that was raised to the smallest one does not depend on the numbers.
        TVector free = TSimd.Greater(TSimd.Create(1.0f / NetworkLayout.SmallestSpread), inverse);
        product = TSimd.Select(free, product, zero);
        TVector toSmallest = TSimd.Subtract(product, sum), toLargest = TSimd.Subtract(zero, product);
        TVector noSmallest = one, noLargest = one;
        for (nint i = 0; i < length; i += stride)
        {
            TVector s = TSimd.Load(latent + i);
            TVector isSmallest = TSimd.Select(TSimd.Greater(s, zero), zero, noSmallest),
                isLargest = TSimd.Select(TSimd.Greater(largest, s), zero, noLargest);
            noSmallest = TSimd.Subtract(noSmallest, isSmallest);
            noLargest = TSimd.Subtract(noLargest, isLargest);
            TVector g = TSimd.MultiplyAdd(isSmallest, toSmallest, TSimd.MultiplyAdd(isLargest, toLargest, TSimd.Load(latentGradient + i)));
            TSimd.Store(TSimd.Multiply(g, inverse), gradient + i);
        }
    }
}
