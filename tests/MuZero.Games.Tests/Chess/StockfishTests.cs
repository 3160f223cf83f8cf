using System.Diagnostics;
using System.Globalization;
using MuZero.Games.Chess;

namespace MuZero.Games.Tests.Chess;

/// <summary>The moves of positions from random games beside those of Stockfish (Debian's package stockfish).</summary>
public sealed class StockfishTests : IDisposable
{
    private readonly Process _stockfish = Start();

    public void Dispose()
    {
        _stockfish.StandardInput.Close(); // it ends at the end of its input
        _stockfish.WaitForExit();
        _stockfish.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Generate_PositionsOfRandomGames_MovesAndRepliesAsStockfishCounts(ulong seed)
    {
        int compared = 0;
        for (ulong game = 0; game < 12; game++)
        {
            foreach (ChessState state in ChessPlay.RandomGame((seed * 1000) + game).Where((_, ply) => ply % 5 == 0))
            {
                (string expected, string actual) = (Stockfish(state.Fen, 2), Ours(state.Board, 2));
                Assert.True(expected == actual, $"{state.Fen}\n{expected}\n{actual}");
                compared++;
            }
        }

        Assert.True(compared > 400, $"{compared} positions");
    }

    // Few pieces beside many pawns about to promote, open kings, castling and en passant at once.
    [Theory]
    [InlineData("r3k2r/1P4P1/8/3pP3/3Pp3/8/1p4p1/R3K2R w KQkq d6 0 1")]
    [InlineData("n1n5/PPPk4/8/8/8/8/4Kppp/5N1N b - - 0 1")]
    [InlineData("8/8/8/2k5/2pP4/8/B7/4K3 b - d3 0 3")]
    [InlineData("r1b1k2r/pppp1ppp/8/1Q2q3/8/8/PPPP1PPP/R3K2R w KQkq - 0 1")]
    [InlineData("8/6bb/8/8/R1pP2k1/4P3/P7/K7 b - d3 0 1")]
    [InlineData("3k4/3p4/8/K1P4r/8/8/8/8 b - - 0 1")]
    public void Generate_HardPositions_ThreePliesAsStockfishCounts(string fen)
    {
        ChessState state = ChessPlay.At(fen);

        Assert.Equal(Stockfish(fen, 3), Ours(state.Board, 3));
    }

    private static Process Start()
    {
        string path = File.Exists("/usr/games/stockfish") ? "/usr/games/stockfish" : "stockfish"; // Debian's place is in no service's PATH
        return Process.Start(new ProcessStartInfo(path) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    // "a2a3:380 a2a4:420 ...", in alphabetical order.
    private string Stockfish(string fen, int depth)
    {
        _stockfish.StandardInput.WriteLine($"position fen {fen}");
        _stockfish.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"go perft {depth}"));
        _stockfish.StandardInput.Flush();
        List<string> counts = [];
        while (true)
        {
            string line = _stockfish.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"Stockfish ended at {fen}.");
            if (line.StartsWith("Nodes searched", StringComparison.Ordinal))
            {
                return string.Join(' ', counts.Order(StringComparer.Ordinal));
            }

            if (line.Split(": ") is [{ Length: 4 or 5 } move, string count])
            {
                counts.Add($"{move}:{count}");
            }
        }
    }

    private static string Ours(Board board, int depth) => string.Join(' ', Divide(board, depth).Order(StringComparer.Ordinal));

    private static List<string> Divide(Board board, int depth)
    {
        Span<ushort> actions = stackalloc ushort[MoveGenerator.MostActions];
        List<string> counts = [];
        foreach (ushort action in actions[..MoveGenerator.Generate(board, actions)])
        {
            Move move = ChessActions.MoveOf(board, action);
            Played played = board.Play(move);
            counts.Add(string.Create(CultureInfo.InvariantCulture, $"{move}:{Count(board, depth - 1)}"));
            board.TakeBack(played);
        }

        return counts;
    }

    // On the board alone: draws of the game do not end it, as in Stockfish.
    private static long Count(Board board, int depth)
    {
        Span<ushort> actions = stackalloc ushort[MoveGenerator.MostActions];
        int legal = MoveGenerator.Generate(board, actions);
        if (depth == 1)
        {
            return legal;
        }

        long count = 0;
        foreach (ushort action in actions[..legal])
        {
            Played played = board.Play(ChessActions.MoveOf(board, action));
            count += Count(board, depth - 1);
            board.TakeBack(played);
        }

        return count;
    }
}
