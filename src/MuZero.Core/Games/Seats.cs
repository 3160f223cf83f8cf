namespace MuZero.Games;

/// <summary>The players of a game: whose turn follows, and how one player's numbers read from another player's view.</summary>
/// <remarks>One player, or two whose rewards add up to 0, have one value per position, seen by the player to move. More players have a
/// value each. All that follows from it is here and in <see cref="TurnModel"/>.</remarks>
public static class Seats
{
    /// <summary>Values that a position has: 1, seen by the player to move, or one per player of more than two.</summary>
    public static int Values(GameSpec spec) => spec.Players > 2 ? spec.Players : 1;

    /// <summary>The opponent of a player of two.</summary>
    public static int Other(int player) => 1 - player;

    /// <summary>The player after <paramref name="player"/> in turn.</summary>
    public static int Next(GameSpec spec, int player) => (player + 1) % spec.Players;

    /// <summary>The player who sits some seats after another one.</summary>
    /// <param name="players">The number of players.</param>
    /// <param name="player">The player from whom seats are counted.</param>
    /// <param name="seats">0 to <paramref name="players"/> - 1.</param>
    public static int After(int players, int player, int seats)
    {
        int sum = player + seats;
        return sum < players ? sum : sum - players;
    }

    /// <summary>The number of seats from one player to another, so that <see cref="After"/> leads back.</summary>
    public static int Distance(int players, int from, int to) => to < from ? to - from + players : to - from;

    /// <summary>The factor that turns a value seen by <paramref name="from"/> into one seen by <paramref name="to"/>: 1 for the same
    /// player, -1 for the other one of a zero-sum pair. Of more than two players no value follows from another one's.</summary>
    public static float Sign(int from, int to) => from == to ? 1.0f : -1.0f;

    /// <summary>The observer of a state at which a time limit cut the episode: the next player in turn if players alternate, else the last
    /// mover, because a terminal state has no player to move.</summary>
    public static int AfterCut(GameSpec spec, int mover) => spec.Turns == TurnModel.Alternating ? Next(spec, mover) : mover;

    /// <summary>The player who observes a state: the one to move, or <see cref="AfterCut"/> at an end.</summary>
    /// <param name="spec">The game.</param>
    /// <param name="state">The state, not at a chance node.</param>
    /// <param name="mover">The player who moved last.</param>
    public static int Observer(GameSpec spec, IGameState state, int mover) => state.ToPlay >= 0 ? state.ToPlay : AfterCut(spec, mover);

    /// <summary>Adds what each player received for a state's last move.</summary>
    /// <param name="state">The state after the move.</param>
    /// <param name="sums">[players].</param>
    public static void AddRewards(IGameState state, Span<float> sums)
    {
        Span<float> received = stackalloc float[sums.Length];
        state.Rewards(received);
        for (int player = 0; player < sums.Length; player++)
        {
            sums[player] += received[player];
        }
    }
}
