using System.Runtime.Intrinsics;
using MuZero.Files.Safetensors;
using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>The network in managed code: vectors as wide as the CPU has them, one sample per lane, nothing allocated by a call.</summary>
/// <remarks>A row's result depends on that row alone, bit for bit, and not on the rest of the batch. One thread per instance.</remarks>
internal sealed class CpuNetwork : INetwork
{
    private readonly LatentSlots _slots;
    private readonly ActionRows _actions;
    private readonly ActionRows? _codes;
    private readonly PrefixMemory? _prefixes;
    private readonly Workspace _workspace;
    private readonly NetworkLayout _layout;
    private readonly int _lanes;
    private readonly int _vectors;
    private CpuModel? _model;

    /// <summary>A network of a shape, its weights not yet loaded.</summary>
    /// <param name="shape">The network's shape.</param>
    /// <param name="actions">The game's actions.</param>
    public CpuNetwork(NetworkShape shape, ActionTable actions)
        : this(shape, actions, SimdWidth.Lanes)
    {
    }

    /// <summary>A network over vectors of 4, 8 or 16 <paramref name="lanes"/>, whether the CPU has them or not.</summary>
    internal CpuNetwork(NetworkShape shape, ActionTable actions, int lanes)
    {
        _layout = NetworkLayout.Of(shape);
        TrunkLayout representation = _layout.Trunk(NetworkLayout.Representation)!;
        (Shape, _lanes) = (shape, lanes);
        _vectors = VectorsPerBlock(_layout);
        _slots = new LatentSlots(representation.Outputs * _layout.Points);
        _actions = new ActionRows(actions);
        _codes = actions.ChanceCodes is { } codes ? new ActionRows(codes) : null;
        _prefixes = shape.ValuePrefix == 0 ? null
            : new PrefixMemory(_layout.Head(NetworkLayout.Reward)!.Layers.OfType<LstmLayout>().Single(), shape.ValuePrefix);
        _workspace = new Workspace(_layout, _vectors * lanes);
    }

    /// <inheritdoc/>
    public NetworkShape Shape { get; }

    /// <inheritdoc/>
    public long Version { get; private set; }

    private CpuModel Model => _model ?? throw new InvalidOperationException("No weights were loaded.");

    /// <inheritdoc/>
    public void Reserve(int slots)
    {
        _slots.Reserve(slots);
        _prefixes?.Reserve(slots);
    }

    /// <inheritdoc/>
    public void Load(WeightSnapshot weights)
    {
        SafetensorsFile file = weights.Open();
        Shape.RequireSame(file.Metadata, weights.Source);
        WeightReader reader = new(file);
        _model = _lanes switch
        {
            16 => new CpuModel<Simd512, Vector512<float>>(_layout, reader, _workspace, _actions, _codes, _prefixes, _vectors),
            8 => new CpuModel<Simd256, Vector256<float>>(_layout, reader, _workspace, _actions, _codes, _prefixes, _vectors),
            _ => new CpuModel<Simd128, Vector128<float>>(_layout, reader, _workspace, _actions, _codes, _prefixes, _vectors),
        };
        Version = weights.Version;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No weights were loaded, or a slot was not reserved.</exception>
    public void Initial(InferenceBatch batch)
    {
        Model.Initial(batch, Shape.Dynamics ? _slots : null);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The network was built without dynamics (AlphaZero), no weights were loaded, or a slot
    /// was not reserved.</exception>
    public void Recurrent(InferenceBatch batch)
    {
        if (!Shape.Dynamics)
        {
            throw new InvalidOperationException(
                "This network has no dynamics: it was built for AlphaZero, which steps through the game's rules.");
        }

        Model.Recurrent(batch, _slots);
        GC.KeepAlive(this); // the kernels hold pointers into buffers that this object owns
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The slot was not reserved.</exception>
    public unsafe void ReadLatent(int slot, Span<float> latent)
    {
        new ReadOnlySpan<float>(_slots.Row(slot), Shape.LatentLength).CopyTo(latent);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The network has no chance codes, no weights were loaded, or a slot was not
    /// reserved.</exception>
    public void Afterstate(InferenceBatch batch)
    {
        if (Shape.ChanceCodes == 0)
        {
            throw new InvalidOperationException("This network has no chance codes, so its model has no afterstates.");
        }

        Model.Afterstate(batch, _slots);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void Dispose() => _model = null;

    // The kernels want two vectors side by side: of samples, unless several tiles of the board give them as well with half the memory.
    internal static int VectorsPerBlock(NetworkLayout layout)
    {
        TrunkLayout representation = layout.Trunk(NetworkLayout.Representation)!;
        int channels = representation.Outputs;
        return representation.Layers[0] is ConvolutionLayout
            && TileShape.For(channels, channels, layout.Height, layout.Width)?.Count(layout.Height, layout.Width) > 1 ? 1 : 2;
    }
}
