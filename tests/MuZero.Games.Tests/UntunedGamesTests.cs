using MuZero.Games.Conformance;
using MuZero.Games.TicTacToe;

namespace MuZero.Games.Tests;

/// <summary>The games of tests/UntunedGames: without a preset, loaded by path as a user's are.</summary>
public sealed class UntunedGamesTests
{
    private static readonly string _here = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);

    public static TheoryData<string> Names => ["2048", "pendulum", "acrobot", "8puzzle"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Check_Game_NoLawIsBroken(string name)
    {
        ConformanceReport report = GameConformance.Check(Load(name), new ConformanceOptions { Games = 30 });

        Assert.Equal([], report.Laws.Where(law => !law.Passed).Select(law => $"{law.Name}: {law.Message}"));
    }

    // artifacts/bin/UntunedGames next to artifacts/bin/MuZero.Games.Tests, of the same configuration.
    private static IGame Load(string name) => new GameCatalog([typeof(TicTacToeGame).Assembly])
        .Load($"{Path.Combine(_here, "..", "..", "UntunedGames", new DirectoryInfo(_here).Name, "UntunedGames.dll")}#{name}");
}
