namespace MuZero.Networks;

/// <summary>The value prefixes of hidden states by slot: the sums of the rewards since the prefix began, and where it begins again
/// (EfficientZero, section 4.2; docs/ALGORITHM.md 2.5).</summary>
/// <param name="horizon">See <see cref="NetworkOptions.ValuePrefix"/>.</param>
internal sealed class PrefixSlots(int horizon)
{
    private int[] _steps = [];
    private float[] _prefixes = [];

    /// <summary>Makes room for slots 0 to <paramref name="slots"/> - 1; what they held is lost when it grows.</summary>
    public void Reserve(int slots)
    {
        if (slots > _steps.Length)
        {
            (_steps, _prefixes) = (new int[slots], new float[slots]);
        }
    }

    /// <summary>Begins at a root.</summary>
    public void Begin(int slot) => (_steps[slot], _prefixes[slot]) = (0, 0.0f);

    /// <summary>True if the step from a slot is the first of a prefix, so that the memory is empty.</summary>
    public bool IsFirst(int slot) => _steps[slot] % horizon == 0;

    /// <summary>Keeps what a step predicted.</summary>
    /// <param name="parent">The slot that was left.</param>
    /// <param name="slot">The slot that was reached.</param>
    /// <param name="prefix">The sum of the rewards, the step's included.</param>
    /// <returns>The step's reward: the sum less that before it.</returns>
    public float Step(int parent, int slot, float prefix)
    {
        float reward = IsFirst(parent) ? prefix : prefix - _prefixes[parent];
        (_steps[slot], _prefixes[slot]) = (_steps[parent] + 1, prefix);
        return reward;
    }
}
