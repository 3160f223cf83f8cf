using MuZero.Games;
using MuZero.SelfPlay;

namespace MuZero.Farm.Redis;

/// <summary>What a stored episode must hold beyond what decoding proves (a whole frame, finite numbers, policies that sum to 1, moves and rewards that the rules give).</summary>
internal static class EpisodeValidator
{
    // A search sums predicted rewards, each a little off, over several steps: a whole range on either side is forgiven.
    private const float ValueSlack = 1.0f;

    /// <summary>The first fault as a short phrase, or null.</summary>
    public static string? Fault(Episode episode, EpisodeEntry entry, GameSpec spec)
    {
        if (EpisodeEntry.Of(Replay.EpisodeSummary.Of(episode)) != entry)
        {
            return $"it was pushed as {entry.Member}, which it is not";
        }

        float slack = ValueSlack * (spec.MaxReturn - spec.MinReturn);
        foreach (float value in episode.RootValues)
        {
            if (value < spec.MinReturn - slack || value > spec.MaxReturn + slack)
            {
                return $"the root value {value} is outside of the game's returns, {spec.MinReturn} to {spec.MaxReturn}";
            }
        }

        return null;
    }
}
