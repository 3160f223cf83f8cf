using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>The memory of the value prefix's head and the sums of the rewards, by slot.</summary>
internal sealed unsafe class PrefixMemory
{
    private readonly LatentSlots _states;
    private readonly FloatBuffer _empty;

    /// <summary>Room for states of a layer.</summary>
    /// <param name="layer">The memory.</param>
    /// <param name="horizon">See <see cref="NetworkOptions.ValuePrefix"/>.</param>
    public PrefixMemory(LstmLayout layer, int horizon)
    {
        (_states, _empty, Sums) = (new LatentSlots(layer.StateLength), new FloatBuffer(layer.StateLength), new PrefixSlots(horizon));
    }

    /// <summary>The sums of the rewards.</summary>
    public PrefixSlots Sums { get; }

    /// <summary>See <see cref="INetwork.Reserve"/>.</summary>
    public void Reserve(int slots)
    {
        _states.Reserve(slots);
        Sums.Reserve(slots);
    }

    /// <summary>[2 H] the state with which a step from a slot begins; zeros if a prefix begins there.</summary>
    public float* Entering(int slot) => Sums.IsFirst(slot) ? _empty.Start : _states.Row(slot);

    /// <summary>[2 H] room for the state after a step to a slot.</summary>
    public float* Leaving(int slot) => _states.Row(slot);
}
