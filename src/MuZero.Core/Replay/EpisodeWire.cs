using Google.Protobuf.Collections;
using MuZero.Games;
using MuZero.SelfPlay;
using WireEpisode = MuZero.Replay.Wire.Episode;

namespace MuZero.Replay;

/// <summary>An episode as the protobuf message of protos/episode.proto, and back.</summary>
internal static class EpisodeWire
{
    /// <summary>The message; observations stay behind.</summary>
    public static WireEpisode ToWire(Episode episode)
    {
        var wire = new WireEpisode
        {
            Game = episode.Game,
            GameVersion = episode.GameVersion,
            Seed = episode.Seed,
            FirstWeightVersion = episode.FirstWeightVersion,
            LastWeightVersion = episode.LastWeightVersion,
            Truncated = episode.Truncated,
            FinalValue = episode.FinalValue,
            FinalToPlay = episode.FinalToPlay,
            Producer = episode.Producer,
            Sequence = episode.Sequence,
            ReanalysedWeightVersion = episode.ReanalysedWeightVersion,
        };
        wire.Actions.AddRange(episode.Actions);
        wire.ToPlay.AddRange(episode.ToPlay);
        wire.Rewards.AddRange(episode.Rewards);
        wire.RootValues.AddRange(episode.RootValues);
        wire.PlayerValues.AddRange(episode.PlayerValues);
        wire.FinalPlayerValues.AddRange(episode.FinalPlayerValues);
        for (int t = 0; t < episode.Length; t++)
        {
            wire.PolicyCounts.Add(episode.PolicyOffsets[t + 1] - episode.PolicyOffsets[t]);
        }

        wire.PolicyActions.AddRange(episode.PolicyActions);
        wire.PolicyWeights.AddRange(episode.PolicyWeights);
        wire.ActionVectors.AddRange(episode.ActionVectors);
        wire.PolicyVectors.AddRange(episode.PolicyVectors);
        wire.ChanceCounts.AddRange(episode.ChanceCounts);
        wire.ChanceOutcomes.AddRange(episode.ChanceOutcomes);
        wire.Priorities.AddRange(episode.Priorities);
        wire.Exploratory.AddRange(episode.Exploratory);
        wire.Resignation = episode.Resignation + 1;
        wire.Surprises.AddRange(episode.Surprises);
        return wire;
    }

    /// <summary>Bytes of an episode's message, counted only if they might not fit.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="limit">A message of at most these bytes fits.</param>
    /// <returns>The bytes if they are more than <paramref name="limit"/>; else any number up to it.</returns>
    public static long BytesBeyond(Episode episode, long limit)
    {
        // Whole numbers take up to 5 bytes, others 4; names, single numbers and the fields' own headers are few.
        long wholes = (long)episode.Actions.Length + episode.ToPlay.Length + episode.PolicyOffsets.Length + episode.PolicyActions.Length
            + episode.ChanceCounts.Length
            + episode.ChanceOutcomes.Length + episode.Exploratory.Length;
        long most = 4_096 + (5 * wholes)
            + (4L * ((long)episode.Rewards.Length + episode.RootValues.Length + episode.PlayerValues.Length + episode.PolicyWeights.Length
                + episode.Priorities.Length + episode.Surprises.Length + episode.ActionVectors.Length + episode.PolicyVectors.Length));
        return most <= limit ? 0 : most > int.MaxValue ? most : ToWire(episode).CalculateSize();
    }

    /// <summary>The message's episode, unchecked, with room for its observations.</summary>
    public static Episode FromWire(WireEpisode wire, GameSpec spec) => new()
    {
        Game = wire.Game,
        GameVersion = wire.GameVersion,
        Seed = wire.Seed,
        Producer = wire.Producer,
        Sequence = wire.Sequence,
        FirstWeightVersion = wire.FirstWeightVersion,
        LastWeightVersion = wire.LastWeightVersion,
        ReanalysedWeightVersion = wire.ReanalysedWeightVersion,
        Actions = Array(wire.Actions),
        ToPlay = Array(wire.ToPlay),
        Rewards = Array(wire.Rewards),
        RootValues = Array(wire.RootValues),
        PlayerValues = Array(wire.PlayerValues),
        PolicyOffsets = Offsets(wire.PolicyCounts),
        PolicyActions = Array(wire.PolicyActions),
        PolicyWeights = Array(wire.PolicyWeights),
        ActionVectors = Array(wire.ActionVectors),
        PolicyVectors = Array(wire.PolicyVectors),
        ChanceCounts = Array(wire.ChanceCounts),
        ChanceOutcomes = Array(wire.ChanceOutcomes),
        Truncated = wire.Truncated,
        FinalValue = wire.FinalValue,
        FinalToPlay = wire.FinalToPlay,
        FinalPlayerValues = Array(wire.FinalPlayerValues),
        Priorities = Array(wire.Priorities),
        Exploratory = Array(wire.Exploratory),
        Resignation = wire.Resignation - 1,
        Surprises = Array(wire.Surprises),
        Observations = new float[wire.Actions.Count * spec.Observation.Length],
        FinalObservation = new float[spec.Observation.Length],
    };

    // Sums may wrap round for absurd counts; the check of ascending offsets finds those.
    private static int[] Offsets(RepeatedField<int> counts)
    {
        int[] offsets = new int[counts.Count + 1];
        for (int t = 0; t < counts.Count; t++)
        {
            offsets[t + 1] = unchecked(offsets[t] + counts[t]);
        }

        return offsets;
    }

    private static T[] Array<T>(RepeatedField<T> field)
    {
        if (field.Count == 0)
        {
            return [];
        }

        var array = new T[field.Count];
        field.CopyTo(array, 0);
        return array;
    }
}
