using System.Diagnostics;
using System.Globalization;
using MuZero.Games;
using MuZero.Games.TicTacToe;

namespace MuZero.Benchmarks.Games;

/// <summary>A position with the published number of action sequences of each length; episodes that ended earlier are not counted.</summary>
/// <param name="Game">The game's id.</param>
/// <param name="Position">Text of the position, "" for the first one.</param>
/// <param name="Counts">[depth - 1].</param>
/// <param name="Source">Where the counts are from.</param>
internal sealed record PublishedPerft(string Game, string Position, long[] Counts, string Source)
{
    private const string ChessWiki = "chessprogramming.org, Perft Results";

    /// <summary>All counts. A game adds its own.</summary>
    public static IReadOnlyList<PublishedPerft> All { get; } =
    [
        new("tictactoe", "", [9, 72, 504, 3024, 15_120, 54_720, 148_176, 200_448, 127_872], "all games"),
        new("connectfour", "", [7, 49, 343, 2401, 16_807, 117_649, 823_536, 5_673_234, 39_394_572], "docs/ALGORITHM.md 6"),
        new("othello8", "", [4, 12, 56, 244, 1396, 8200, 55_092, 390_216, 3_005_288], "Bik, Perft for Reversi"),
        new("breakthrough6", "", [16, 256, 4308, 71_478, 1_248_290], "counted by another program"),
        new("breakthrough8", "", [22, 484, 11_132, 256_036], "counted by another program"),
        new("gomoku15", "", [225, 225 * 224, 225 * 224 * 223], "no game ends before the ninth ply"),
        new("chess", "", [20, 400, 8902, 197_281, 4_865_609, 119_060_324], ChessWiki),
        new(
            "chess", "r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1",
            [48, 2039, 97_862, 4_085_603, 193_690_690], ChessWiki),
        new(
            "chess", "8/2p5/3p4/KP5r/1R3p1k/8/4P1P1/8 w - - 0 1",
            [14, 191, 2812, 43_238, 674_624, 11_030_083, 178_633_661], ChessWiki),
        new(
            "chess", "r3k2r/Pppp1ppp/1b3nbN/nP6/BBP1P3/q4N2/Pp1P2PP/R2Q1RK1 w kq - 0 1",
            [6, 264, 9467, 422_333, 15_833_292], ChessWiki),
        new(
            "chess", "rnbq1k1r/pp1Pbppp/2p5/8/2B5/8/PPP1NnPP/RNBQK2R w KQ - 1 8",
            [44, 1486, 62_379, 2_103_487, 89_941_194], ChessWiki),
        new(
            "chess", "r4rk1/1pp1qppp/p1np1n2/2b1p1B1/2B1P1b1/P1NP1N2/1PP1QPPP/R4RK1 w - - 0 10",
            [46, 2079, 89_890, 3_894_594, 164_075_551], ChessWiki),
    ];
}

/// <summary>Counts all action sequences of a length (perft) and compares them with the published counts.</summary>
internal static class PerftBenchmarks
{
    /// <summary>The deepest published count of every position, one line each; throws at the end if one differs.</summary>
    public static void All()
    {
        GameCatalog catalog = new([typeof(TicTacToeGame).Assembly]);
        int wrong = 0;
        Console.WriteLine("| game | position | depth | sequences | published | time | sequences a second |\n|---|---|---|---|---|---|---|");
        foreach (PublishedPerft perft in PublishedPerft.All)
        {
            IGame game = catalog.Load(perft.Game);
            int depth = perft.Counts.Length;
            Count(game, perft.Position, Math.Max(1, depth - 2)); // compiles the code
            var clock = Stopwatch.StartNew();
            long count = Count(game, perft.Position, depth);
            double seconds = clock.Elapsed.TotalSeconds;
            bool isEqual = count == perft.Counts[^1];
            wrong += isEqual ? 0 : 1;
            string published = isEqual ? "equal" : $"{perft.Counts[^1]:N0}";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {perft.Game} | {perft.Position} | {depth} | {count:N0} | {published}, {perft.Source} | {seconds:F2} s | "
                + $"{count / seconds / 1e6:F1} million |"));
        }

        if (wrong > 0)
        {
            throw new InvalidOperationException($"{wrong} counts are not the published ones.");
        }
    }

    private static long Count(IGame game, string position, int depth)
    {
        IGameState state = position.Length == 0 ? game.NewGame(1) : ((IPositionText)game).ReadPosition(position);
        return Count(state, [.. Enumerable.Range(0, depth + 1).Select(_ => new int[game.Spec.Actions])], depth);
    }

    // The last actions are counted and not played.
    private static long Count(IGameState state, int[][] buffers, int depth)
    {
        int legal = state.LegalActions(buffers[depth]);
        if (depth == 1)
        {
            return legal;
        }

        long count = 0;
        for (int i = 0; i < legal; i++)
        {
            state.Apply(buffers[depth][i]);
            count += Count(state, buffers, depth - 1);
            ((IUndo)state).Undo();
        }

        return count;
    }
}
