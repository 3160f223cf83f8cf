namespace MuZero.Cli.Protocols;

/// <summary>The clocks of a game over GTP: main time, then periods of some moves each (Canadian byo-yomi) or of one move each (Japanese
/// byo-yomi).</summary>
internal sealed class GtpClock
{
    // Moves that the main time is divided among: about half of a game is left when half of the time is.
    private const double MovesAhead = 25.0;

    private static readonly TimeSpan _overhead = TimeSpan.FromMilliseconds(50);

    private readonly TimeSpan?[] _left = new TimeSpan?[2];
    private readonly int[] _stones = new int[2];
    private TimeSpan? _periodOfMove; // of Japanese byo-yomi

    /// <summary>time_settings: the same for both players. No limit if a period has no moves but some time.</summary>
    public void Set(int main, int period, int stones)
    {
        bool isUnlimited = period > 0 && stones == 0;
        _periodOfMove = null;
        for (int player = 0; player < 2; player++)
        {
            _left[player] = isUnlimited ? null : TimeSpan.FromSeconds(main > 0 ? main : period);
            _stones[player] = main > 0 ? 0 : stones;
        }
    }

    /// <summary>kgs-time_settings byoyomi: main time, then a period for each move.</summary>
    public void SetByoYomi(int main, int period)
    {
        Set(main, period, stones: 1);
        _periodOfMove = TimeSpan.FromSeconds(period);
    }

    /// <summary>kgs-time_settings none.</summary>
    public void SetUnlimited() => Set(main: 0, period: 1, stones: 0);

    /// <summary>time_left: a player's time, and the moves of its period; 0 in main time.</summary>
    public void Tell(int player, int seconds, int stones) => (_left[player], _stones[player]) = (TimeSpan.FromSeconds(seconds), stones);

    /// <summary>The time for a player's next move; null without a limit.</summary>
    public TimeSpan? Next(int player)
    {
        if (_left[player] is not { } left)
        {
            return null;
        }

        // With Japanese byo-yomi the number of stones is that of the periods that are left.
        TimeSpan share = _stones[player] == 0 ? Main(left)
            : _periodOfMove is { } period ? (left < period ? left : period) - _overhead
            : (left / _stones[player]) - _overhead;
        return share > TimeSpan.Zero ? share : TimeSpan.Zero;
    }

    // A period of byo-yomi follows, so a move may take at least that.
    private TimeSpan Main(TimeSpan left)
    {
        TimeSpan share = left / MovesAhead;
        return (_periodOfMove is { } period && share < period ? (left < period ? left : period) : share) - _overhead;
    }
}
