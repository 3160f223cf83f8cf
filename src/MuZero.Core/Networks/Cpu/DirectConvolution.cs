using System.Runtime.CompilerServices;
using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>A 3x3 convolution as it is defined; taps that fall on the padding are skipped.</summary>
internal sealed unsafe class DirectConvolution<TSimd, TVector> : Convolution<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private const int Side = 3;
    private const int MaxVectors = 2;

    private readonly int _inputs;
    private readonly PackedWeights _weights;
    private readonly int[] _starts; // [points + 1] start of each point's taps
    private readonly nint[] _weightTaps; // [taps of all points]
    private readonly nint[][] _taps; // [vectors - 1][taps of all points]

    public DirectConvolution(int outputs, int inputs, int height, int width)
    {
        _inputs = inputs;
        _weights = new PackedWeights(outputs, inputs, Side * Side);
        _starts = new int[(height * width) + 1];
        List<(int Point, int Tap)> valid = [];
        for (int point = 0; point < height * width; point++)
        {
            for (int tap = 0; tap < Side * Side; tap++)
            {
                int row = (point / width) + (tap / Side) - 1, column = (point % width) + (tap % Side) - 1;
                if (row >= 0 && row < height && column >= 0 && column < width)
                {
                    valid.Add(((row * width) + column, tap));
                }
            }

            _starts[point + 1] = valid.Count;
        }

        _weightTaps = [.. valid.Select(tap => (nint)tap.Tap * inputs * PackedWeights.Rows)];
        _taps = new nint[MaxVectors][];
        for (int vectors = 1; vectors <= MaxVectors; vectors++)
        {
            _taps[vectors - 1] = [.. valid.Select(tap => (nint)tap.Point * vectors * TSimd.Count)];
        }
    }

    /// <inheritdoc/>
    public override void Load(LayerWeights layer) => _weights.Load(layer);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(float* x, float* y, float* residual, float floor, float* scratch, int vectors)
    {
        nint pointStride = (nint)vectors * TSimd.Count, stride = (_starts.Length - 1) * pointStride;
        fixed (nint* taps = _taps[vectors - 1], weightTaps = _weightTaps)
        {
            for (int block = 0; block < _weights.Blocks; block++)
            {
                nint place = block * PackedWeights.Rows * stride;
                for (int point = 0; point < _starts.Length - 1; point++, place += pointStride)
                {
                    int first = _starts[point];
                    Operand operand = new(taps + first, weightTaps + first, _starts[point + 1] - first, _inputs, stride);
                    Epilogue epilogue = new(_weights.Bias(block), residual == null ? null : residual + place, floor);
                    if (vectors == MaxVectors)
                    {
                        MultiplyKernel<TSimd, TVector>.Pair(operand, x, _weights.Tap(block, 0), epilogue, y + place, stride);
                    }
                    else
                    {
                        MultiplyKernel<TSimd, TVector>.Single(operand, x, _weights.Tap(block, 0), epilogue, y + place, stride);
                    }
                }
            }
        }
    }
}
