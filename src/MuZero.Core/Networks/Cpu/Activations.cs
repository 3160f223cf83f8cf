using System.Runtime.CompilerServices;
using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>Functions of whole vectors.</summary>
internal static unsafe class Activations<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>x if positive, else e^x - 1, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Elu(float* x, nint length)
    {
        TVector one = TSimd.Create(1.0f);
        for (float* end = x + length; x < end; x += TSimd.Count)
        {
            TVector numbers = TSimd.Load(x);
            TSimd.Store(TSimd.Select(TSimd.Greater(numbers, TSimd.Create(0.0f)), numbers,
                TSimd.Subtract(VectorMath.Exp<TSimd, TVector>(numbers), one)), x);
        }
    }

    /// <summary>Hyperbolic tangent in place, as 1 - 2 / (e^2x + 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tanh(float* x, nint length)
    {
        TVector one = TSimd.Create(1.0f), two = TSimd.Create(2.0f);
        for (float* end = x + length; x < end; x += TSimd.Count)
        {
            TVector power = VectorMath.Exp<TSimd, TVector>(TSimd.Multiply(two, TSimd.Load(x)));
            TSimd.Store(TSimd.Subtract(one, TSimd.Divide(two, TSimd.Add(power, one))), x);
        }
    }

    /// <summary>s &lt;- (s - min s) / (max s - min s) of each sample and plane, in place (MuZero, appendix G).</summary>
    /// <param name="latent">[planes, points, vectors].</param>
    /// <param name="planes">Planes; 1 for a vector.</param>
    /// <param name="points">Numbers per plane.</param>
    /// <param name="vectors">Vectors of samples per number.</param>
    public static void ScaleLatent(float* latent, int planes, int points, int vectors)
    {
        nint stride = (nint)vectors * TSimd.Count, length = points * stride;
        for (int plane = 0; plane < planes; plane++, latent += length)
        {
            for (nint vector = 0; vector < stride; vector += TSimd.Count)
            {
                ScalePlane(latent + vector, latent + vector, length, stride);
            }
        }
    }

    /// <summary>Scales one plane of one vector of samples.</summary>
    /// <param name="from">The first number.</param>
    /// <param name="to">The first scaled number; may be <paramref name="from"/>.</param>
    /// <param name="length">Floats of the plane, all samples.</param>
    /// <param name="stride">Floats from one number to the next.</param>
    /// <returns>1 / spread.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector ScalePlane(float* from, float* to, nint length, nint stride)
    {
        TVector min = TSimd.Load(from), max = min;
        for (nint i = stride; i < length; i += stride)
        {
            TVector numbers = TSimd.Load(from + i);
            min = TSimd.Min(min, numbers);
            max = TSimd.Max(max, numbers);
        }

        TVector inverse = TSimd.Divide(TSimd.Create(1.0f), TSimd.Max(TSimd.Create(NetworkLayout.SmallestSpread), TSimd.Subtract(max, min)));
        for (nint i = 0; i < length; i += stride)
        {
            TSimd.Store(TSimd.Multiply(TSimd.Subtract(TSimd.Load(from + i), min), inverse), to + i);
        }

        return inverse;
    }
}
