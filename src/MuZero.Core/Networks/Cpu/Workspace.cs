using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>The buffers of one block of samples on its way through the network. P = points of the board, 1 for an MLP.</summary>
internal sealed unsafe class Workspace
{
    private readonly int _samples;
    private readonly FloatBuffer _input, _features, _other, _planes, _hidden, _output, _returns, _discarded;
    private readonly nint[] _rows;
    private FloatBuffer _scratch = new(0);

    /// <summary>Room for blocks of <paramref name="samples"/>.</summary>
    public Workspace(NetworkLayout layout, int samples)
    {
        _samples = samples;
        PartLayout[] parts = [.. layout.Parts.Where(CpuLayout.IsPlayed)];
        TrunkLayout[] trunks = [.. parts.OfType<TrunkLayout>()];
        HeadLayout[] heads = [.. parts.OfType<HeadLayout>()];
        int points = layout.Points, features = trunks.Max(trunk => trunk.Outputs), inputs = trunks.Max(trunk => trunk.Inputs) * points;
        int hidden = parts.SelectMany(part => part.Layers).OfType<LinearLayout>().Select(layer => layer.Outputs).DefaultIfEmpty().Max();
        int outputs = heads.Max(head => head.Outputs);
        _input = Room(inputs);
        _features = Room(PackedWeights.Padded(features) * points);
        _other = Room(Math.Max(PackedWeights.Padded(features) * points, PackedWeights.Padded(hidden)));
        _planes = Room(
            PackedWeights.Padded(heads.Max(head => head.Layers[0] is ConvolutionLayout squeeze ? squeeze.Outputs : 0)) * points);
        _hidden = Room(PackedWeights.Padded(hidden));
        _output = Room(PackedWeights.Padded(outputs));
        _returns = Room(1);
        _discarded = new FloatBuffer(Math.Max(inputs, outputs));
        _rows = GC.AllocateArray<nint>(samples, pinned: true);
    }

    /// <summary>[inputs, P, samples] what representation or dynamics receives.</summary>
    public float* Input => _input.Start;

    /// <summary>[channels, P, samples] the latent, or what prediction's tower makes of it.</summary>
    public float* Features => _features.Start;

    /// <summary>Like <see cref="Features"/>: the inside of a block, or an encoder's hidden layer.</summary>
    public float* Other => _other.Start;

    /// <summary>[head channels, P, samples] what a head's 1x1 convolution keeps.</summary>
    public float* Planes => _planes.Start;

    /// <summary>[hidden, samples] a head's hidden layer.</summary>
    public float* Hidden => _hidden.Start;

    /// <summary>[outputs, samples] output of a head.</summary>
    public float* Output => _output.Start;

    /// <summary>[samples] values or rewards.</summary>
    public float* Returns => _returns.Start;

    /// <summary>A convolution's own.</summary>
    public float* Scratch => _scratch.Start;

    /// <summary>[samples] start of each sample's row in the caller's buffer.</summary>
    public float** Rows
        => (float**)System.Runtime.CompilerServices.Unsafe.AsPointer(
        ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_rows));

    /// <summary>Takes the rows of samples that are only there to fill the block.</summary>
    public float* Discarded => _discarded.Start;

    /// <summary>Makes <see cref="Scratch"/> at least this long.</summary>
    public void RequireScratch(long length)
    {
        if (length > _scratch.Length)
        {
            _scratch = new FloatBuffer(length);
        }
    }

    private FloatBuffer Room(int numbers) => new((long)numbers * _samples);
}
