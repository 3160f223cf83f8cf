using MuZero.Games.Chess;

namespace MuZero.Games.Tests.Chess;

/// <summary>Numbers of move sequences, as published (chessprogramming.org, Perft Results). Deeper ones:
/// dotnet run --project tests/MuZero.Benchmarks -c Release -- perft.</summary>
public sealed class ChessPerftTests
{
    public static TheoryData<string, long[]> Published => new()
    {
        { "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1", [20, 400, 8902, 197_281, 4_865_609] },
        { "r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1", [48, 2039, 97_862, 4_085_603] },
        { "8/2p5/3p4/KP5r/1R3p1k/8/4P1P1/8 w - -", [14, 191, 2812, 43_238, 674_624] },
        { "r3k2r/Pppp1ppp/1b3nbN/nP6/BBP1P3/q4N2/Pp1P2PP/R2Q1RK1 w kq - 0 1", [6, 264, 9467, 422_333] },
        { "rnbq1k1r/pp1Pbppp/2p5/8/2B5/8/PPP1NnPP/RNBQK2R w KQ - 1 8", [44, 1486, 62_379, 2_103_487] },
        { "r4rk1/1pp1qppp/p1np1n2/2b1p1B1/2B1P1b1/P1NP1N2/1PP1QPPP/R4RK1 w - - 0 10", [46, 2079, 89_890, 3_894_594] },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Apply_EveryMoveToADepth_PublishedCounts(string fen, long[] expected)
    {
        ChessState state = ChessPlay.At(fen);

        long[] counts = [.. Enumerable.Range(1, expected.Length).Select(depth => Count(state, depth))];

        Assert.Equal(expected, counts);
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void Apply_SidesExchanged_SameCounts(string fen, long[] expected)
    {
        string whole = ChessPlay.At(fen).Fen;

        Assert.Equal(expected[2], Count(ChessPlay.At(ChessPlay.Exchanged(whole)), 3));
    }

    private static long Count(ChessState state, int depth)
    {
        if (depth == 1)
        {
            return state.Mobility;
        }

        long count = 0;
        foreach (int action in state.Actions())
        {
            state.Apply(action);
            count += Count(state, depth - 1);
            state.Undo();
        }

        return count;
    }
}
