using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>A layer's weights in the order in which the kernels read them, outputs in blocks of 8, the last one filled with
/// zeros.</summary>
internal sealed unsafe class PackedWeights
{
    /// <summary>Outputs per block.</summary>
    public const int Rows = 8;

    /// <summary>Floats between what the kernels read and what they fetch ahead: wide towers' weights come from the third-level cache at
    /// best, once per block of samples (connect four, 64 channels: 12.5k to 14.3k evaluations/s).</summary>
    public const int Ahead = 1024;

    private readonly FloatBuffer _weights; // [groups, taps, blocks of the group, inputs, 8], and what is fetched after the last
    private readonly FloatBuffer _bias; // [blocks, 8]
    private readonly int _outputs;
    private readonly int _inputs;
    private readonly int _taps;
    private readonly int _group;

    /// <summary>Room for [outputs, inputs, taps].</summary>
    /// <param name="outputs">Outputs.</param>
    /// <param name="inputs">Inputs.</param>
    /// <param name="taps">Taps, or points.</param>
    /// <param name="group">Blocks whose weights for one tap are contiguous, because they are used together.</param>
    public PackedWeights(int outputs, int inputs, int taps, int group = 1)
    {
        (_outputs, _inputs, _taps, _group) = (outputs, inputs, taps, group);
        Blocks = (outputs + Rows - 1) / Rows;
        _weights = new FloatBuffer(((long)Blocks * taps * inputs * Rows) + Ahead);
        _bias = new FloatBuffer(Blocks * Rows);

        // Written to, so that the pages are there: fetching from pages that are not costs more than it gains.
        _weights.Span[^Ahead..].Clear();
    }

    /// <summary>Outputs up to whole blocks: the kernels always write all of a block.</summary>
    public static int Padded(int outputs) => (outputs + Rows - 1) / Rows * Rows;

    /// <summary>Takes a layer's weights as they are.</summary>
    public void Load(LayerWeights layer)
    {
        LoadBias(layer.Bias);
        for (int output = 0; output < _outputs; output++)
        {
            ReadOnlySpan<float> from = layer.Weights.Slice(output * _inputs * _taps, _inputs * _taps);
            for (int tap = 0; tap < _taps; tap++)
            {
                float* to = Place(output, tap);
                for (int input = 0; input < _inputs; input++)
                {
                    to[input * Rows] = from[(input * _taps) + tap];
                }
            }
        }
    }

    /// <summary>Takes [outputs] bias.</summary>
    public void LoadBias(ReadOnlySpan<float> bias) => bias.CopyTo(_bias.Span);

    /// <summary>The start of an output's weights for one tap, an input every 8 floats.</summary>
    public float* Place(int output, int tap) => Tap(output / Rows, tap) + (output % Rows);

    /// <summary>Blocks of 8 outputs.</summary>
    public int Blocks { get; }

    /// <summary>A block's weights for one tap, [inputs, 8]; the next tap's follow if blocks are not grouped.</summary>
    public float* Tap(int block, int tap)
    {
        int first = block / _group * _group, together = Math.Min(_group, Blocks - first);
        return _weights.Start + (((((nint)first * _taps) + ((nint)tap * together)) + (block - first)) * _inputs * Rows);
    }

    /// <summary>A block's bias, [8].</summary>
    public float* Bias(int block) => _bias.Start + (block * Rows);
}
