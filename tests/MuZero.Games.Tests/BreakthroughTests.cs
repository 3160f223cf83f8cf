using MuZero.Games.Breakthrough;

namespace MuZero.Games.Tests;

/// <summary>Counts from a program apart from the engine, and rules written a second time on the rendered board.</summary>
public sealed class BreakthroughTests
{
    private readonly BreakthroughGame _game = new(6);

    [Theory]
    [InlineData(8, new long[] { 1, 22, 484, 11132, 256036 })]
    [InlineData(6, new long[] { 1, 16, 256, 4308, 71478, 1248290 })]
    [InlineData(5, new long[] { 1, 13, 156, 1924, 23084, 289828 })]
    public void Perft_FirstPlies_KnownCounts(int size, long[] expected)
    {
        long[] nodes = new long[expected.Length];

        GameWalk.CountNodes(new BreakthroughGame(size).NewGame(0), nodes);

        Assert.Equal(expected, nodes);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Apply_RandomGames_AsOnTheRenderedBoard(int size)
    {
        BreakthroughGame game = new(size);
        for (ulong seed = 0; seed < 60; seed++)
        {
            Dictionary<string, string> following = [];
            int mover = -1;
            game.PlayRandomly(seed, state =>
            {
                string[] rows = state.Rows();
                if (mover >= 0)
                {
                    Assert.Contains(string.Concat(rows), following.Values);
                    bool won = HasWon(rows, mover);
                    Assert.Equal(won ? Player.Terminal : 1 - mover, state.ToPlay);
                    Assert.Equal(won ? 1.0f : 0.0f, state.Rewards(2)[mover]);
                }

                mover = state.ToPlay;
                if (mover >= 0)
                {
                    following = Following(rows, mover);
                    Assert.Equal(following.Keys.Order(), state.LegalTexts().Order());
                }
            });
        }
    }

    [Fact]
    public void ActionText_FirstMoves_RowsFromWhitesSide()
    {
        Assert.Contains("a2b3", _game.NewGame(0).LegalTexts());
        Assert.Contains("a5b4", _game.AfterTexts("a2b3").LegalTexts());
    }

    [Fact]
    public void Apply_LastRow_Wins()
    {
        IGameState state = _game.AfterTexts("b2b3", "f5f4", "b3b4", "f4f3", "b4a5", "f3e2", "a5b6");

        Assert.Equal(Player.Terminal, state.ToPlay);
        Assert.Equal([1.0f, -1.0f], state.Rewards(2));
    }

    [Fact]
    public void Render_FirstPosition_RowsFromWhitesSide()
        => Assert.Equal("  a b c d\n4 O O O O\n3 O O O O\n2 X X X X\n1 X X X X", new BreakthroughGame(4).NewGame(0).Render());

    [Fact]
    public void TransformAction_LeftRight_ExchangesDirections()
    {
        IGameState state = _game.NewGame(0);

        string mirrored = ((IActionText)state).ActionText(_game.TransformAction(1, state.Action("b2c3")));

        Assert.Equal("e2d3", mirrored);
    }

    [Fact]
    public void BaselineAction_PawnBeforeTheLastRow_Wins()
    {
        IGameState state = _game.AfterTexts("b2b3", "f5f4", "b3b4", "f4f3", "b4a5", "f3e2");

        Assert.Equal("a5b6", ((IActionText)state).ActionText(_game.BaselineAction(state)));
    }

    [Fact]
    public void BaselineAction_PawnInReach_Captures()
    {
        IGameState state = _game.AfterTexts("b2b3", "f5f4", "b3b4");

        string action = ((IActionText)state).ActionText(_game.BaselineAction(state));

        Assert.Contains(action, (string[])["a5b4", "c5b4"]);
    }

    // The boards that follow, by the text of the move.
    private static Dictionary<string, string> Following(string[] rows, int mover)
    {
        int size = rows.Length;
        int forward = mover == 0 ? -1 : 1;
        (char own, char other) = mover == 0 ? ('X', 'O') : ('O', 'X');
        Dictionary<string, string> boards = [];
        for (int square = 0; square < size * size; square++)
        {
            for (int sideways = -1; sideways <= 1; sideways++)
            {
                (int row, int column) = (square / size, square % size);
                (int nextRow, int nextColumn) = (row + forward, column + sideways);
                if (rows[row][column] != own || nextRow < 0 || nextRow >= size || nextColumn < 0 || nextColumn >= size)
                {
                    continue;
                }

                char there = rows[nextRow][nextColumn];
                if (there == '.' || (there == other && sideways != 0))
                {
                    char[] board = [.. string.Concat(rows)];
                    board[square] = '.';
                    board[(nextRow * size) + nextColumn] = own;
                    boards.Add($"{(char)('a' + column)}{size - row}{(char)('a' + nextColumn)}{size - nextRow}", new string(board));
                }
            }
        }

        return boards;
    }

    private static bool HasWon(string[] rows, int mover)
        => mover == 0
            ? rows[0].Contains('X', StringComparison.Ordinal) || !string.Concat(rows).Contains('O', StringComparison.Ordinal)
            : rows[^1].Contains('O', StringComparison.Ordinal) || !string.Concat(rows).Contains('X', StringComparison.Ordinal);
}
