using System.Runtime.CompilerServices;
using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>A fully connected layer, or a 1x1 convolution: one matrix for every column.</summary>
internal sealed unsafe class Dense<TSimd, TVector>(int outputs, int inputs)
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly PackedWeights _weights = new(outputs, inputs, taps: 1);

    public Dense(LayerWeights layer, int inputs)
        : this(layer.Outputs, inputs) => Load(layer);

    /// <summary>Takes [outputs, inputs] and bias.</summary>
    public void Load(LayerWeights layer) => _weights.Load(layer);

    /// <summary>y = max(W x + bias + residual, floor).</summary>
    /// <param name="x">[inputs, columns] vectors.</param>
    /// <param name="y">[outputs up to a multiple of 8, columns] vectors.</param>
    /// <param name="columns">Vectors per row: of one sample block, or of all its points.</param>
    /// <param name="floor">The smallest result.</param>
    /// <param name="residual">Laid out as y, and may be y; or null.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(float* x, float* y, int columns, float floor, float* residual = null)
    {
        nint stride = (nint)columns * TSimd.Count;
        for (int block = 0; block < _weights.Blocks; block++)
        {
            nint place = block * PackedWeights.Rows * stride;
            Epilogue epilogue = new(_weights.Bias(block), residual == null ? null : residual + place, floor);
            Multiply(x, stride, _weights.Tap(block, 0), inputs, epilogue, y + place, stride, columns);
        }
    }

    /// <summary>8 outputs of all columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(float* x, nint xStride, float* weights, int inputs, in Epilogue epilogue, float* y, nint yStride,
        int columns)
    {
        nint first = 0;
        Operand operand = new(&first, &first, 1, inputs, xStride);
        int column = 0;
        for (; column + 2 <= columns; column += 2)
        {
            nint offset = (nint)column * TSimd.Count;
            MultiplyKernel<TSimd, TVector>.Pair(operand, x + offset, weights, epilogue.At(offset), y + offset, yStride);
        }

        if (column < columns)
        {
            nint offset = (nint)column * TSimd.Count;
            MultiplyKernel<TSimd, TVector>.Single(operand, x + offset, weights, epilogue.At(offset), y + offset, yStride);
        }
    }
}
