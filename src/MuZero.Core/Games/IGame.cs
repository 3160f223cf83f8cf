namespace MuZero.Games;

/// <summary>A game: its specification and its first positions. With <see cref="IGameState"/> this is all that a user writes;
/// every other interface of this folder is optional and unlocks something.</summary>
/// <remarks>A game needs a constructor without parameters. The same seed and the same actions must give the same states.</remarks>
public interface IGame
{
    /// <summary>The static facts of the game.</summary>
    GameSpec Spec { get; }

    /// <summary>A new episode's first state. Games without chance at the start ignore the seed.</summary>
    IGameState NewGame(ulong seed);
}

/// <summary>One episode's current position. Not thread-safe; each episode has its own.</summary>
public interface IGameState
{
    /// <summary>The player who moves (0 or 1), or <see cref="Player.Chance"/>, or <see cref="Player.Terminal"/> if the episode is over, a
    /// time limit included.</summary>
    int ToPlay { get; }

    /// <summary>Writes the legal actions in ascending order and returns their number; 0 if no player is to move.</summary>
    /// <param name="actions">Room for <see cref="GameSpec.Actions"/> numbers.</param>
    int LegalActions(Span<int> actions);

    /// <summary>Plays an action, or at a chance node an outcome.</summary>
    /// <exception cref="ArgumentException">The action is not legal; the state is unchanged.</exception>
    Transition Apply(int action);

    /// <summary>Writes each player's reward for the last <see cref="Apply"/>; zeros before the first. Entry p is player p's, independent of
    /// the view.</summary>
    /// <param name="rewards">[players].</param>
    void Rewards(Span<float> rewards);

    /// <summary>Writes what <paramref name="player"/> sees, every number of it.</summary>
    /// <param name="player">The observer. If the game is symmetric, "mine" and "theirs" planes let one network play both sides.</param>
    /// <param name="observation">[planes, height, width]; finite numbers, best within [-1, 1].</param>
    void Observe(int player, Span<float> observation);

    /// <summary>An independent copy.</summary>
    IGameState Clone();

    /// <summary>The position as text for a person, several lines without a trailing line break.</summary>
    string Render();
}

/// <summary>The state of an episode after an action.</summary>
public enum Transition
{
    /// <summary>It goes on.</summary>
    Continues,

    /// <summary>It ended by the rules; nothing follows, so the value beyond is 0.</summary>
    Terminated,

    /// <summary>A time limit cut it; the value beyond is not 0 but unknown, and targets bootstrap from the state at the cut. If rewards
    /// come only at the end (<see cref="RewardTiming.Terminal"/>) and the cut pays one, it counts as <see cref="Terminated"/>.</summary>
    Truncated,
}

/// <summary>The special values of <see cref="IGameState.ToPlay"/>.</summary>
public static class Player
{
    /// <summary>A chance node: the next <see cref="IGameState.Apply"/> takes an outcome, drawn by the engine with
    /// <see cref="IChance"/>.</summary>
    public const int Chance = -1;

    /// <summary>The episode is over.</summary>
    public const int Terminal = -2;
}
