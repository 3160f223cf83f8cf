using MuZero.Games.Conformance;
using MuZero.Games.TicTacToe;

namespace MuZero.Games.Tests;

/// <summary>The games of tests/UntunedGames: without a preset, loaded by path as a user's are. Counts of their first moves are from the rules.</summary>
public sealed class UntunedGamesTests
{
    private static readonly string _here = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);

    public static TheoryData<string> Names => ["hex5", "othello6", "breakthrough6", "2048", "pendulum", "acrobot", "8puzzle"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Check_Game_NoLawIsBroken(string name)
    {
        ConformanceReport report = GameConformance.Check(Load(name), new ConformanceOptions { Games = 30 });

        Assert.Equal([], report.Laws.Where(law => !law.Passed).Select(law => $"{law.Name}: {law.Message}"));
    }

    [Theory]
    [InlineData("hex5", 25, 25)] // all cells; then 24 cells and the swap
    [InlineData("othello6", 4, 3)]
    [InlineData("breakthrough6", 16, 16)]
    public void LegalActions_FirstTwoMoves_AreCounted(string name, int first, int second)
    {
        IGame game = Load(name);
        IGameState state = game.NewGame(1);
        int[] actions = new int[game.Spec.Actions];

        int before = state.LegalActions(actions);
        state.Apply(actions[0]);

        Assert.Equal((first, second), (before, state.LegalActions(actions)));
    }

    [Fact]
    public void Apply_HexSwap_MirrorsTheStone()
    {
        IGameState state = Load("hex5").NewGame(1);

        state.Apply(1); // b1
        state.Apply(25);

        Assert.Equal("  a b c d e\n1 . . . . .\n2 O . . . .\n3 . . . . .\n4 . . . . .\n5 . . . . .", state.Render());
    }

    // artifacts/bin/UntunedGames next to artifacts/bin/MuZero.Games.Tests, of the same configuration.
    private static IGame Load(string name) => new GameCatalog([typeof(TicTacToeGame).Assembly])
        .Load($"{Path.Combine(_here, "..", "..", "UntunedGames", new DirectoryInfo(_here).Name, "UntunedGames.dll")}#{name}");
}
