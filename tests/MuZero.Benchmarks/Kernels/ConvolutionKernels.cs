using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using MuZero.Learning.Cpu;
using MuZero.Networks.Cpu;
using MuZero.Numerics;

namespace MuZero.Benchmarks.Kernels;

/// <summary>A 3x3 convolution of a block of samples, as it is defined and by Winograd's filtering, and its gradient by the
/// weights.</summary>
public class ConvolutionKernels
{
    private const int Vectors = 2;

    private Action _direct = () => { };
    private Action _tiled = () => { };
    private Action _gradient = () => { };

    /// <summary>Channels, height and width.</summary>
    [Params("16x3x3", "64x3x3", "64x6x7", "64x9x9")]
    public string Layer { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        int[] sizes = Array.ConvertAll(Layer.Split('x'), int.Parse);
        if (Vector512.IsHardwareAccelerated)
        {
            SetUp<Simd512, Vector512<float>>(sizes[0], sizes[1], sizes[2]);
        }
        else
        {
            SetUp<Simd256, Vector256<float>>(sizes[0], sizes[1], sizes[2]);
        }
    }

    [Benchmark(Baseline = true)]
    public void Direct() => _direct();

    [Benchmark]
    public void Winograd() => _tiled();

    [Benchmark]
    public void WeightGradient() => _gradient();

    private unsafe void SetUp<TSimd, TVector>(int channels, int height, int width)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int samples = Vectors * TSimd.Count;
        float[] weights = new float[channels * channels * 9];
        Random random = new(1);
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = random.NextSingle() - 0.5f;
        }

        DirectConvolution<TSimd, TVector> direct = new(channels, channels, height, width);
        var tiled = Convolution<TSimd, TVector>.CreateTiled(channels, channels, height, width,
            TileShape.For(channels, channels, height, width) ?? new TileShape(3, 3));
        direct.Load(new LayerWeights(weights, new float[channels]));
        tiled.Load(new LayerWeights(weights, new float[channels]));
        FloatBuffer x = new((long)channels * height * width * samples), y = new(x.Length), scratch = new(tiled.ScratchLength),
            sums = new(weights.Length);
        x.Span.Fill(1.0f);
        WeightGradient<TSimd, TVector> gradient = new(channels, channels, side: 3, height, width, samples);
        _direct = () => direct.Run(x.Start, y.Start, null, 0.0f, scratch.Start, Vectors);
        _tiled = () => tiled.Run(x.Start, y.Start, null, 0.0f, scratch.Start, Vectors);
        ThreadTeam alone = new();
        _gradient = ()
            => gradient.Add(alone, new BlockView(y.Start, (nint)y.Length), new BlockView(x.Start, (nint)x.Length), 1, sums.Start);
    }
}
