using System.Globalization;
using MuZero.Games.Chess;
using MuZero.Numerics;

namespace MuZero.Games.Tests.Chess;

/// <summary>Positions, moves and games of chess by their texts.</summary>
internal static class ChessPlay
{
    public static ChessGame Game { get; } = new();

    public static ChessState At(string fen) => (ChessState)Game.ReadPosition(fen);

    /// <summary>Plays moves, such as "e2e4 e7e5", and returns the last transition.</summary>
    public static Transition Play(this ChessState state, string moves)
    {
        var last = Transition.Continues;
        foreach (string move in moves.Split(' '))
        {
            last = state.Apply(state.Actions().Single(action => state.ActionText(action) == move));
        }

        return last;
    }

    public static int[] Actions(this ChessState state)
    {
        int[] actions = new int[MoveGenerator.MostActions];
        return actions[..state.LegalActions(actions)];
    }

    /// <summary>The legal moves in alphabetical order.</summary>
    public static string Moves(this ChessState state)
        => string.Join(' ', state.Actions().Select(state.ActionText).Order(StringComparer.Ordinal));

    /// <summary>A random game, the position after each move.</summary>
    public static IEnumerable<ChessState> RandomGame(ulong seed, string fen = "startpos")
    {
        var random = new RandomStream(seed);
        for (ChessState state = At(fen); ;)
        {
            yield return state;
            int[] actions = state.Actions();
            if (actions.Length == 0)
            {
                yield break;
            }

            state.Apply(actions[random.Next(actions.Length)]);
        }
    }

    /// <summary>Random games, one after the other.</summary>
    public static IEnumerable<ChessState> RandomGames(int games) => Enumerable.Range(0, games).SelectMany(seed => RandomGame((ulong)seed));

    /// <summary>The same position with the sides exchanged.</summary>
    public static string Exchanged(string fen)
    {
        string[] fields = fen.Split(' ');
        string board = string.Join('/', fields[0].Split('/').Reverse().Select(Other));
        string rights = string.Concat(Other(fields[2]).OrderBy(letter => "KQkq-".IndexOf(letter, StringComparison.Ordinal)));
        string square = fields[3] == "-" ? "-" : $"{fields[3][0]}{'9' - fields[3][1]}";
        int next = int.Parse(fields[5], CultureInfo.InvariantCulture) + (fields[1] == "w" ? 0 : 1);
        return $"{board} {(fields[1] == "w" ? "b" : "w")} {rights} {square} {fields[4]} {next}";
    }

    private static string Other(string letters)
        => string.Concat(letters.Select(letter => char.IsUpper(letter) ? char.ToLowerInvariant(letter) : char.ToUpperInvariant(letter)));
}
