using MuZero.Arena;
using MuZero.Evaluation;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Arena;

/// <summary>Plans and results for the tests of arenas.</summary>
internal static class ArenaGames
{
    public static ArenaPlan Plan(int entrants, ulong seed = 1) => ArenaPlan.Of(
        new Noughts().Spec, [.. Enumerable.Range(0, entrants).Select(i => $"player {i}")], ArenaPairings.RoundRobin(entrants),
        openingPlies: 2, seed);

    /// <summary>A pairing with a number of pairs of each score: 0, 1/4, 1/2, 3/4, 1. Every pair is a different one.</summary>
    public static PairingResult Pairing(int first, int second, params int[] pairsByScore)
    {
        List<PlayedPair> pairs = [];
        for (int score = 0; score < pairsByScore.Length; score++)
        {
            for (int i = 0; i < pairsByScore[score]; i++)
            {
                pairs.Add(Pair((Math.Min(score, 2)) / 2.0, Math.Max(score - 2, 0) / 2.0, (ulong)pairs.Count + 1));
            }
        }

        return new PairingResult(new ArenaPairing(first, second), new MatchReport(pairs), null, SprtVerdict.Undecided, true);
    }

    public static PlayedPair Pair(double asFirst, double asSecond, ulong moves)
        => new(MatchResult.Of((float)((2.0 * asFirst) - 1.0)), MatchResult.Of((float)((2.0 * asSecond) - 1.0)), moves, ~moves, 12);
}
