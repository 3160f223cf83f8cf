namespace MuZero.Networks.Cpu;

/// <summary>Outputs of a tile of <see cref="WinogradConvolution{TSimd, TVector, THeight, TWidth}"/>, down and along the board.</summary>
internal readonly record struct TileShape(int Height, int Width)
{
    // What a channel's transforms cost at one point, in multiply-adds: 8 lets the measured order of both ways come out at 13 to 64 channels
    // and boards of 5 to 361 points (AVX-512, Zen 5; at 16 channels on 3x3 the two are equal).
    private const int TransformCost = 8;

    private const int Smallest = 2, Largest = 4;

    /// <summary>The tiles for a convolution's sizes, or null if direct convolution is faster.</summary>
    public static TileShape? For(int inputs, int outputs, int height, int width)
    {
        TileShape tile = new(Best(height), Best(width));
        long points = (long)Points(height, tile.Height) * Points(width, tile.Width);
        long taps = ((3L * height) - 2) * ((3L * width) - 2); // those on the board, over all its points
        return points * (((long)inputs * outputs) + (TransformCost * (inputs + outputs))) < taps * inputs * outputs ? tile : null;
    }

    /// <summary>Tiles that cover a board.</summary>
    public int Count(int height, int width) => Tiles(height, Height) * Tiles(width, Width);

    // Fewest points over the whole side; of two the smaller tile, which is the more accurate.
    private static int Best(int side) => Enumerable.Range(Smallest, Largest - Smallest + 1).MinBy(outputs => Points(side, outputs));

    private static int Points(int side, int outputs) => Tiles(side, outputs) * (outputs + 2);

    private static int Tiles(int side, int outputs) => (side + outputs - 1) / outputs;
}
