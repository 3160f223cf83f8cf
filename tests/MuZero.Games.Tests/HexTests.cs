using MuZero.Games.Hex;
using MuZero.Numerics;

namespace MuZero.Games.Tests;

/// <summary>Counts from a program apart from the engine, and connections searched a second time on the rendered board.</summary>
public sealed class HexTests
{
    private readonly HexGame _game = new(5);

    [Theory]
    [InlineData(2, 24, new long[] { 1, 4, 12, 24, 12 })]
    [InlineData(3, 257_760, new long[] { 1, 9, 72, 504, 3024, 15120, 54720, 146880, 207360, 120960 })]
    public void Perft_WithoutSwap_KnownCounts(int size, long games, long[] expected)
    {
        long[] nodes = new long[expected.Length];
        long ends = 0;

        Count(new HexWithoutSwapGame(size).NewGame(0), 0);

        Assert.Equal(expected, nodes);
        Assert.Equal(games, ends);

        void Count(IGameState state, int ply)
        {
            nodes[ply]++;
            ends += state.ToPlay == Player.Terminal ? 1 : 0;
            foreach (int action in state.Legal())
            {
                state.Apply(action);
                Count(state, ply + 1);
                ((IUndo)state).Undo();
            }
        }
    }

    [Theory]
    [InlineData(2, ".W W.")]
    [InlineData(3, "..W WWW W..")]
    public void Apply_WholeTreeWithoutSwap_WinningFirstMoves(int size, string expected)
    {
        HexGame game = new(size);
        Dictionary<ulong, bool> won = [];

        string winning = string.Concat(Enumerable.Range(0, size * size).Select(cell => Wins(game.After(cell), size, won) ? '.' : 'W'));

        Assert.Equal(expected.Replace(" ", "", StringComparison.Ordinal), winning);
    }

    // The second player swaps a winning stone and leaves a losing one.
    [Fact]
    public void Apply_WholeTreeWithSwap_SecondPlayerWins()
    {
        HexGame game = new(3);
        Dictionary<ulong, bool> won = [];

        for (int cell = 0; cell < 9; cell++)
        {
            IGameState state = game.After(cell);
            bool wins = state.Legal().Any(action =>
            {
                IGameState next = state.Clone();
                next.Apply(action);
                return !Wins(next, 3, won);
            });
            Assert.True(wins, $"after {cell}");
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(11)]
    public void Apply_RandomGames_EndWithTheFirstConnection(int size)
    {
        HexGame game = new(size);
        for (ulong seed = 0; seed < 60; seed++)
        {
            game.PlayRandomly(seed, state =>
            {
                bool[] connected = [Connects(state.Rows(), 'X'), Connects(Transposed(state.Rows()), 'O')];
                Assert.Equal(connected[0] || connected[1] ? Player.Terminal : state.ToPlay, state.ToPlay);
                Assert.Equal((connected[0] ? 1.0f : 0.0f) - (connected[1] ? 1.0f : 0.0f), state.Rewards(2)[0]);
            });
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(9)]
    public void Undo_WholeGames_ThenPlayedOtherwise_AsFromTheStart(int size)
    {
        HexGame game = new(size);
        IGameState used = game.NewGame(0);
        for (ulong seed = 0; seed < 40; seed++)
        {
            List<string> boards = [];
            game.PlayRandomly(seed, state => boards.Add(state.Render()));
            var random = new RandomStream(seed);
            int plies = 0;
            for (; used.ToPlay >= 0; plies++)
            {
                Assert.Equal(boards[plies], used.Render());
                int[] legal = used.Legal();
                used.Apply(legal[random.Next(legal.Length)]);
            }

            Assert.Equal(boards.Count - 1, plies);
            for (; plies > 0; plies--)
            {
                ((IUndo)used).Undo();
            }
        }
    }

    [Fact]
    public void LegalActions_Swap_OnlyAfterTheFirstStone()
    {
        Assert.Equal(25, _game.NewGame(0).Legal().Length);
        Assert.Equal("swap", _game.After(7).LegalTexts()[^1]);
        Assert.Equal(25, _game.After(7).Legal().Length);
        Assert.Equal(23, _game.After(7, 8).Legal().Length);
    }

    [Fact]
    public void Apply_Swap_MirrorsTheStone()
    {
        IGameState state = _game.AfterTexts("b1", "swap");

        Assert.Equal("  a b c d e\n1 . . . . .\n2 O . . . .\n3 . . . . .\n4 . . . . .\n5 . . . . .", state.Render());
        Assert.Equal(0, state.ToPlay);
    }

    [Fact]
    public void BaselineAction_OneStoneShort_Connects()
    {
        IGameState state = _game.AfterTexts("c1", "a1", "c2", "a2", "c3", "b2", "c4", "b1");

        state.Apply(_game.BaselineAction(state));

        Assert.Equal([1.0f, -1.0f], state.Rewards(2));
    }

    [Fact]
    public void BaselineAction_OpponentOneStoneShort_Blocks()
    {
        // c5 or b5 would connect c1 to c4 with the last row.
        IGameState state = _game.AfterTexts("c1", "a1", "c2", "a2", "c3", "a4", "c4", "b5", "e1");

        Assert.Equal("c5", ((IActionText)state).ActionText(_game.BaselineAction(state)));
    }

    // True if the player to move wins without a swap.
    private static bool Wins(IGameState state, int size, Dictionary<ulong, bool> won)
    {
        if (state.ToPlay == Player.Terminal)
        {
            return false; // the last mover has won
        }

        ulong hash = ((IHashable)state).Hash;
        if (!won.TryGetValue(hash, out bool wins))
        {
            foreach (int action in state.Legal().Where(action => action < size * size))
            {
                state.Apply(action);
                wins |= !Wins(state, size, won);
                ((IUndo)state).Undo();
            }

            won[hash] = wins;
        }

        return wins;
    }

    private static string[] Transposed(string[] rows)
        => [.. Enumerable.Range(0, rows.Length).Select(column => string.Concat(rows.Select(row => row[column])))];

    // A walk from the first row; Hex's neighbours are the same on the transposed board.
    private static bool Connects(string[] rows, char stone)
    {
        HashSet<(int, int)> seen = [];
        Stack<(int Row, int Column)> open = new(Enumerable.Range(0, rows.Length).Select(column => (0, column)));
        while (open.TryPop(out (int Row, int Column) cell))
        {
            (int row, int column) = cell;
            if (row < 0 || column < 0 || row >= rows.Length || column >= rows.Length || rows[row][column] != stone || !seen.Add(cell))
            {
                continue;
            }

            if (row == rows.Length - 1)
            {
                return true;
            }

            foreach ((int down, int right) in ((int, int)[])[(-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0)])
            {
                open.Push((row + down, column + right));
            }
        }

        return false;
    }
}
