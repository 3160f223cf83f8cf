using MuZero.Games.Go;

namespace MuZero.Games.Tests.Go;

/// <summary>Reading and playing Go by the names of GTP.</summary>
internal static class GoWalk
{
    public static int[] LegalMoves(this IGameState state)
    {
        int[] actions = new int[362];
        return actions[..state.LegalActions(actions)];
    }

    public static string[] LegalNames(this IGameState state) => [.. state.LegalMoves().Select(((IActionText)state).ActionText)];

    public static Transition Play(this IGameState state, string moves)
    {
        Transition last = Transition.Continues;
        foreach (string move in moves.Split(' '))
        {
            last = state.Apply(state.LegalMoves().Single(action => ((IActionText)state).ActionText(action) == move));
        }

        return last;
    }

    /// <summary>Row by row from the top; X is Black.</summary>
    public static string Stones(this IGameState state, GoGame game)
        => game.WritePosition(state).Split(' ')[0].Replace("/", "", StringComparison.Ordinal);

    public static int Score(this IGameState state) => ((GoState)state).Board.Score();
}
