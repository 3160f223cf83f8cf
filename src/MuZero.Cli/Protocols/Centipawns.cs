namespace MuZero.Cli.Protocols;

/// <summary>Values as UCI's scores.</summary>
internal static class Centipawns
{
    private const double Most = 10_000.0;

    /// <summary>The score of a value: 400 log10(p / (1 - p)), where p is the expected result of the player to move, 0 to 1. A difference of
    /// 100 is an expected result of 64 %, as in the Elo scale.</summary>
    /// <param name="value">The value, on the scale of the game's returns.</param>
    /// <param name="spec">The game.</param>
    public static int Of(float value, GameSpec spec)
    {
        double expected = (value - spec.MinReturn) / ((double)spec.MaxReturn - spec.MinReturn);
        double score = 400.0 * Math.Log10(expected / (1.0 - expected));
        return double.IsNaN(score) ? expected >= 1.0 ? (int)Most : (int)-Most : (int)Math.Round(Math.Clamp(score, -Most, Most));
    }
}
