using MuZero.Errors;
using MuZero.Games.Breakthrough;
using MuZero.Games.Conformance;
using MuZero.Games.Gomoku;
using MuZero.Games.Hex;
using MuZero.Games.Othello;

namespace MuZero.Games.Tests;

/// <summary>Common properties of the board games that come in several sizes.</summary>
public sealed class BoardGamesTests
{
    public static TheoryData<string, int> Games
    {
        get
        {
            TheoryData<string, int> games = [];
            AddSizes("othello", 4, 6, 8);
            AddSizes("hex", [.. Enumerable.Range(2, 10)]);
            AddSizes("hex-noswap", 2, 5, 11);
            AddSizes("breakthrough", 4, 5, 6, 7, 8);
            AddSizes("gomoku", 5, 6, 8, 9, 11, 15, 19);
            AddSizes("gomoku-exact", 5, 9, 19);
            return games;

            void AddSizes(string name, params int[] sizes)
            {
                foreach (int size in sizes)
                {
                    games.Add(name, size);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Games))]
    public void Check_EverySize_NoLawIsBroken(string name, int size)
    {
        ConformanceOptions options = new() { Games = 12, TimeLimit = TimeSpan.FromSeconds(1) };

        ConformanceReport report = GameConformance.Check(Create(name, size), options);

        Assert.Equal([], report.Laws.Where(law => !law.Passed).Select(law => $"{law.Name}: {law.Message}"));
    }

    [Theory]
    [MemberData(nameof(Games))]
    public void ReadPosition_WrittenPositions_GoOnAlike(string name, int size)
    {
        IGame game = Create(name, size);
        var positions = (IPositionText)game;
        for (ulong seed = 0; seed < 3; seed++)
        {
            game.PlayRandomly(seed, state =>
            {
                IGameState read = positions.ReadPosition(positions.WritePosition(state));

                AssertAlike(game, state, read);
                if (state.ToPlay >= 0)
                {
                    IGameState next = state.Clone();
                    int action = state.Legal()[^1];
                    next.Apply(action);
                    read.Apply(action);
                    AssertAlike(game, next, read);
                    ((IUndo)read).Undo();
                    AssertAlike(game, state, read);
                }

                Assert.Throws<InvalidOperationException>(((IUndo)read).Undo);
            });
        }
    }

    [Theory]
    [InlineData("hex", 3, "", "it has 0 rows")]
    [InlineData("hex", 3, ".../... X", "it has 2 rows")]
    [InlineData("hex", 3, ".../../... X", "row 2 from the top is not 3 characters")]
    [InlineData("hex", 3, ".../..x/... X", "row 2 from the top is not 3 characters")]
    [InlineData("hex", 3, ".../.../...", "the player to move is not X or O")]
    [InlineData("hex", 3, ".../.../... x", "the player to move is not X or O")]
    [InlineData("hex", 3, ".../.../... O", "X has 0 and O 0 stones, and O is to move")]
    [InlineData("hex", 3, "XX./.../... X", "X has 2 and O 0 stones, and X is to move")]
    [InlineData("hex", 3, "X../X../XOO O", null)]
    [InlineData("hex", 3, "XO./XO./XO. X", "the player to move has won")]
    [InlineData("othello", 4, "..../.X.X/.XO./.... X", "one of the four points in the middle is free")]
    [InlineData("breakthrough", 4, "X.O./..../..../.X.. O", null)]
    [InlineData("breakthrough", 4, "X.O./..../..../.X.. X", "or the player to move has won")]
    [InlineData("breakthrough", 4, "..../OOOO/OOOO/OX.. X", "a player has more than 8 pawns")]
    [InlineData("gomoku", 5, "XXXXX/OOOO./...../...../..... O", null)]
    [InlineData("gomoku", 5, "XXXXX/OOOOO/...../...../..... X", "the player to move has won")]
    [InlineData("gomoku", 5, "XXXX./OOOOO/...../...../..... X", "X has 4 and O 5 stones")]
    public void ReadPosition_Text_IsReadOrRefusedWithAReason(string name, int size, string text, string? reason)
    {
        IGame game = Create(name, size);
        var positions = (IPositionText)game;
        if (reason is null)
        {
            Assert.Equal(text, positions.WritePosition(positions.ReadPosition(text)));
            return;
        }

        var error = Assert.Throws<UserException>(() => positions.ReadPosition(text));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains($"is not a valid position of {game.Spec.Id}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static void AssertAlike(IGame game, IGameState expected, IGameState actual)
    {
        Assert.Equal(expected.ToPlay, actual.ToPlay);
        Assert.Equal(expected.Render(), actual.Render());
        Assert.Equal(expected.Legal(), actual.Legal());
        Assert.Equal(expected.Rewards(2), actual.Rewards(2));
        Assert.Equal(((IHashable)expected).Hash, ((IHashable)actual).Hash);
        Assert.Equal(expected.Observation(game, 1), actual.Observation(game, 1));
    }

    private static IGame Create(string name, int size) => name switch
    {
        "othello" => new OthelloGame(size),
        "hex" => new HexGame(size),
        "hex-noswap" => new HexWithoutSwapGame(size),
        "breakthrough" => new BreakthroughGame(size),
        "gomoku" => new GomokuGame(size),
        _ => new ExactGomokuGame(size),
    };
}
