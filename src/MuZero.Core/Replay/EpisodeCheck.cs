using MuZero.Errors;
using MuZero.Games;
using MuZero.SelfPlay;

namespace MuZero.Replay;

/// <summary>Checks an episode's numbers, independent of their source: lengths that fit, ids in range, finite numbers, policies that sum to
/// 1.</summary>
internal static class EpisodeCheck
{
    private const float PolicySumTolerance = 1e-3f;
    private const float MostRanges = 4.0f; // from a value a range above the game's returns to a return at their other end, and one more
    private const float MostNats = 200.0f; // beyond the divergence from a prior of the least single-precision number

    /// <summary>True for an episode that a replay buffer of the game takes in, false for one without decisions.</summary>
    /// <exception cref="IncompatibleException">The episode belongs to another game or version.</exception>
    /// <exception cref="UserException">The episode is not sound.</exception>
    public static bool IsWorthKeeping(Episode episode, GameSpec spec)
    {
        spec.Require(episode.Game, episode.GameVersion, $"Episode {episode.Sequence} of '{episode.Producer}'", "Start a new run.");
        if (episode.Length == 0)
        {
            return false;
        }

        string? fault = Fault(episode, spec) ?? ObservationFault(episode, spec) ?? SizeFault(episode);
        return fault is null ? true
            : throw UserException.Usage(
            $"Episode {episode.Sequence} of '{episode.Producer}' is refused: {fault}; correct the game or the actor that made it.");
    }

    /// <summary>The first fault as a short phrase, or null for a sound episode. Whether the rules allow it is the replayer's
    /// question.</summary>
    /// <remarks>Observations are checked apart, by <see cref="ObservationFault"/>: a decoder has none yet.</remarks>
    public static string? Fault(Episode episode, GameSpec spec)
    {
        int length = episode.Length;
        if (length == 0 || length > spec.MaxLength)
        {
            return $"it has {length} decisions and the game 1 to {spec.MaxLength}";
        }

        if (episode.ToPlay.Length != length || episode.RootValues.Length != length || episode.Rewards.Length != (long)length * spec.Players
            || (episode.Priorities.Length != 0 && episode.Priorities.Length != length)
            || (episode.Surprises.Length != 0 && episode.Surprises.Length != length))
        {
            return $"its {length} decisions have {episode.ToPlay.Length} movers, {episode.RootValues.Length} values, "
                + $"{episode.Rewards.Length} rewards, {episode.Priorities.Length} priorities and {episode.Surprises.Length} surprises";
        }

        return PlayerValuesFault(episode, spec) ?? NumberFault(episode, spec) ?? PolicyFault(episode, spec) ?? VectorFault(episode, spec)
            ?? ChanceFault(episode, spec) ?? ResignationFault(episode, spec);
    }

    /// <summary>The first fault of the observations, or null.</summary>
    public static string? ObservationFault(Episode episode, GameSpec spec)
    {
        if (episode.Observations.Length != (long)episode.Length * spec.Observation.Length)
        {
            return $"its observations have {episode.Observations.Length} numbers and not {episode.Length} times {spec.Observation.Length}";
        }

        if (episode.FinalObservation.Length is var final && final != 0 && final != spec.Observation.Length)
        {
            return $"its final observation has {final} numbers and not {spec.Observation.Length}";
        }

        return AllFinite(episode.Observations) && AllFinite(episode.FinalObservation) ? null : "an observation is not finite";
    }

    /// <summary>The reason why an episode that is sound otherwise cannot be encoded, and so neither saved nor sent, or null.</summary>
    internal static string? SizeFault(Episode episode)
    {
        long bytes = EpisodeWire.BytesBeyond(episode, EpisodeCodec.MaxRawBytes);
        return bytes > EpisodeCodec.MaxRawBytes
            ? $"its {episode.Length:N0} decisions take {bytes:N0} bytes encoded and at most {EpisodeCodec.MaxRawBytes:N0} fit, so that no "
                + "checkpoint could hold it; let the game end or be cut earlier (GameSpec.MaxLength)"
            : null;
    }

    /// <summary>The first number that no search of the game can give, as a short phrase, or null: a value, a priority, a
    /// surprise.</summary>
    /// <remarks>A search sums predicted rewards, each a little off, over several steps: a whole range on either side is forgiven. A
    /// priority is the distance of such a value from a return.</remarks>
    public static string? ValueFault(Episode episode, GameSpec spec)
    {
        float range = spec.MaxReturn - spec.MinReturn;
        float[] values = episode.PlayerValues.Length > 0 ? episode.PlayerValues : episode.RootValues;
        (float least, float most) = (spec.MinReturn - range, spec.MaxReturn + range);
        return Beyond("root value", values, least, most)
            ?? Beyond("final value", [episode.FinalValue, .. episode.FinalPlayerValues], least, most)
            ?? Beyond("priority", episode.Priorities, 0.0f, MostRanges * range)
            ?? Beyond("surprise", episode.Surprises, 0.0f, MostNats);

        string? Beyond(string what, ReadOnlySpan<float> numbers, float smallest, float largest)
            => numbers.IndexOfAnyExceptInRange(smallest, largest) is >= 0 and var wrong
                ? $"the {what} {numbers[wrong]} is impossible with the game's returns, {spec.MinReturn} to {spec.MaxReturn}"
                : null;
    }

    private static string? PlayerValuesFault(Episode episode, GameSpec spec)
    {
        int players = Seats.Values(spec) > 1 ? spec.Players : 0, final = episode.Truncated ? players : 0;
        if (episode.PlayerValues.Length != (long)episode.Length * players || episode.FinalPlayerValues.Length != final)
        {
            return $"its {episode.Length} decisions of {spec.Players} players have {episode.PlayerValues.Length} values of players and "
                + $"{episode.FinalPlayerValues.Length} at the end";
        }

        return AllFinite(episode.PlayerValues) && AllFinite(episode.FinalPlayerValues) ? null : "a player's value is not finite";
    }

