namespace MuZero.SelfPlay;

/// <summary>Recorded outcomes as chance codes (<see cref="Networks.NetworkOptions.ChanceLabels"/>).</summary>
internal static class ChanceLabels
{
    /// <summary>Writes the code of the chance that led to each of some decisions: the last outcome before it.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="first">The decision of the first code.</param>
    /// <param name="codes">Receives the codes of as many decisions; those beyond the end are <paramref name="none"/>.</param>
    /// <param name="none">The code of decisions that no chance led to.</param>
    public static void Fill(Episode episode, int first, Span<float> codes, int none)
    {
        ReadOnlySpan<int> counts = episode.ChanceCounts;
        int fallen = 0;
        foreach (int count in counts[..Math.Min(first, counts.Length)])
        {
            fallen += count;
        }

        for (int i = 0; i < codes.Length; i++)
        {
            int count = first + i < counts.Length ? counts[first + i] : 0;
            fallen += count;
            codes[i] = count > 0 ? episode.ChanceOutcomes[fallen - 1] : none;
        }
    }
}
