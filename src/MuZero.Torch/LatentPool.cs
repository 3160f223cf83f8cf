using static TorchSharp.torch;

namespace MuZero.Torch;

/// <summary>Hidden states by slot, one tensor on the network's device: [slots, ...latent].</summary>
internal sealed class LatentPool(long[] latent, Device device) : IDisposable
{
    private Tensor? _states;
    private int _slots;

    /// <summary>Makes room for slots 0 to <paramref name="slots"/> - 1; those held are lost when it grows.</summary>
    public void Reserve(int slots)
    {
        if (slots > _slots)
        {
            _states?.Dispose();
            _states = zeros([slots, .. latent], ScalarType.Float32, device).DetachFromDisposeScope();
            _slots = slots;
        }
    }

    /// <summary>The states in some slots: [count, ...latent].</summary>
    public Tensor Gather(Tensor slots) => States.index_select(0, slots);

    /// <summary>Puts states into some slots.</summary>
    public void Scatter(Tensor slots, Tensor states) => States.index_copy_(0, slots, states);

    public void Dispose() => _states?.Dispose();

    private Tensor States => _states ?? throw new InvalidOperationException("No slots were reserved.");
}
