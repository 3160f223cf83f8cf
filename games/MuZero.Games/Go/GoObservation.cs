namespace MuZero.Games.Go;

/// <summary>The planes that a player sees.</summary>
/// <remarks>0 own stones; 1 the other player's; 2 to 4 stones of chains with one, two and three liberties; 5 the last stone; 6 points that
/// superko forbids to the player to move; 7 ones after a pass; 8 ones for Black.</remarks>
internal static class GoObservation
{
    public const int Planes = 9;

    private const int OneLiberty = 2;
    private const int MostLiberties = 3; // with a plane
    private const int LastStone = 5;
    private const int Forbidden = 6;
    private const int AfterPass = 7;
    private const int Black = 8;

    public static void Write(GoState state, int lastAction, int player, Span<float> observation)
    {
        int points = state.Grid.Points;
        Span<short> liberties = stackalloc short[points];
        state.Board.CountLiberties(liberties);
        observation[..(AfterPass * points)].Clear();
        for (int point = 0; point < points; point++)
        {
            int owner = state.Board.Owner(point);
            if (owner == GoBoard.Empty)
            {
                observation[(Forbidden * points) + point] = IsForbidden(state, point) ? 1.0f : 0.0f;
                continue;
            }

            observation[((owner == player ? 0 : 1) * points) + point] = 1.0f;
            int count = liberties[state.Board.Chain(point)];
            if (count <= MostLiberties)
            {
                observation[((OneLiberty + count - 1) * points) + point] = 1.0f;
            }
        }

        if (lastAction >= 0 && lastAction < points)
        {
            observation[(LastStone * points) + lastAction] = 1.0f;
        }

        observation.Slice(AfterPass * points, points).Fill(state.AfterPass ? 1.0f : 0.0f);
        observation.Slice(Black * points, points).Fill(player == 0 ? 1.0f : 0.0f);
    }

    private static bool IsForbidden(GoState state, int point) => !state.Board.IsSuicide(point, state.Next) && state.Repeats(point);
}
