using System.Globalization;

namespace MuZero.Games;

/// <summary>Moves as text: the game's own words (<see cref="IActionText"/>), or the numbers of actions.</summary>
internal static class MoveText
{
    /// <summary>The text of a legal action.</summary>
    public static string Of(IGameState state, int action) => state is IActionText text ? text.ActionText(action) : Number(action);

    /// <summary>The legal action that a person or a program named: by its text, or else by its number; null if there is none.</summary>
    /// <param name="state">The position.</param>
    /// <param name="typed">The name.</param>
    /// <param name="legal">Room for <see cref="GameSpec.Actions"/> numbers.</param>
    public static int? Find(IGameState state, string typed, int[] legal)
        => (state is IActionText ? FindText(state, typed, legal) : null) ?? FindNumber(state, typed, legal);

    /// <summary>The legal action with a text, upper and lower case alike, in a game without texts with a number; null if there is
    /// none.</summary>
    /// <inheritdoc cref="Find"/>
    public static int? FindText(IGameState state, string typed, int[] legal)
    {
        if (state is not IActionText text)
        {
            return FindNumber(state, typed, legal);
        }

        foreach (int action in legal.AsSpan(0, state.LegalActions(legal)))
        {
            if (string.Equals(text.ActionText(action), typed, StringComparison.OrdinalIgnoreCase))
            {
                return action;
            }
        }

        return null;
    }

    /// <summary>The legal action of a number; null if there is none.</summary>
    /// <inheritdoc cref="Find"/>
    public static int? FindNumber(IGameState state, string typed, int[] legal)
    {
        bool isNumber = int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        return isNumber && legal.AsSpan(0, state.LegalActions(legal)).Contains(number) ? number : null;
    }

    /// <summary>The texts of the moves that lead from a position to others, separated by spaces.</summary>
    public static string Line(IGameState start, IEnumerable<int> moves) => string.Join(' ', Words(start, moves));

    /// <summary>The text of each move of a line.</summary>
    /// <param name="start">The position before the first move; it is not changed.</param>
    /// <param name="moves">Legal actions, one after the other.</param>
    public static List<string> Words(IGameState start, IEnumerable<int> moves)
    {
        IGameState state = start.Clone();
        List<string> words = [];
        foreach (int action in moves)
        {
            words.Add(Of(state, action));
            state.Apply(action);
        }

        return words;
    }

    private static string Number(int action) => action.ToString(CultureInfo.InvariantCulture);
}
