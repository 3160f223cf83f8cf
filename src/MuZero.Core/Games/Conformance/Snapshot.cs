namespace MuZero.Games.Conformance;

/// <summary>All that the contract shows of a state, so that two states can be compared.</summary>
internal sealed class Snapshot(GameSpec spec)
{
    public int ToPlay { get; private set; }

    public int[] Legal { get; private set; } = [];

    public float[] Rewards { get; } = new float[spec.Players];

    /// <summary>[players][planes, height, width].</summary>
    public float[][] Observations { get; } =
        [.. Enumerable.Range(0, spec.Players).Select(_ => new float[spec.Observation.Length])];

    public string Text { get; private set; } = "";

    public ulong? Hash { get; private set; }

    /// <summary>False if <see cref="Observations"/> are those of a position before.</summary>
    public bool HasObservations { get; private set; }

    /// <summary>Reads a state.</summary>
    public static Snapshot Of(IGameState state, GameSpec spec)
    {
        Snapshot snapshot = new(spec);
        snapshot.Read(state, new int[spec.Actions], observes: true, hasText: true);
        return snapshot;
    }

    public static float[] Observe(IGameState state, int player, GameSpec spec)
    {
        float[] observation = new float[spec.Observation.Length];
        Observe(state, player, observation);
        return observation;
    }

    /// <summary>Reads a state over the one before. Buffers are poisoned with NaN and have the exact length, so that what is not written
    /// and what is written beyond shows.</summary>
    /// <param name="state">The state.</param>
    /// <param name="legal">[actions], overwritten.</param>
    /// <param name="observes">False leaves the observations out.</param>
    /// <param name="hasText">False leaves its text and hash out.</param>
    public void Read(IGameState state, int[] legal, bool observes, bool hasText)
    {
        Array.Fill(legal, -1);
        int count = state.LegalActions(legal);
        Legal = count >= 0 && count <= legal.Length
            ? legal[..count]
            : throw new LawBrokenException($"LegalActions returned {count} for {legal.Length} actions");
        Array.Fill(Rewards, float.NaN);
        state.Rewards(Rewards);
        ToPlay = state.ToPlay;
        HasObservations = observes;
        for (int player = 0; observes && player < Observations.Length; player++)
        {
            Observe(state, player, Observations[player]);
        }

        (Text, Hash) = hasText ? (state.Render(), (state as IHashable)?.Hash) : ("", null);
    }

    private static void Observe(IGameState state, int player, float[] observation)
    {
        Array.Fill(observation, float.NaN);
        state.Observe(player, observation);
    }

    /// <summary>The first difference to the other, or null if they are equal.</summary>
    public string? Difference(Snapshot other) => DifferenceAhead(other) ?? DifferenceBehind(other);

    /// <summary>As <see cref="Difference"/>, without what does not affect the state's future: its text, hash and last rewards.</summary>
    public string? DifferenceAhead(Snapshot other)
    {
        if (ToPlay != other.ToPlay)
        {
            return $"ToPlay is {other.ToPlay}, not {ToPlay}";
        }

        if (!Legal.AsSpan().SequenceEqual(other.Legal))
        {
            return $"the legal actions are [{string.Join(' ', other.Legal)}], not [{string.Join(' ', Legal)}]";
        }

        for (int player = 0; player < Observations.Length; player++)
        {
            int same = Observations[player].AsSpan().CommonPrefixLength(other.Observations[player]);
            if (same < Observations[player].Length)
            {
                return $"player {player}'s observation is {other.Observations[player][same]} at index {same}, not "
                    + $"{Observations[player][same]}";
            }
        }

        return null;
    }

    private string? DifferenceBehind(Snapshot other)
    {
        if (!Rewards.AsSpan().SequenceEqual(other.Rewards))
        {
            return $"the rewards are [{string.Join(' ', other.Rewards)}], not [{string.Join(' ', Rewards)}]";
        }

        if (Hash != other.Hash)
        {
            return $"the hash is {other.Hash:x}, not {Hash:x}";
        }

        return Text == other.Text ? null : "the text of Render differs";
    }
}
