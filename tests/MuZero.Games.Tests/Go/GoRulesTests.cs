using MuZero.Games.Go;
using MuZero.Numerics;

namespace MuZero.Games.Tests.Go;

/// <summary>Moves, captures, superko and score, beside an independent implementation (<see cref="NaiveGo"/>).</summary>
public sealed class GoRulesTests
{
    // OEIS A094777.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 57)]
    [InlineData(3, 12675)]
    public void IsLegal_AllColourings_NumberOfLegalPositions(int size, int expected)
    {
        var grid = new GoGrid(size);
        int points = size * size;
        int legal = 0;

        for (int colouring = 0; colouring < (int)Math.Pow(3, points); colouring++)
        {
            var board = new GoBoard(grid);
            for (int point = 0, rest = colouring; point < points; point++, rest /= 3)
            {
                if (rest % 3 > 0)
                {
                    board.Place(point, (rest % 3) - 1);
                }
            }

            legal += board.IsLegal() ? 1 : 0;
        }

        Assert.Equal(expected, legal);
    }

    [Theory]
    [InlineData(2, 7)]
    [InlineData(3, 4)]
    [InlineData(4, 3)]
    [InlineData(5, 3)]
    public void Perft_SmallBoards_CountsOfTheSecondImplementation(int size, int depth)
    {
        long[] nodes = new long[depth + 1];
        long[] expected = new long[depth + 1];

        Count(new GoGame(size).NewGame(0), 0, nodes);
        Count(new NaiveGo(size), 0, 0, expected);

        Assert.Equal(expected, nodes);
    }

    [Theory]
    [InlineData(2, 200)]
    [InlineData(3, 200)]
    [InlineData(4, 100)]
    [InlineData(5, 60)]
    [InlineData(7, 20)]
    [InlineData(9, 10)]
    [InlineData(13, 2)]
    public void Apply_RandomGames_MovesAndScoresOfTheSecondImplementation(int size, int games)
    {
        var game = new GoGame(size, 0.5f);
        var random = new RandomStream((ulong)size);
        for (int i = 0; i < games; i++)
        {
            IGameState state = game.NewGame(0);
            var naive = new NaiveGo(size);
            while (state.ToPlay >= 0)
            {
                int[] legal = naive.Legal();
                Assert.Equal(legal, state.LegalMoves());

                // Few passes, so that boards fill and captures and superko are frequent.
                int action = legal.Length > 1 && random.Next(20) > 0 ? legal[random.Next(legal.Length - 1)] : naive.Pass;
                state.Apply(action);
                naive.Play(action);
                Assert.Equal(naive.Board, state.Stones(game));
            }

            Assert.Equal(naive.Score(), state.Score());
            Assert.Equal(naive.Score() > 0.5f ? 1.0f : -1.0f, state.Rewards(2)[0]);
        }
    }

    [Fact]
    public void Apply_Ko_RetakenOnlyAfterAnExchange()
    {
        var game = new GoGame(4);
        IGameState state = game.ReadPosition(".XO./XO.O/.XO./.... b");

        state.Play("C3");
        Assert.Equal(".XO./X.XO/.XO./.... w", game.WritePosition(state));
        Assert.DoesNotContain("B3", state.LegalNames());

        state.Play("A1 D1");
        Assert.Contains("B3", state.LegalNames());
    }

    // Two stones for one: White's move back would repeat the first position, which the simple ko rule allows.
    [Fact]
    public void LegalActions_PositionOfThreeMovesAgo_IsForbidden()
    {
        IGameState state = new GoGame(5).ReadPosition(".O.O./XXOO./...../...../..... w");

        state.Play("A5 C5");

        Assert.DoesNotContain("B5", state.LegalNames());
        Assert.Contains("A5", state.LegalNames());
    }

    [Theory]
    [InlineData("XXX/OXO/O.O w", "B1", true)] // takes four stones
    [InlineData(".X./X.X/.X. w", "B2", false)] // one stone without a liberty
    [InlineData(".O./OX./X.. w", "A3", true)] // joins a chain that keeps a liberty
    [InlineData(".OX/OX./X.. w", "A3", false)] // three stones without a liberty
    [InlineData(".OX/XX./... w", "A3", false)]
    [InlineData(".OX/XX./... b", "A3", true)] // takes B3
    public void LegalActions_LastLiberty_SuicideIsIllegal(string position, string move, bool isLegal)
        => Assert.Equal(isLegal, new GoGame(3).ReadPosition(position).LegalNames().Contains(move));

    [Fact]
    public void Apply_SurroundedGroups_AllAreTaken()
    {
        var game = new GoGame(5);
        IGameState state = game.ReadPosition("XO.OX/XOXOX/.XOX./...../..... b");

        state.Play("C5");

        Assert.Equal("X.X.X/X.X.X/.XOX./...../..... w", game.WritePosition(state));
    }

    [Theory]
    [InlineData("...../...../..X../...../.....", 25)]
    [InlineData(".X.O./.X.O./.X.O./.X.O./.X.O.", 0)]
    [InlineData(".XO../.XO../.XO../.XO../.XO..", -5)]
    [InlineData("...../...../...../...../.....", 0)]
    [InlineData("X.X../.X.../...../...../...O.", 3)]
    public void Score_Areas_StonesAndSurroundedPoints(string rows, int score)
        => Assert.Equal(score, new GoGame(5).ReadPosition($"{rows} b").Score());

    private static void Count(IGameState state, int ply, long[] nodes)
    {
        nodes[ply]++;
        if (ply + 1 == nodes.Length)
        {
            return;
        }

        foreach (int action in state.LegalMoves())
        {
            IGameState next = state.Clone();
            next.Apply(action);
            Count(next, ply + 1, nodes);
        }
    }

    private static void Count(NaiveGo naive, int ply, int passes, long[] nodes)
    {
        nodes[ply]++;
        if (ply + 1 == nodes.Length || passes == 2)
        {
            return;
        }

        foreach (int action in naive.Legal())
        {
            NaiveGo next = naive.Copy();
            next.Play(action);
            Count(next, ply + 1, action == naive.Pass ? passes + 1 : 0, nodes);
        }
    }
}
