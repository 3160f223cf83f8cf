namespace MuZero.Games.Conformance;

/// <summary>All that the contract shows of a state, so that two states can be compared.</summary>
internal sealed class Snapshot
{
    public required int ToPlay { get; init; }

    public required int[] Legal { get; init; }

    public required float[] Rewards { get; init; }

    /// <summary>[players][planes, height, width].</summary>
    public required float[][] Observations { get; init; }

    public required string Text { get; init; }

    public required ulong? Hash { get; init; }

    /// <summary>Reads a state. Buffers are poisoned with NaN and have the exact length, so that what is not written and what is written
    /// beyond shows.</summary>
    public static Snapshot Of(IGameState state, GameSpec spec)
    {
        int[] legal = new int[spec.Actions];
        Array.Fill(legal, -1);
        int count = state.LegalActions(legal);
        float[] rewards = new float[spec.Players];
        Array.Fill(rewards, float.NaN);
        state.Rewards(rewards);
        return new Snapshot
        {
            ToPlay = state.ToPlay,
            Legal = count >= 0 && count <= legal.Length
                ? legal[..count]
                : throw new LawBrokenException($"LegalActions returned {count} for {spec.Actions} actions"),
            Rewards = rewards,
            Observations = [.. Enumerable.Range(0, spec.Players).Select(player => Observe(state, player, spec))],
            Text = state.Render(),
            Hash = (state as IHashable)?.Hash,
        };
    }

    public static float[] Observe(IGameState state, int player, GameSpec spec)
    {
        float[] observation = new float[spec.Observation.Length];
        Array.Fill(observation, float.NaN);
        state.Observe(player, observation);
        return observation;
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
