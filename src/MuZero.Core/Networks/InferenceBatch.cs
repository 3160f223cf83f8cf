namespace MuZero.Networks;

/// <summary>Room for one network call, allocated once and filled again for every call. B = capacity, A = actions.</summary>
public sealed class InferenceBatch(int capacity, NetworkShape shape)
{
    private readonly Dictionary<string, float[]> _outputs = shape.Heads
        .Where(head => head.Name is not (NetworkLayout.Policy or NetworkLayout.Value))
        .ToDictionary(head => head.Name, head => new float[capacity * head.Outputs], StringComparer.Ordinal);

    /// <summary>B, rows at most.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>Rows in use.</summary>
    public int Count { get; set; }

    /// <summary>In, <see cref="INetwork.Initial"/>: [B, observation].</summary>
    public float[] Observations { get; } = new float[capacity * shape.Observation.Length];

    /// <summary>In, <see cref="INetwork.Recurrent"/>: [B] slots of the states that are left.</summary>
    public int[] ParentSlots { get; } = new int[capacity];

    /// <summary>In, <see cref="INetwork.Recurrent"/>: [B] actions taken there; chance codes if an afterstate is left.</summary>
    public int[] Actions { get; } = new int[capacity];

    /// <summary>In, <see cref="INetwork.Recurrent"/>: [B, D] continuous actions taken there, scaled to [-1, 1], in place of
    /// <see cref="Actions"/>; empty in other games.</summary>
    public float[] ActionVectors { get; } = new float[capacity * shape.ActionDimensions];

    /// <summary>In: [B] slots that receive the new hidden states.</summary>
    public int[] Slots { get; } = new int[capacity];

    /// <summary>Out: [B, A] policy logits, with continuous actions [B, 2 D] the policy's means and unbounded logarithms of standard
    /// deviations; untouched by a network without a policy head.</summary>
    public float[] PolicyLogits { get; } = new float[capacity * shape.PolicyOutputs];

    /// <summary>Out, <see cref="INetwork.Afterstate"/>: [B, M] logits of the chance codes.</summary>
    public float[] ChanceLogits { get; } = new float[capacity * shape.ChanceCodes];

    /// <summary>Out: [B, seats] value, a return seen by the player to move; of an afterstate by the one who reached it. Of more than two
    /// players each has one, in the order of <see cref="NetworkShape.Seats"/>.</summary>
    public float[] Values { get; } = new float[capacity * shape.Seats];

    /// <summary>Out, <see cref="INetwork.Recurrent"/>: [B, seats] reward for the player who took the action, and for those after
    /// him.</summary>
    public float[] Rewards { get; } = new float[capacity * shape.Seats];

    /// <summary>The value of a row for the player to move; of more than two players also that of each.</summary>
    /// <param name="row">The row.</param>
    /// <param name="toPlay">The player to move.</param>
    /// <param name="players">[P] receives each player's value if there are more than two; unused otherwise.</param>
    public float ValueFor(int row, int toPlay, Span<float> players)
    {
        int seats = shape.Seats;
        for (int seat = 0; seat < seats && seats > 1; seat++)
        {
            players[Games.Seats.After(seats, toPlay, seat)] = Values[(row * seats) + seat];
        }

        return Values[row * seats];
    }

    /// <summary>Out: [B, outputs] of a further head of <see cref="NetworkShape.Heads"/>, as the head gives them.</summary>
    /// <exception cref="KeyNotFoundException">The network has no such head.</exception>
    public Span<float> Output(string head) => _outputs[head];
}
