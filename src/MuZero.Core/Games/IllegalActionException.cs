namespace MuZero.Games;

/// <summary>An action that the rules do not allow. The message names it and the legal ones, in the game's own words if it has
/// any.</summary>
public sealed class IllegalActionException : ArgumentException
{
    private IllegalActionException(string message)
        : base(message, "action")
    {
    }

    /// <summary><paramref name="action"/> is not legal in <paramref name="state"/>.</summary>
    public static IllegalActionException For(IGameState state, int action, int actions)
    {
        int[] legal = new int[actions];
        legal = legal[..state.LegalActions(legal)];
        if (legal.Length == 0)
        {
            return new($"action {action} is not legal: "
                + $"{(state.ToPlay == Player.Chance ? "a chance outcome is due" : "the episode is over")}");
        }

        string list = string.Join(", ",
            legal.Select(other => state is IActionText text ? $"{other} ({text.ActionText(other)})" : $"{other}"));
        return new($"action {action} is not legal here; legal: {list}");
    }
}
