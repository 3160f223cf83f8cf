using MuZero.Networks.Cpu;

namespace MuZero.Learning.Cpu;

/// <summary>A layer's inputs and outputs; <paramref name="InputSlopes"/> of the inputs hand their slope on, 0 for none.</summary>
internal readonly record struct LayerSizes(int Inputs, int Outputs, int InputSlopes)
{
    /// <summary>The kernels write 8 outputs at a time.</summary>
    public int PaddedOutputs => Padded(Outputs);

    /// <summary>Up to a multiple of 8.</summary>
    public static int Padded(int outputs) => (outputs + PackedWeights.Rows - 1) / PackedWeights.Rows * PackedWeights.Rows;
}
