namespace MuZero.Networks.Cpu;

/// <summary>A 3x3 convolution over a board padded with zeros, then a residual where there is one, then a ReLU.</summary>
internal abstract unsafe class Convolution<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>The convolution that is fastest for these sizes.</summary>
    public static Convolution<TLanes, TVector> Create(LayerWeights layer, int inputs, int height, int width)
    {
        return Environment.GetEnvironmentVariable("DIRECT") == "1" ? new DirectConvolution<TLanes, TVector>(layer, inputs, height, width) : Outputs(height) switch
        {
            2 => Tiled<Tiling2>(layer, inputs, height, width),
            3 => Tiled<Tiling3>(layer, inputs, height, width),
            _ => Tiled<Tiling4>(layer, inputs, height, width),
        };
    }

    private static Convolution<TLanes, TVector> Tiled<THeight>(LayerWeights layer, int inputs, int height, int width)
        where THeight : ITiling
    {
        int strips = int.Parse(Environment.GetEnvironmentVariable("STRIPS") ?? "100", System.Globalization.CultureInfo.InvariantCulture);
        strips = Math.Min(strips, (height + THeight.Outputs - 1) / THeight.Outputs);
        return Outputs(width) switch
        {
            2 => new WinogradConvolution<TLanes, TVector, THeight, Tiling2>(layer, inputs, height, width, strips),
            3 => new WinogradConvolution<TLanes, TVector, THeight, Tiling3>(layer, inputs, height, width, strips),
            _ => new WinogradConvolution<TLanes, TVector, THeight, Tiling4>(layer, inputs, height, width, strips),
        };
    }

    // The tile of fewest points over the whole side, of two the smaller, which is the more accurate.
    private static int Outputs(int side) => Enumerable.Range(2, 3).MinBy(outputs => Points(side, outputs));

    private static int Points(int side, int outputs) => (side + outputs - 1) / outputs * (outputs + 2);

    /// <summary>Floats of scratch that <see cref="Run"/> needs.</summary>
    public virtual long ScratchLength => 0;

    /// <summary>y = max(w * x + bias + residual, 0).</summary>
    /// <param name="x">[inputs, points, vectors].</param>
    /// <param name="y">[outputs up to a multiple of 8, points, vectors]; may be the residual, not x.</param>
    /// <param name="residual">Laid out as y, or null.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> floats.</param>
    /// <param name="vectors">Vectors of samples per point, 1 or 2.</param>
    public abstract void Run(float* x, float* y, float* residual, float* scratch, int vectors);
}
