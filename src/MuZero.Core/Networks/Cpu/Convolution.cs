using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>A 3x3 convolution over a board padded with zeros, then an optional residual, then a floor.</summary>
internal abstract unsafe class Convolution<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>The convolution that is fastest for these sizes; its weights are still to be loaded.</summary>
    public static Convolution<TSimd, TVector> Create(int outputs, int inputs, int height, int width)
        => TileShape.For(inputs, outputs, height, width) is { } tile
            ? CreateTiled(outputs, inputs, height, width, tile)
            : new DirectConvolution<TSimd, TVector>(outputs, inputs, height, width);

    /// <summary>A convolution by Winograd's filtering with tiles of 2 to 4 outputs a side.</summary>
    public static Convolution<TSimd, TVector> CreateTiled(int outputs, int inputs, int height, int width, TileShape tile)
        => tile.Height switch
        {
            2 => CreateTiled<Tiling2>(outputs, inputs, height, width, tile.Width),
            3 => CreateTiled<Tiling3>(outputs, inputs, height, width, tile.Width),
            _ => CreateTiled<Tiling4>(outputs, inputs, height, width, tile.Width),
        };

    private static Convolution<TSimd, TVector> CreateTiled<THeight>(int outputs, int inputs, int height, int width, int tileWidth)
        where THeight : ITiling
        => tileWidth switch
        {
            2 => new WinogradConvolution<TSimd, TVector, THeight, Tiling2>(outputs, inputs, height, width),
            3 => new WinogradConvolution<TSimd, TVector, THeight, Tiling3>(outputs, inputs, height, width),
            _ => new WinogradConvolution<TSimd, TVector, THeight, Tiling4>(outputs, inputs, height, width),
        };

    /// <summary>Floats of scratch that <see cref="Run"/> needs.</summary>
    public virtual long ScratchLength => 0;

    /// <summary>Takes [outputs, inputs, 3, 3] and bias; allocates nothing.</summary>
    public abstract void Load(LayerWeights layer);

    /// <summary>y = max(w * x + bias + residual, floor).</summary>
    /// <param name="x">[inputs, points, vectors].</param>
    /// <param name="y">[outputs up to a multiple of 8, points, vectors]; may be the residual, not x.</param>
    /// <param name="residual">Laid out as y, or null.</param>
    /// <param name="floor">The smallest result: 0 for a ReLU, negative infinity for none.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> floats.</param>
    /// <param name="vectors">Vectors of samples per point, 1 or 2.</param>
    public abstract void Run(float* x, float* y, float* residual, float floor, float* scratch, int vectors);
}
