using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>Hidden states by slot, a row each.</summary>
internal sealed unsafe class LatentSlots(int length)
{
    private FloatBuffer? _states;
    private int _slots;

    /// <summary>Makes room for slots 0 to <paramref name="slots"/> - 1; those held are lost when it grows.</summary>
    public void Reserve(int slots)
    {
        if (slots > _slots)
        {
            _states = null; // before the new ones, so that both need not fit
            _states = new FloatBuffer((long)slots * length);
            _slots = slots;
        }
    }

    /// <summary>The start of a slot's state.</summary>
    /// <exception cref="InvalidOperationException">The slot was not reserved.</exception>
    public float* Row(int slot) => (uint)slot < (uint)_slots
        ? _states!.Start + ((nint)slot * length)
        : throw new InvalidOperationException($"Slot {slot} was not reserved; there are {_slots:N0}.");
}
