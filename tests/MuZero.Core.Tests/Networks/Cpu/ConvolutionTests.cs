using System.Runtime.Intrinsics;
using MuZero.Networks.Cpu;
using MuZero.Numerics;

namespace MuZero.Core.Tests.Networks.Cpu;

/// <summary>Both ways of convolving against the definition in double.</summary>
public unsafe class ConvolutionTests
{
    private const int Inputs = 5, Outputs = 11;

    public static TheoryData<int, int> Boards => new()
    {
        { 1, 1 },
        { 1, 7 },
        { 2, 2 },
        { 3, 3 },
        { 4, 5 },
        { 6, 7 },
        { 9, 8 },
        { 13, 10 },
    };

    [Theory]
    [MemberData(nameof(Boards))]
    public void Direct_RandomNumbers_IsTheDefinition(int height, int width) =>
        Check(new DirectConvolution<Simd128, Vector128<float>>(Outputs, Inputs, height, width), height, width, 1e-5);

    [Theory]
    [MemberData(nameof(Boards))]
    public void Winograd_EveryTile_IsTheDefinition(int height, int width)
    {
        for (int tile = 0; tile < 9; tile++)
        {
            TileShape shape = new((tile / 3) + 2, (tile % 3) + 2);
            Check(Convolution<Simd128, Vector128<float>>.CreateTiled(Outputs, Inputs, height, width, shape), height, width, 3e-5);
        }
    }

    // More channels than fit the cache at once: the board goes through strip by strip.
    [Fact]
    public void Winograd_ManyChannels_IsTheDefinition() =>
        // Sums of 1,800 numbers.
        Check(Convolution<Simd128, Vector128<float>>.CreateTiled(Outputs, 200, 13, 10, new TileShape(4, 4)), 13, 10, 1e-3, inputs: 200);

    [Theory]
    [InlineData(64, 6, 7, 3, 4)]
    [InlineData(64, 9, 9, 3, 3)]
    [InlineData(64, 8, 8, 4, 4)]
    [InlineData(64, 3, 3, 3, 3)]
    public void TileShape_WideTowers_AreTiled(int channels, int height, int width, int tileHeight, int tileWidth) =>
        Assert.Equal(new TileShape(tileHeight, tileWidth), TileShape.For(channels, channels, height, width));

    [Theory]
    [InlineData(3, 64, 6, 7)]
    [InlineData(16, 16, 3, 3)]
    [InlineData(16, 16, 1, 5)]
    public void TileShape_NarrowLayers_AreDirect(int inputs, int outputs, int height, int width) =>
        Assert.Null(TileShape.For(inputs, outputs, height, width));

    private static void Check(Convolution<Simd128, Vector128<float>> convolution, int height, int width, double tolerance,
        int inputs = Inputs)
    {
        Random random = new(1);
        LayerWeights layer = new(Numbers(random, Outputs * inputs * 9), Numbers(random, Outputs));
        convolution.Load(layer);
        for (int i = 0; i < 4; i++)
        {
            int vectors = 1 + (i % 2);
            float floor = i < 2 ? 0.0f : float.NegativeInfinity;
            int samples = 4 * vectors, points = height * width;
            FloatBuffer x = new(inputs * points * samples), y = new(16 * points * samples), scratch = new(convolution.ScratchLength);
            Numbers(random, (int)x.Length).CopyTo(x.Span);
            Numbers(random, (int)y.Length).CopyTo(y.Span);
            float[] residual = y.Span.ToArray();

            convolution.Run(x.Start, y.Start, y.Start, floor, scratch.Start, vectors);

            for (int place = 0; place < Outputs * points * samples; place++)
            {
                double sum = Sum(layer, x.Span, place / (points * samples), place / samples % points, place % samples, height, width,
                    samples);
                Assert.Equal(Math.Max(floor, sum + residual[place]), y.Span[place], tolerance);
            }
        }
    }

    private static double Sum(LayerWeights layer, Span<float> x, int output, int point, int sample, int height, int width, int samples)
    {
        double sum = layer.Bias[output];
        int inputs = layer.Weights.Length / layer.Outputs / 9;
        for (int tap = 0; tap < 9 * inputs; tap++)
        {
            int row = (point / width) + (tap % 9 / 3) - 1, column = (point % width) + (tap % 3) - 1;
            if (row >= 0 && row < height && column >= 0 && column < width)
            {
                sum += (double)layer.Weights[(output * inputs * 9) + tap] * x[(((tap / 9 * height) + row) * width * samples)
                    + (column * samples) + sample];
            }
        }

        return sum;
    }

    private static float[] Numbers(Random random, int count)
    {
        float[] numbers = new float[count];
        foreach (ref float number in numbers.AsSpan())
        {
            number = (random.NextSingle() * 2.0f) - 1.0f;
        }

        return numbers;
    }
}
