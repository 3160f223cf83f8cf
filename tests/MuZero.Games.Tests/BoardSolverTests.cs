using MuZero.Games.Breakthrough;
using MuZero.Games.Hex;
using MuZero.Games.Othello;

namespace MuZero.Games.Tests;

/// <summary>Known values, and values by every line of play.</summary>
public sealed class BoardSolverTests
{
    [Fact]
    public void Othello4_FirstPosition_SecondPlayerWinsByEight()
    {
        OthelloGame game = new(4);

        Assert.Equal(-8, game.Margin(game.NewGame(0)));
        Assert.Equal(-1.0f, game.Solve(game.NewGame(0)));
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(6, 24)]
    public void Othello_LatePositions_AsEveryLineOfPlay(int size, int ply)
        => BruteForce.AssertAgrees(new OthelloGame(size), ply, count: 60, seed: 21);

    [Fact]
    public void Othello6_EarlyPosition_CannotBeSolved() => Assert.False(new OthelloGame(6).CanSolve(new OthelloGame(6).NewGame(0)));

    // Winning first stones, rows from the top.
    [Theory]
    [InlineData(2, ".W/W.")]
    [InlineData(3, "..W/WWW/W..")]
    public void Hex_FirstStones_KnownWinners(int size, string expected)
    {
        HexWithoutSwapGame game = new(size);

        IEnumerable<string> rows = Enumerable.Range(0, size).Select(row => string.Concat(
            Enumerable.Range(0, size).Select(column => game.Solve(game.After((row * size) + column)) > 0.0f ? '.' : 'W')));

        Assert.Equal(expected, string.Join('/', rows));
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(4, 6)]
    [InlineData(5, 14)]
    public void Hex_RandomPositions_AsEveryLineOfPlay(int size, int ply)
    {
        BruteForce.AssertAgrees(new HexGame(size), ply, count: 60, seed: 22);
        BruteForce.AssertAgrees(new HexWithoutSwapGame(size), ply, count: 60, seed: 22);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void Hex_WithoutTheSwap_FirstPlayerWins(int size)
    {
        HexWithoutSwapGame game = new(size);

        Assert.Equal(1.0f, game.Solve(game.NewGame(0)));
    }

    [Fact]
    public void Hex_WithTheSwap_SecondPlayerWins()
    {
        HexGame game = new(3);
        BruteForce truth = new();

        Assert.Equal(-1.0f, truth.Value(game.NewGame(0)));
        Assert.Equal(-1.0f, game.Solve(game.NewGame(0)));
        Assert.All(Enumerable.Range(0, 9), cell => Assert.Equal(1.0f, game.Solve(game.After(cell))));
        Assert.All(Enumerable.Range(0, 9), cell => Assert.Equal(truth.Value(game.After(cell, 9)), game.Solve(game.After(cell, 9))));
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(5, 24)]
    public void Breakthrough_RandomPositions_AsEveryLineOfPlay(int size, int ply)
        => BruteForce.AssertAgrees(new BreakthroughGame(size), ply, count: 60, seed: 23);

    [Fact]
    public void Solve_EndOfTheGame_Nothing()
    {
        IGameState hex = new HexGame(2).After(1, 0, 2);

        Assert.Equal(Player.Terminal, hex.ToPlay);
        Assert.Equal(0.0f, new HexGame(2).Solve(hex));
    }
}
