namespace MuZero.Cli.Protocols;

/// <summary>The clocks of a game over GTP: main time, then periods of some moves each (Canadian byo-yomi).</summary>
internal sealed class GtpClock
{
    // Moves that the main time is divided among: about half of a game is left when half of the time is.
    private const double MovesAhead = 25.0;

    private static readonly TimeSpan _overhead = TimeSpan.FromMilliseconds(50);

    private readonly TimeSpan?[] _left = new TimeSpan?[2];
    private readonly int[] _stones = new int[2];

    /// <summary>time_settings: the same for both players. No limit if a period has no moves but some time.</summary>
    public void Set(int main, int period, int stones)
    {
        bool isUnlimited = period > 0 && stones == 0;
        for (int player = 0; player < 2; player++)
        {
            _left[player] = isUnlimited ? null : TimeSpan.FromSeconds(main > 0 ? main : period);
            _stones[player] = main > 0 ? 0 : stones;
        }
    }

    /// <summary>time_left: a player's time, and the moves of its period; 0 in main time.</summary>
    public void Tell(int player, int seconds, int stones) => (_left[player], _stones[player]) = (TimeSpan.FromSeconds(seconds), stones);

    /// <summary>The time for a player's next move; null without a limit.</summary>
    public TimeSpan? Next(int player)
    {
        if (_left[player] is not { } left)
        {
            return null;
        }

        TimeSpan share = (left / (_stones[player] > 0 ? _stones[player] : MovesAhead)) - _overhead;
        return share > TimeSpan.Zero ? share : TimeSpan.Zero;
    }
}
