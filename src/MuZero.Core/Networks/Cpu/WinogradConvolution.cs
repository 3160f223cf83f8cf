using System.Runtime.CompilerServices;
using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>A 3x3 convolution by Winograd's minimal filtering: the board in tiles, each tile at (m + 2)(n + 2) points, at which the
/// convolution is one matrix product per point (Lavin and Gray, 2016). Samples stay innermost, so the transforms are arithmetic on whole
/// vectors.</summary>
/// <typeparam name="TSimd">The vectors.</typeparam>
/// <typeparam name="TVector">The vector itself.</typeparam>
/// <typeparam name="THeight">Tiles along a column of the board; a row of tiles is called strip.</typeparam>
/// <typeparam name="TWidth">Tiles along a row of the board.</typeparam>
internal sealed unsafe class WinogradConvolution<TSimd, TVector, THeight, TWidth> : Convolution<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
    where THeight : ITiling
    where TWidth : ITiling
{
    private const int Side = 3;
    private const int MaxVectors = 2;

    // Output blocks whose products wait for their transform together; more would leave the second-level cache.
    private const int ChunkBlocks = 4;

    // Of transformed inputs at once, of what is one vector of samples per point: half of a second-level cache.
    private const int InputBytes = 512 * 1024;

    private readonly int _inputs;
    private readonly int _height;
    private readonly int _width;
    private readonly int _strips;
    private readonly int _tiles; // per strip
    private readonly int _stripsAtOnce;
    private readonly PackedWeights _weights; // a tap per point

    public WinogradConvolution(int outputs, int inputs, int height, int width)
    {
        (_inputs, _height, _width) = (inputs, height, width);
        _strips = (height + THeight.Outputs - 1) / THeight.Outputs;
        _tiles = (width + TWidth.Outputs - 1) / TWidth.Outputs;
        long stripBytes = (long)Points * inputs * _tiles * TSimd.Count * sizeof(float);
        _stripsAtOnce = (int)Math.Clamp(InputBytes / stripBytes, 1, _strips);
        _weights = new PackedWeights(outputs, inputs, Points, ChunkBlocks);
    }

    /// <inheritdoc/>
    public override long ScratchLength
    {
        get
        {
            Plan plan = new(this, _stripsAtOnce, MaxVectors);
            return StripLength(MaxVectors) + (Points * (plan.InputStride + plan.OutputStride));
        }
    }

    private static int Rows => THeight.Outputs + Side - 1;

    private static int Columns => TWidth.Outputs + Side - 1;

    private static int Points => Rows * Columns;

    /// <inheritdoc/>
    public override void Load(LayerWeights layer)
    {
        _weights.LoadBias(layer.Bias);
        for (int output = 0; output < layer.Outputs; output++)
        {
            Transform(layer.Weights.Slice(output * _inputs * Side * Side, _inputs * Side * Side), output);
        }
    }

    /// <inheritdoc/>
    public override void Run(float* x, float* y, float* residual, float floor, float* scratch, int vectors)
    {
        nint strip = StripLength(vectors), board = (nint)_height * _width * vectors * TSimd.Count;
        for (int first = 0; first < _strips; first += _stripsAtOnce)
        {
            Plan plan = new(this, Math.Min(_stripsAtOnce, _strips - first), vectors);
            new Span<float>(scratch, (int)strip).Clear(); // its padding must be zero
            float* inputs = scratch + strip, products = inputs + (Points * plan.InputStride);
            for (int input = 0; input < _inputs; input++)
            {
                TransformInput(x + (input * board), scratch, inputs + (input * plan.RowStride), first, plan);
            }

            for (int block = 0; block < _weights.Blocks; block += ChunkBlocks)
            {
                int blocks = Math.Min(ChunkBlocks, _weights.Blocks - block);
                Multiply(inputs, products, block, blocks, plan);
                for (int output = 0; output < blocks * PackedWeights.Rows; output++)
                {
                    nint place = ((block * PackedWeights.Rows) + output) * board;
                    float* bias = _weights.Bias(block) + output;
                    TransformOutput(products + (output * plan.RowStride), scratch, y + place, residual == null ? null : residual + place,
                        floor, bias, first, plan);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(float* inputs, float* products, int block, int blocks, in Plan plan)
    {
        float* zero = stackalloc float[PackedWeights.Rows];
        new Span<float>(zero, PackedWeights.Rows).Clear();
        Epilogue epilogue = new(zero, null, float.NegativeInfinity);
        for (int point = 0; point < Points; point++)
        {
            for (int i = 0; i < blocks; i++)
            {
                float* product = products + (point * plan.OutputStride) + (i * PackedWeights.Rows * plan.RowStride);
                Dense<TSimd, TVector>.Multiply(inputs + (point * plan.InputStride), plan.RowStride, _weights.Tap(block + i, point), _inputs,
                    epilogue, product, plan.RowStride, plan.Columns);
            }
        }
    }

    // One channel's plane to its tiles' points: down the columns of each strip, then along its rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformInput(float* x, float* strip, float* y, int firstStrip, Plan plan)
    {
        nint point = (nint)plan.Vectors * TSimd.Count, boardRow = _width * point, stripRow = StripLength(plan.Vectors) / Rows;
        for (int i = 0; i < plan.Strips; i++)
        {
            int top = ((firstStrip + i) * THeight.Outputs) - 1, firstRow = Math.Max(0, -top), endRow = Math.Min(Rows, _height - top);
            float* column = x + (top * boardRow), to = strip + point;
            for (float* end = to + boardRow; to < end; to += TSimd.Count, column += TSimd.Count)
            {
                THeight.Input<TSimd, TVector, BoardReader<TSimd, TVector>, StridedWriter<TSimd, TVector>>(
                    new(column, boardRow, firstRow, endRow), new(to, stripRow));
            }

            for (int row = 0; row < Rows; row++)
            {
                float* from = strip + (row * stripRow), place = y + (row * Columns * plan.InputStride) + (i * _tiles * point);
                for (int tile = 0; tile < _tiles; tile++, from += (TWidth.Outputs - 1) * point)
                {
                    for (float* end = from + point; from < end; from += TSimd.Count, place += TSimd.Count)
                    {
                        TWidth.Input<TSimd, TVector, StridedReader<TSimd, TVector>, StridedWriter<TSimd, TVector>>(
                            new(from, point), new(place, plan.InputStride));
                    }
                }
            }
        }
    }

    // The way back: along the rows, then down the columns onto the board.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformOutput(float* x, float* strip, float* y, float* residual, float floor, float* bias, int firstStrip, Plan plan)
    {
        nint point = (nint)plan.Vectors * TSimd.Count, boardRow = _width * point, stripRow = StripLength(plan.Vectors) / Rows;
        for (int i = 0; i < plan.Strips; i++)
        {
            for (int row = 0; row < Rows; row++)
            {
                float* to = strip + point + (row * stripRow), place = x + (row * Columns * plan.OutputStride) + (i * _tiles * point);
                for (int tile = 0; tile < _tiles; tile++, to += (TWidth.Outputs - 1) * point)
                {
                    for (float* end = to + point; to < end; to += TSimd.Count, place += TSimd.Count)
                    {
                        TWidth.Output<TSimd, TVector, StridedReader<TSimd, TVector>, StridedWriter<TSimd, TVector>>(
                            new(place, plan.OutputStride), new(to, point));
                    }
                }
            }

            int top = (firstStrip + i) * THeight.Outputs;
            nint offset = top * boardRow;
            float* from = strip + point;
            for (float* end = from + boardRow; from < end; from += TSimd.Count, offset += TSimd.Count)
            {
                THeight.Output<TSimd, TVector, StridedReader<TSimd, TVector>, BoardWriter<TSimd, TVector>>(
                    new(from, stripRow),
                    new(y + offset, residual == null ? null : residual + offset, boardRow, _height - top, bias, floor));
            }
        }
    }

    // An output's [inputs, 3, 3] to its places among [points, inputs]: G w G^T, in double.
    private void Transform(ReadOnlySpan<float> filters, int output)
    {
        Span<double> columns = stackalloc double[Rows * Side];
        ReadOnlySpan<double> down = THeight.Filter, along = TWidth.Filter;
        for (int input = 0; input < _inputs; input++)
        {
            ReadOnlySpan<float> filter = filters.Slice(input * Side * Side, Side * Side);
            for (int i = 0; i < columns.Length; i++)
            {
                ReadOnlySpan<double> factors = down.Slice(i / Side * Side, Side);
                columns[i] = (factors[0] * filter[i % Side]) + (factors[1] * filter[Side + (i % Side)])
                    + (factors[2] * filter[(2 * Side) + (i % Side)]);
            }

            for (int point = 0; point < Points; point++)
            {
                ReadOnlySpan<double> row = columns.Slice(point / Columns * Side, Side), factors = along.Slice(point % Columns * Side, Side);
                _weights.Place(output,
                    point)[input * PackedWeights.Rows] = (float)((row[0] * factors[0]) + (row[1] * factors[1]) + (row[2] * factors[2]));
            }
        }
    }

    // [rows of a strip, columns of its tiles and two of padding]
    private nint StripLength(int vectors) => (nint)Rows * ((_tiles * TWidth.Outputs) + Side - 1) * vectors * TSimd.Count;

    /// <summary>Strides of the transformed tiles, [points, channels, columns], columns being the vectors of all tiles of some
    /// strips.</summary>
    private readonly struct Plan(WinogradConvolution<TSimd, TVector, THeight, TWidth> layer, int strips, int vectors)
    {
        public readonly int Strips = strips;
        public readonly int Vectors = vectors;
        public readonly int Columns = strips * layer._tiles * vectors;
        public readonly nint RowStride = (nint)strips * layer._tiles * vectors * TSimd.Count;

        // One vector more than needed: points a power of two apart would all fall into the same few lines of the cache.
        public readonly nint InputStride = (((nint)layer._inputs * strips * layer._tiles * vectors) + 1) * TSimd.Count;
        public readonly nint OutputStride = (
            ((nint)Math.Min(ChunkBlocks, layer._weights.Blocks) * PackedWeights.Rows * strips * layer._tiles * vectors) + 1) * TSimd.Count;
    }
}
