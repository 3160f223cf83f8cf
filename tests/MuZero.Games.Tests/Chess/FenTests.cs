using MuZero.Errors;
using MuZero.Games.Chess;

namespace MuZero.Games.Tests.Chess;

public sealed class FenTests
{
    [Theory]
    [InlineData("rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1")]
    [InlineData("r3k2r/8/8/8/8/8/8/R3K2R b Kq - 12 34")]
    [InlineData("4k3/8/8/8/3Pp3/8/8/4K3 b - d3 0 7")]
    public void Write_WhatWasRead_IsTheSame(string fen)
        => Assert.Equal(fen, ChessPlay.Game.WritePosition(ChessPlay.Game.ReadPosition(fen)));

    [Theory]
    [InlineData("startpos", "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1")]
    [InlineData("8/2p5/3p4/KP5r/1R3p1k/8/4P1P1/8 w - -", "8/2p5/3p4/KP5r/1R3p1k/8/4P1P1/8 w - - 0 1")]
    [InlineData("  4k3/8/8/8/8/8/8/4K2R  w  K -  0  1 ", "4k3/8/8/8/8/8/8/4K2R w K - 0 1")]
    [InlineData("4k3/8/8/8/4P3/8/8/4K3 b - e3 0 1", "4k3/8/8/8/4P3/8/8/4K3 b - - 0 1")] // no pawn can capture
    [InlineData("8/8/8/8/k2Pp2R/8/8/4K3 b - d3 0 1", "8/8/8/8/k2Pp2R/8/8/4K3 b - - 0 1")] // the pawn that could is pinned
    public void Write_OtherForms_AreOne(string text, string fen) => Assert.Equal(fen, ChessPlay.At(text).Fen);

    [Fact]
    public void Read_PositionsOfRandomGames_SameMovesAndText()
    {
        foreach (ChessState state in ChessPlay.RandomGames(20))
        {
            ChessState read = ChessPlay.At(state.Fen);

            Assert.Equal(state.Fen, read.Fen);
            Assert.True(state.End != ChessEnd.None || state.Moves() == read.Moves(), state.Fen);
        }
    }

    [Theory]
    [InlineData("", "it has 0 fields and needs 6")]
    [InlineData("8/8/8/8/8/8/8/8 w", "it has 2 fields")]
    [InlineData("4k3/8/8/8/8/8/4K3 w - - 0 1", "the board has 7 ranks; it must have 8")]
    [InlineData("4k3/8/8/7/8/8/8/4K3 w - - 0 1", "rank 5 has 7 squares; it must have 8")]
    [InlineData("4k3/8/8/8/8/45/8/4K3 w - - 0 1", "rank 3 has 9 squares; it must have 8")]
    [InlineData("4k3/8/8/8/8/8R/8/4K3 w - - 0 1", "rank 3 has more than 8 squares")]
    [InlineData("4k3/8/8/8/8/7x/8/4K3 w - - 0 1", "rank 3 has the character 'x'")]
    [InlineData("4k3/8/8/8/8/7\u001b/8/4K3 w - - 0 1", "rank 3 has the character 'U+001B'")]
    [InlineData("4k3/8/8/8/8/7./8/4K3 w - - 0 1", "rank 3 has the character '.'")]
    [InlineData("8/8/8/8/8/8/8/4K3 w - - 0 1", "black has 0 kings; it must have 1")]
    [InlineData("4k3/8/8/8/8/8/8/K3K3 w - - 0 1", "white has 2 kings; it must have 1")]
    [InlineData("4k3/8/8/8/8/N7/PPPPPPPP/NNNNKNNN w - - 0 1", "white has 17 pieces; it can have 16")]
    [InlineData("4k3/8/8/8/8/P7/PPPPPPPP/4K3 w - - 0 1", "white has 9 pawns; it can have 8")]
    [InlineData("4k2p/8/8/8/8/8/8/4K3 w - - 0 1", "black has a pawn on the first or the last rank")]
    [InlineData("4k3/8/8/8/8/8/8/4K2P w - - 0 1", "white has a pawn on the first or the last rank")]
    [InlineData("4k3/8/8/8/8/8/8/4K3 x - - 0 1", "the side to move is 'x'; it must be w or b")]
    [InlineData("4k3/8/8/8/8/8/8/4K3 w X - 0 1", "the castling rights are 'X'; they must be '-' or letters of KQkq")]
    [InlineData("4k3/8/8/8/8/8/8/4K2R w KK - 0 1", "the castling rights are 'KK'; they name K twice")]
    [InlineData("4k3/8/8/8/8/8/8/4K3 w K - 0 1", "the castling right K needs the king and the rook of white")]
    [InlineData("r2k4/8/8/8/8/8/8/4K3 w q - 0 1", "the castling right q needs the king and the rook of black")]
    [InlineData("4k3/8/8/8/8/8/8/4K3 w - e9 0 1", "the en passant square is 'e9'; it must be '-' or a square such as e3")]
    [InlineData("4k3/8/8/8/3Pp3/8/8/4K3 b - d6 0 1", "the en passant square d6 must be on rank 3 if black is to move")]
    [InlineData("4k3/8/8/8/8/8/8/4K3 b - d3 0 1", "no pawn of white has just moved over the en passant square d3")]
    [InlineData("4k3/8/8/8/3Pp3/8/3N4/4K3 b - d3 0 1", "no pawn of white has just moved over the en passant square d3")]
    [InlineData("4k3/8/8/8/8/8/8/4K3 w - - -1 1", "the number of quiet moves is '-1'; it must be 0 to 100")]
    [InlineData("4k3/8/8/8/8/8/8/4K3 w - - 101 1", "the number of quiet moves is '101'; it must be 0 to 100")]
    [InlineData("4k3/8/8/8/8/8/8/4K3 w - - 0 0", "the number of the move is '0'; it must be 1 to 9999")]
    [InlineData("4k3/8/8/8/8/8/4R3/4K3 w - - 0 1", "black is in check although white is to move")]
    [InlineData("8/8/8/8/8/8/4k3/4K3 w - - 0 1", "black is in check although white is to move")] // kings side by side
    public void Read_Fault_NamesIt(string text, string fault)
    {
        var error = Assert.Throws<UserException>(() => ChessPlay.Game.ReadPosition(text));

        Assert.StartsWith($"The position is not valid FEN: {fault}", error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.DoesNotContain(error.Message, letter => char.IsControl(letter));
    }

    [Fact]
    public void Read_CheckmatedPosition_IsOver()
    {
        ChessState state = ChessPlay.At("rnb1kbnr/pppp1ppp/8/4p3/6Pq/5P2/PPPPP2P/RNBQKBNR w KQkq - 1 3");

        Assert.Equal((ChessEnd.Checkmate, Player.Terminal), (state.End, state.ToPlay));
        Assert.Equal([0.0f, 0.0f], state.Rewards(2)); // nothing was applied
    }
}
