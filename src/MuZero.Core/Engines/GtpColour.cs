namespace MuZero.Engines;

/// <summary>The colours of GTP: player 0 is black and begins.</summary>
internal static class GtpColour
{
    /// <summary>The colour of a player, as it is sent.</summary>
    public static string Of(int player) => player == 0 ? "b" : "w";

    /// <summary>The player of a colour, or null if the word is not one.</summary>
    public static int? Player(string word) => word.ToLowerInvariant() switch
    {
        "b" or "black" => 0,
        "w" or "white" => 1,
        _ => null,
    };
}
