using MuZero.Cli.Play;

namespace MuZero.Cli.Protocols;

/// <summary>The words behind UCI's go.</summary>
internal sealed record UciLimits
{
    /// <summary>Simulations at most; null without a limit.</summary>
    public int? Nodes { get; private init; }

    /// <summary>The time of the move; null without a limit.</summary>
    public TimeSpan? Time { get; private init; }

    /// <summary>True if the move is given only after stop.</summary>
    public bool IsInfinite { get; private init; }

    /// <summary>Reads the words; those that are not known or not valid are passed over, as UCI wants.</summary>
    /// <param name="words">The words behind go.</param>
    /// <param name="player">The player to move; 0 is white.</param>
    /// <param name="overhead">Time that a move costs beside its search.</param>
    public static UciLimits Parse(string[] words, int player, TimeSpan overhead)
    {
        (string clock, string increment) = player == 0 ? ("wtime", "winc") : ("btime", "binc");
        TimeSpan? time = null;
        if (Number(words, "movetime") is { } move)
        {
            time = TimeSpan.FromMilliseconds(move);
        }
        else if (Number(words, clock) is { } left)
        {
            time = PlayClock.Share(
                TimeSpan.FromMilliseconds(left), TimeSpan.FromMilliseconds(Number(words, increment) ?? 0), Number(words, "movestogo"));
        }

        return new UciLimits
        {
            Nodes = Number(words, "nodes") is { } nodes ? (int)Math.Clamp(nodes, 1, int.MaxValue) : null,
            Time = time is { } given ? TimeSpan.FromTicks(Math.Max(0, (given - overhead).Ticks)) : null,
            IsInfinite = words.Contains("infinite") || words.Contains("ponder"),
        };
    }

    // Clocks may be below zero.
    private static long? Number(string[] words, string name)
    {
        int at = Array.IndexOf(words, name);
        string? word = words.ElementAtOrDefault(at + 1);
        bool isNumber = long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number);
        return at >= 0 && isNumber ? Math.Clamp(number, 0, int.MaxValue) : null;
    }
}
