using System.Text;

namespace MuZero.Cli.Play;

/// <summary>A game's board with the players' marks in colours and the last move highlighted. It reads the drawing alone, so it suits
/// any game: a mark is what a player's first move adds to the board, and the last move is what has changed.</summary>
internal sealed class BoardView
{
    private const string Yours = "\e[1;32m";
    private const string Agents = "\e[1;31m";
    private const string Changed = "\e[7m";
    private const string Reset = "\e[0m";

    private readonly char?[] _marks;
    private readonly bool _colours;

    /// <summary>The view of a game's boards.</summary>
    /// <param name="game">The game.</param>
    /// <param name="colours">Writes ANSI sequences.</param>
    public BoardView(IGame game, bool colours)
    {
        _marks = game.Spec.Players > 1 ? Marks(game) : [null];
        _colours = colours;
    }

    /// <summary>A player's mark on the board, or null if the drawing does not show it.</summary>
    public char? Mark(int player) => player < _marks.Length ? _marks[player] : null;

    /// <summary>The board of a position.</summary>
    /// <param name="state">The position.</param>
    /// <param name="before">The position before the last move, or null.</param>
    /// <param name="side">The person's player.</param>
    public string Text(IGameState state, IGameState? before, int side)
    {
        string board = state.Render();
        if (!_colours)
        {
            return board;
        }

        string? old = before?.Render();
        bool isComparable = old?.Length == board.Length;
        StringBuilder text = new();
        for (int i = 0; i < board.Length; i++)
        {
            int owner = Array.IndexOf(_marks, board[i]);
            string style = owner < 0 ? "" : owner == side ? Yours : Agents;
            style += isComparable && board[i] != old![i] ? Changed : "";
            _ = style.Length == 0 ? text.Append(board[i]) : text.Append(style).Append(board[i]).Append(Reset);
        }

        return text.ToString();
    }

    private static char?[] Marks(IGame game)
    {
        int players = game.Spec.Players;
        char?[] marks = new char?[players];
        IGameState state = game.NewGame(0);
        string empty = state.Render();
        int[] legal = new int[game.Spec.Actions];
        for (int ply = 0; ply < players && state.ToPlay >= 0; ply++)
        {
            int player = state.ToPlay;
            string before = state.Render();
            if (state.LegalActions(legal) == 0)
            {
                break;
            }

            _ = state.Apply(legal[0]);
            marks[player] = Added(before, state.Render(), empty);
        }

        return marks.Contains(null) || marks.Distinct().Count() < players ? new char?[players] : marks;
    }

    // The only character that a move has added, if the empty board has none of it.
    private static char? Added(string before, string after, string empty)
    {
        char[] added = before.Length == after.Length ? [.. after.Where((character, i) => character != before[i]).Distinct()] : [];
        return added is [char mark] && !char.IsWhiteSpace(mark) && !empty.Contains(mark, StringComparison.Ordinal) ? mark : null;
    }
}
