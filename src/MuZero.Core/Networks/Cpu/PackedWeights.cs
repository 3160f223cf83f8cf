namespace MuZero.Networks.Cpu;

/// <summary>A layer's weights in the order in which the kernels read them, outputs in blocks of 8, the last one filled with zeros.</summary>
internal sealed unsafe class PackedWeights
{
    /// <summary>Outputs per block.</summary>
    public const int Rows = 8;

    private readonly FloatBuffer _weights; // [blocks, taps, inputs, 8]
    private readonly FloatBuffer _bias; // [blocks, 8]

    /// <summary>Packs [outputs, inputs, taps].</summary>
    public PackedWeights(LayerWeights layer, int inputs, int taps)
    {
        Blocks = (layer.Outputs + Rows - 1) / Rows;
        BlockLength = (nint)taps * inputs * Rows;
        _weights = new FloatBuffer(Blocks * BlockLength);
        _bias = new FloatBuffer(Blocks * Rows);
        layer.Bias.CopyTo(_bias.Span);
        for (int output = 0; output < layer.Outputs; output++)
        {
            for (int input = 0; input < inputs; input++)
            {
                for (int tap = 0; tap < taps; tap++)
                {
                    nint place = (output / Rows * BlockLength) + ((((nint)tap * inputs) + input) * Rows) + (output % Rows);
                    _weights.Start[place] = layer.Weights[(((output * inputs) + input) * taps) + tap];
                }
            }
        }
    }

    /// <summary>Blocks of 8 outputs.</summary>
    public int Blocks { get; }

    /// <summary>Floats of one block's weights.</summary>
    public nint BlockLength { get; }

    /// <summary>A block's weights, [taps, inputs, 8].</summary>
    public float* Block(int block) => _weights.Start + (block * BlockLength);

    /// <summary>A block's bias, [8].</summary>
    public float* Bias(int block) => _bias.Start + (block * Rows);
}
