namespace MuZero.Networks;

/// <summary>Room for one network call, allocated once and filled again for every call. B = capacity, A = actions.</summary>
public sealed class InferenceBatch(int capacity, NetworkShape shape)
{
    /// <summary>B, rows at most.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>Rows in use.</summary>
    public int Count { get; set; }

    /// <summary>In, <see cref="INetwork.Initial"/>: [B, observation].</summary>
    public float[] Observations { get; } = new float[capacity * shape.Observation.Length];

    /// <summary>In, <see cref="INetwork.Recurrent"/>: [B] slots of the states that are left.</summary>
    public int[] ParentSlots { get; } = new int[capacity];

    /// <summary>In, <see cref="INetwork.Recurrent"/>: [B] actions taken there.</summary>
    public int[] Actions { get; } = new int[capacity];

    /// <summary>In: [B] slots that receive the new hidden states.</summary>
    public int[] Slots { get; } = new int[capacity];

    /// <summary>Out: [B, A] policy logits.</summary>
    public float[] PolicyLogits { get; } = new float[capacity * shape.Actions];

    /// <summary>Out: [B] value, a return seen by the player to move.</summary>
    public float[] Values { get; } = new float[capacity];

    /// <summary>Out, <see cref="INetwork.Recurrent"/>: [B] reward for the player who took the action.</summary>
    public float[] Rewards { get; } = new float[capacity];
}