    private static string? NumberFault(Episode episode, GameSpec spec)
    {
        if (!AllWithin(episode.Actions, spec.Actions))
        {
            return $"an action is not in [0, {spec.Actions})";
        }

        if (!AllWithin(episode.Exploratory, episode.Length) || !IsAscending(episode.Exploratory))
        {
            return $"its exploratory decisions are not ascending numbers in [0, {episode.Length})";
        }

        if (!AllWithin(episode.ToPlay, spec.Players) || (uint)episode.FinalToPlay >= (uint)spec.Players)
        {
            return $"a player is not in [0, {spec.Players})";
        }

        if (!AllFinite(episode.Rewards) || !AllFinite(episode.RootValues) || !float.IsFinite(episode.FinalValue))
        {
            return "a reward or value is not finite";
        }

        if (!AllFinite(episode.Surprises) || HasNegative(episode.Surprises))
        {
            return "a surprise is negative or not finite";
        }

        return AllFinite(episode.Priorities) && !HasNegative(episode.Priorities) ? null : "a priority is negative or not finite";
    }

    private static string? PolicyFault(Episode episode, GameSpec spec)
    {
        ReadOnlySpan<int> offsets = episode.PolicyOffsets;
        int entries = episode.PolicyActions.Length;
        if (offsets.Length != episode.Length + 1 || offsets[0] != 0 || offsets[^1] != entries || episode.PolicyWeights.Length != entries)
        {
            return "its policies' lengths disagree";
        }

        if (!AllWithin(episode.PolicyActions, spec.Actions) || !AllFinite(episode.PolicyWeights) || HasNegative(episode.PolicyWeights))
        {
            return $"a policy has an action outside [0, {spec.Actions}) or a weight that is negative or not finite";
        }

        for (int t = 0; t < episode.Length; t++)
        {
            if (offsets[t + 1] < offsets[t] || offsets[t + 1] > entries)
            {
                return "its policies' lengths disagree";
            }

            double sum = 0.0;
            foreach (float weight in episode.PolicyWeights.AsSpan(offsets[t]..offsets[t + 1]))
            {
                sum += weight;
            }

            if (offsets[t + 1] > offsets[t] && Math.Abs(sum - 1.0) > PolicySumTolerance)
            {
                return $"the policy of decision {t} sums to {sum} and not to 1";
            }
        }

        return null;
    }

    private static string? ResignationFault(Episode episode, GameSpec spec)
    {
        if (episode.Resignation == Episode.NoResignation)
        {
            return null;
        }

        return !Resignation.Fits(spec) ? $"a player resigned, and in {spec.Id} nobody can"
            : (uint)episode.Resignation > (uint)episode.Length
                ? $"a player resigned at decision {episode.Resignation} of {episode.Length}"
            : episode.Resigned && !(episode.Truncated && episode.FinalValue == spec.MinReturn)
                ? "a player resigned, and it is not marked as cut with a loss"
            : null;
    }

    private static string? VectorFault(Episode episode, GameSpec spec)
    {
        int dimensions = spec.Dimensions();
        if (episode.ActionVectors.Length != (long)episode.Length * dimensions
            || episode.PolicyVectors.Length != (long)episode.PolicyActions.Length * dimensions)
        {
            return $"its {episode.Length} decisions have continuous actions of {episode.ActionVectors.Length} numbers and policies of "
                + $"{episode.PolicyVectors.Length}, and the game {dimensions} dimensions";
        }

        return spec.ActionBox is { } box && (IsBeyond(box, episode.ActionVectors) || IsBeyond(box, episode.PolicyVectors))
            ? $"a continuous action is not within {box}"
            : null;
    }

    private static bool IsBeyond(ActionBox box, ReadOnlySpan<float> vectors)
    {
        for (int start = 0; start < vectors.Length; start += box.Dimensions)
        {
            if (!box.Contains(vectors.Slice(start, box.Dimensions)))
            {
                return true;
            }
        }

        return false;
    }

    private static string? ChanceFault(Episode episode, GameSpec spec)
    {
        if (episode.ChanceCounts.Length != 0 && episode.ChanceCounts.Length != episode.Length + 1)
        {
            return $"it has {episode.ChanceCounts.Length} chance counts for {episode.Length} decisions";
        }

        long sum = 0;
        foreach (int count in episode.ChanceCounts)
        {
            if (count < 0)
            {
                return "a chance count is negative";
            }

            sum += count;
        }

        if (sum != episode.ChanceOutcomes.Length)
        {
            return $"its chance counts sum to {sum} for {episode.ChanceOutcomes.Length} outcomes";
        }

        return AllWithin(episode.ChanceOutcomes, spec.ChanceOutcomes) ? null : $"a chance outcome is not in [0, {spec.ChanceOutcomes})";
    }

    private static bool AllWithin(ReadOnlySpan<int> numbers, int bound)
        => numbers.IsEmpty || numbers.IndexOfAnyExceptInRange(0, bound - 1) < 0;

    private static bool IsAscending(ReadOnlySpan<int> numbers)
    {
        for (int i = 1; i < numbers.Length; i++)
        {
            if (numbers[i] <= numbers[i - 1])
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasNegative(ReadOnlySpan<float> numbers) => numbers.IndexOfAnyInRange(float.NegativeInfinity, -float.Epsilon) >= 0;

    private static bool AllFinite(ReadOnlySpan<float> numbers) => !numbers.ContainsAnyExceptInRange(float.MinValue, float.MaxValue);
}
