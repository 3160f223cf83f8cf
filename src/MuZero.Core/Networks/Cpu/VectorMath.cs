using System.Runtime.CompilerServices;

namespace MuZero.Networks.Cpu;

/// <summary>Functions of whole vectors.</summary>
internal static unsafe class VectorMath<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    // Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits.
    private const float Rounder = 12_582_912.0f;

    // The result stays a normal float; e^-87 is 0 to every sum here.
    private const float Smallest = -87.0f, Largest = 88.0f;

    // ln 2 in two parts, the first with few enough bits that its multiples are exact.
    private const float Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f;

    /// <summary>e^x, relative error below 3e-7, for x within [-87, 88]; beyond, the result of the nearer bound.</summary>
    /// <remarks>e^x = 2^n e^r with n = round(x / ln 2); |r| is at most 0.347, where the series up to r^7 is exact to a float.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp(TVector x)
    {
        x = TLanes.Min(TLanes.Broadcast(Largest), TLanes.Max(TLanes.Broadcast(Smallest), x));
        TVector rounded = TLanes.MultiplyAdd(x, TLanes.Broadcast(1.44269504f), TLanes.Broadcast(Rounder));
        TVector n = TLanes.Subtract(rounded, TLanes.Broadcast(Rounder));
        TVector r = TLanes.MultiplyAdd(n, TLanes.Broadcast(-Ln2High), x);
        r = TLanes.MultiplyAdd(n, TLanes.Broadcast(-Ln2Low), r);
        TVector series = TLanes.MultiplyAdd(r, TLanes.Broadcast(1.0f / 5040), TLanes.Broadcast(1.0f / 720));
        series = TLanes.MultiplyAdd(series, r, TLanes.Broadcast(1.0f / 120));
        series = TLanes.MultiplyAdd(series, r, TLanes.Broadcast(1.0f / 24));
        series = TLanes.MultiplyAdd(series, r, TLanes.Broadcast(1.0f / 6));
        series = TLanes.MultiplyAdd(series, r, TLanes.Broadcast(0.5f));
        series = TLanes.MultiplyAdd(series, r, TLanes.Broadcast(1.0f));
        series = TLanes.MultiplyAdd(series, r, TLanes.Broadcast(1.0f));
        return TLanes.Scale(series, rounded);
    }

    /// <summary>x where positive, else e^x - 1, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Elu(float* x, nint length)
    {
        TVector one = TLanes.Broadcast(1.0f);
        for (float* end = x + length; x < end; x += TLanes.Count)
        {
            TVector numbers = TLanes.Load(x);
            TLanes.Store(TLanes.WherePositive(numbers, numbers, TLanes.Subtract(Exp(numbers), one)), x);
        }
    }

    /// <summary>Hyperbolic tangent in place, as 1 - 2 / (e^2x + 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tanh(float* x, nint length)
    {
        TVector one = TLanes.Broadcast(1.0f), two = TLanes.Broadcast(2.0f);
        for (float* end = x + length; x < end; x += TLanes.Count)
        {
            TVector power = Exp(TLanes.Multiply(two, TLanes.Load(x)));
            TLanes.Store(TLanes.Subtract(one, TLanes.Divide(two, TLanes.Add(power, one))), x);
        }
    }

    /// <summary>s &lt;- (s - min s) / (max s - min s) of each sample and plane, in place (MuZero, appendix G).</summary>
    /// <param name="latent">[planes, points, vectors].</param>
    /// <param name="planes">Planes; 1 for a vector.</param>
    /// <param name="points">Numbers per plane.</param>
    /// <param name="vectors">Vectors of samples per number.</param>
    public static void ScaleLatent(float* latent, int planes, int points, int vectors)
    {
        nint stride = (nint)vectors * TLanes.Count;
        for (int plane = 0; plane < planes; plane++, latent += points * stride)
        {
            for (int vector = 0; vector < vectors; vector++)
            {
                ScalePlane(latent + (vector * TLanes.Count), points, stride);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScalePlane(float* plane, int points, nint stride)
    {
        // Two latents closer than this count as equal (muzero-general).
        const float SmallestSpread = 1e-5f;
        float* end = plane + (points * stride);
        TVector min = TLanes.Load(plane), max = min;
        for (float* point = plane + stride; point < end; point += stride)
        {
            TVector numbers = TLanes.Load(point);
            min = TLanes.Min(min, numbers);
            max = TLanes.Max(max, numbers);
        }

        TVector spread = TLanes.Max(TLanes.Broadcast(SmallestSpread), TLanes.Subtract(max, min));
        TVector factor = TLanes.Divide(TLanes.Broadcast(1.0f), spread);
        for (float* point = plane; point < end; point += stride)
        {
            TLanes.Store(TLanes.Multiply(TLanes.Subtract(TLanes.Load(point), min), factor), point);
        }
    }
}
