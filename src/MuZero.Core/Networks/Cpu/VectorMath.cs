using System.Runtime.CompilerServices;
using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>Functions of whole vectors.</summary>
internal static unsafe class VectorMath<TSimd, TVector>
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
            TSimd.Store(TSimd.Select(TSimd.Greater(numbers, TSimd.Create(0.0f)), numbers, TSimd.Subtract(VectorMath.Exp<TSimd, TVector>(numbers), one)), x);
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
        nint stride = (nint)vectors * TSimd.Count;
        for (int plane = 0; plane < planes; plane++, latent += points * stride)
        {
            for (int vector = 0; vector < vectors; vector++)
            {
                ScalePlane(latent + (vector * TSimd.Count), points, stride);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScalePlane(float* plane, int points, nint stride)
    {
        float* end = plane + (points * stride);
        TVector min = TSimd.Load(plane), max = min;
        for (float* point = plane + stride; point < end; point += stride)
        {
            TVector numbers = TSimd.Load(point);
            min = TSimd.Min(min, numbers);
            max = TSimd.Max(max, numbers);
        }

        TVector spread = TSimd.Max(TSimd.Create(NetworkLayout.SmallestSpread), TSimd.Subtract(max, min));
        TVector factor = TSimd.Divide(TSimd.Create(1.0f), spread);
        for (float* point = plane; point < end; point += stride)
        {
            TSimd.Store(TSimd.Multiply(TSimd.Subtract(TSimd.Load(point), min), factor), point);
        }
    }
}
