namespace MuZero.Games;

/// <summary>On a game: an estimate of positions by a rule of thumb, such as material. Unlocks minimax players that see more than wins and
/// losses.</summary>
public interface IHeuristic
{
    /// <summary>An estimate of the value for the player to move, strictly between <see cref="GameSpec.MinReturn"/> and
    /// <see cref="GameSpec.MaxReturn"/>, so that a sure win counts for more.</summary>
    float Estimate(IGameState state);
}
