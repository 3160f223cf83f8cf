using MuZero.Errors;
using MuZero.Games.Othello;

namespace MuZero.Games.Tests;

/// <summary>Counts and results from the literature, and rules written a second time on the rendered board.</summary>
public sealed class OthelloTests
{
    // Takizawa, "Othello is Solved": the line that both sides play perfectly.
    private const string PerfectGame =
        "f5d6c3d3c4f4f6f3e6e7d7c5b6d8c6c7d2b5a5a6a7g5e3b4c8g6g4c2e8d1f7e2g3h4f1e1f2g1b1f8g8b3h3b2h5b7a3a4a1a2c1h2h1g2b8a8g7h8h7h6";

    private readonly OthelloGame _game = new(8);

    [Theory]
    [InlineData(8, new long[] { 1, 4, 12, 56, 244, 1396, 8200, 55092, 390216 })]
    [InlineData(6, new long[] { 1, 4, 12, 56, 244, 1364, 7604 })]
    public void Perft_FirstPlies_KnownCounts(int size, long[] expected)
    {
        long[] nodes = new long[expected.Length];

        GameWalk.CountNodes(new OthelloGame(size).NewGame(0), nodes);

        Assert.Equal(expected, nodes);
    }

    [Fact]
    public void Apply_PerfectGame_EndsInADraw()
    {
        IGameState state = _game.AfterTexts([.. PerfectGame.Chunk(2).Select(move => new string(move))]);

        Assert.Equal(Player.Terminal, state.ToPlay);
        Assert.Equal([0.0f, 0.0f], state.Rewards(2));
        Assert.Equal(32, string.Concat(state.Rows()).Count(symbol => symbol == 'X'));
    }

    [Fact]
    public void Apply_WholeTreeOfFourRows_SecondPlayerWinsByEight()
    {
        Dictionary<ulong, int> values = [];

        Assert.Equal(-8, Lead(new OthelloGame(4).NewGame(0)));

        // Discs ahead of the player to move, under best play.
        int Lead(IGameState state)
        {
            if (values.TryGetValue(((IHashable)state).Hash, out int known))
            {
                return known;
            }

            int mover = state.ToPlay;
            int best = int.MinValue;
            foreach (int action in state.Legal())
            {
                state.Apply(action);
                OthelloState next = (OthelloState)state;
                best = Math.Max(best, state.ToPlay >= 0 ? -Lead(state) : next.Count(mover) - next.Count(1 - mover));
                ((IUndo)state).Undo();
            }

            return values[((IHashable)state).Hash] = best;
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(8)]
    public void Apply_RandomGames_AsOnTheRenderedBoard(int size)
    {
        OthelloGame game = new(size);
        int passes = 0;
        for (ulong seed = 0; seed < 100; seed++)
        {
            string[] before = [];
            int mover = -1;
            game.PlayRandomly(seed, state =>
            {
                string[] rows = state.Rows();
                if (state.ToPlay >= 0)
                {
                    string[] moves = [.. MovesOn(rows, "XO"[state.ToPlay])];
                    Assert.Equal(moves.Length > 0 ? moves : ["pass"], state.LegalTexts());
                    passes += moves.Length == 0 ? 1 : 0;
                }
                else
                {
                    Assert.Empty(MovesOn(rows, 'X'));
                    Assert.Empty(MovesOn(rows, 'O'));
                    Assert.Equal(Math.Sign(Discs(rows, 'X') - Discs(rows, 'O')), state.Rewards(2)[0]);
                }

                if (mover >= 0)
                {
                    AssertFollows(before, rows, "XO"[mover]);
                }

                (before, mover) = (rows, state.ToPlay);
            });
        }

        Assert.True(passes > 10, $"{passes} passes");
    }

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    public void Constructor_OddSize_SaysWhichThereAre(int size)
    {
        var error = Assert.Throws<UserException>(() => new OthelloGame(size));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains("4, 6 or 8 rows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LegalActions_FirstPosition_InTheNotationOfTheGame()
        => Assert.Equal(["d3", "c4", "f5", "e6"], _game.NewGame(0).LegalTexts());

    [Fact]
    public void TransformAction_Pass_StaysThePass()
        => Assert.All(Enumerable.Range(0, _game.Symmetries), symmetry => Assert.Equal(64, _game.TransformAction(symmetry, 64)));

    [Fact]
    public void BaselineAction_RandomGames_CornersFirstThenTheMostFlips()
    {
        int corners = 0;
        for (ulong seed = 0; seed < 50; seed++)
        {
            _game.PlayRandomly(seed, state =>
            {
                if (state.ToPlay < 0)
                {
                    return;
                }

                string[] legal = state.LegalTexts();
                string[] atCorners = [.. legal.Intersect(["a1", "a8", "h1", "h8"])];
                string chosen = ((IActionText)state).ActionText(_game.BaselineAction(state));
                string[] candidates = atCorners.Length > 0 ? atCorners : legal;
                Assert.Contains(chosen, candidates);
                Assert.Equal(candidates.Max(move => DiscsAfter(state, move)), DiscsAfter(state, chosen));
                corners += atCorners.Length > 0 && atCorners.Length < legal.Length ? 1 : 0;
            });
        }

        Assert.True(corners > 50, $"{corners} positions with a corner");
    }

    private static int DiscsAfter(IGameState state, string move)
    {
        IGameState next = state.Clone();
        next.Apply(state.Action(move));
        return ((OthelloState)next).Count(state.ToPlay);
    }

    private static int Discs(string[] rows, char disc) => rows.Sum(row => row.Count(symbol => symbol == disc));

    private static IEnumerable<string> MovesOn(string[] rows, char disc) =>
        from row in Enumerable.Range(0, rows.Length)
        from column in Enumerable.Range(0, rows.Length)
        where rows[row][column] == '.' && FlippedOn(rows, row, column, disc).Any()
        select $"{(char)('a' + column)}{row + 1}";

    private static IEnumerable<(int Row, int Column)> FlippedOn(string[] rows, int row, int column, char disc)
    {
        for (int direction = 0; direction < 9; direction++)
        {
            (int down, int right) = ((direction / 3) - 1, (direction % 3) - 1);
            List<(int, int)> run = [];
            (int r, int c) = (row + down, column + right);
            while (At(rows, r, c) is 'X' or 'O' && rows[r][c] != disc)
            {
                run.Add((r, c));
                (r, c) = (r + down, c + right);
            }

            if (At(rows, r, c) == disc)
            {
                foreach ((int, int) point in run)
                {
                    yield return point;
                }
            }
        }
    }

    private static char At(string[] rows, int row, int column)
        => row >= 0 && column >= 0 && row < rows.Length && column < rows.Length ? rows[row][column] : '#';

    // One new disc, and exactly the discs that it encloses have another colour.
    private static void AssertFollows(string[] before, string[] after, char disc)
    {
        char[][] expected = [.. before.Select(row => row.ToCharArray())];
        for (int row = 0; row < before.Length; row++)
        {
            for (int column = 0; column < before.Length; column++)
            {
                if (before[row][column] == '.' && after[row][column] != '.')
                {
                    expected[row][column] = disc;
                    foreach ((int r, int c) in FlippedOn(before, row, column, disc))
                    {
                        expected[r][c] = disc;
                    }
                }
            }
        }

        Assert.Equal(expected.Select(row => new string(row)), after);
    }
}
