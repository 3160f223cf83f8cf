namespace MuZero.Games.Go;

/// <summary>The facts that all states of a game share.</summary>
/// <param name="Grid">The points.</param>
/// <param name="Komi">Points that White receives.</param>
internal sealed record GoRules(GoGrid Grid, float Komi)
{
    private const int MovesPerPoint = 3;

    /// <summary>The moves after which the game ends and is scored.</summary>
    public int MaxLength => MovesPerPoint * Grid.Points;
}
