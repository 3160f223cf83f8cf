using MuZero.Games.Chess;
using MuZero.Numerics;

namespace MuZero.Games.Tests.Chess;

public sealed class ChessBaselineTests
{
    [Theory]
    [InlineData("6k1/5ppp/8/8/8/8/5PPP/R5K1 w - - 0 1", "a1a8")] // mate on the back rank
    [InlineData("4k3/8/8/3q4/8/8/3R4/3RK3 w - - 0 1", "d2d5")] // an unprotected queen
    [InlineData("7k/P7/8/8/8/8/8/K7 w - - 0 1", "a7a8q")]
    public void BaselineAction_Chance_IsTaken(string fen, string move)
    {
        ChessState state = ChessPlay.At(fen);

        string chosen = state.ActionText(ChessPlay.Game.BaselineAction(state));

        Assert.Equal(move, chosen);
    }

    [Theory]
    [InlineData("4k3/8/2p5/3p4/8/8/3Q4/4K3 w - - 0 1", "d2d5")] // a protected pawn
    [InlineData("7k/8/8/8/8/8/1K4Q1/8 w - - 0 1", "g2g6")] // stalemate
    public void BaselineAction_Loss_IsAvoided(string fen, string move)
    {
        ChessState state = ChessPlay.At(fen);

        Assert.NotEqual(move, state.ActionText(ChessPlay.Game.BaselineAction(state)));
    }

    // Sums by hand, in hundredths of a pawn.
    [Theory]
    [InlineData("4k3/8/8/3p4/8/8/3R4/4K3 w - - 0 1", "d2d5", 100)]
    [InlineData("4k3/8/2p5/3p4/8/8/3R4/4K3 w - - 0 1", "d2d5", -400)] // pawn for rook
    [InlineData("4k3/8/2p5/3n4/4P3/8/8/4K3 w - - 0 1", "e4d5", 200)] // knight for pawn
    [InlineData("3rk3/8/8/3n4/8/8/3R4/3RK3 w - - 0 1", "d2d5", 300)] // the rook behind takes back, so black stops
    [InlineData("3rk3/3r4/8/3n4/8/8/3R4/3RK3 w - - 0 1", "d2d5", -200)] // two rooks take back
    [InlineData("4k3/8/8/3pP3/8/8/8/4K3 w - d6 0 1", "e5d6", 100)]
    [InlineData("3k4/3p4/8/8/8/3Q4/3R4/4K3 w - - 0 1", "d3d7", 100)] // the king cannot take a protected queen
    [InlineData("3k4/3p4/8/8/8/3Q4/8/4K3 w - - 0 1", "d3d7", -800)]
    [InlineData("1r2k3/P7/8/8/8/8/8/4K3 w - - 0 1", "a7b8q", 1300)]
    [InlineData("4k3/8/8/8/8/8/3q4/3QK3 w - - 0 1", "e1d2", 900)]
    public void Exchange_Capture_CountsMaterial(string fen, string move, int expected)
    {
        ChessState state = ChessPlay.At(fen);
        int action = state.Actions().Single(action => state.ActionText(action) == move);

        Assert.Equal(expected, ChessBaseline.Exchange(state.Board, ChessActions.MoveOf(state.Board, action)));
    }

    [Theory]
    [InlineData(Side.White)]
    [InlineData(Side.Black)]
    public void BaselineAction_AgainstRandomPlay_WinsNearlyAlways(int side)
    {
        float won = Enumerable.Range(0, 20).Sum(seed => Return(side, (ulong)seed));

        Assert.True(won >= 17.0f, $"{won} of 20");
    }

    private static float Return(int side, ulong seed)
    {
        ChessState state = ChessPlay.At("startpos");
        var random = new RandomStream(seed);
        while (state.ToPlay >= 0)
        {
            int[] actions = state.Actions();
            state.Apply(state.ToPlay == side ? ChessPlay.Game.BaselineAction(state) : actions[random.Next(actions.Length)]);
        }

        return state.Rewards(2)[side];
    }
}
