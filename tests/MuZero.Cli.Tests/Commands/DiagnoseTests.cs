using System.Text.Json;

namespace MuZero.Cli.Tests.Commands;

public sealed class DiagnoseTests(TrainedRuns runs) : IClassFixture<TrainedRuns>
{
    [Fact]
    public void Json_TwoPlayers_HasErrorsByMoveAndAMatchAgainstTheRules()
    {
        Ending ending = MuZeroProgram.Run("diagnose", runs.TicTacToe, "--episodes", "12", "--steps", "3", "--games", "4", "--json");

        Assert.True(ending.ExitCode == 0, ending.Error);
        JsonElement report = JsonDocument.Parse(ending.Output).RootElement;
        Assert.Equal(12, report.GetProperty("episodes").GetInt32());
        Assert.Equal([0, 1, 2, 3], report.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("step").GetInt32()));
        Assert.Equal(0.0, report.GetProperty("steps")[0].GetProperty("value_drift").GetDouble());
        Assert.Equal([1, 2], report.GetProperty("moves").EnumerateArray().Select(move => move.GetProperty("moves").GetInt32()));
        Assert.All(report.GetProperty("moves").EnumerateArray(), move => Assert.True(move.GetProperty("paid").GetInt32() > 0));
        Assert.Equal(4, report.GetProperty("strength").GetProperty("games").GetInt32());
    }

    [Fact]
    public void Text_OnePlayer_ComparesReturnsAndDrawsThePicture()
    {
        string picture = Path.Combine(runs.LocalDirectory, "diagnosis", "model.svg");

        Ending ending = MuZeroProgram.Run("diagnose", runs.CartPole, "--episodes", "2", "--steps", "2", "--games", "2", "--out", picture);

        Assert.Matches(@"mean return at \d+ simulations: [\d.]+ with the model, [\d.]+ with the game's rules", ending.Output);
        Assert.Contains("</svg>", File.ReadAllText(picture), StringComparison.Ordinal);
        Assert.Equal(0, ending.ExitCode);
    }

    [Fact]
    public void Json_GameWithDice_ComparesReturnsWithTheRules()
    {
        Ending ending = MuZeroProgram.Run(
            "diagnose", runs.Train("bandit", 1), "--episodes", "2", "--steps", "2", "--games", "2", "--json");

        Assert.True(ending.ExitCode == 0, ending.Error);
        Assert.True(JsonDocument.Parse(ending.Output).RootElement.TryGetProperty("strength", out _));
    }

    [Fact]
    public void Json_ModelWithChanceCodes_ComparesPlanningAlone()
    {
        Ending trained = MuZeroProgram.Run(["train", "bandit", "--local-dir", runs.LocalDirectory, "--experiment-name", "codes", "--stop",
            """{"training_iteration": 1}""", .. TrainedRuns.Tiny, "--set", "network.chance_codes=4"]);
        Assert.True(trained.ExitCode == 0, trained.Error);

        Ending ending = MuZeroProgram.Run("diagnose", trained.Output.Trim(), "--games", "2", "--json");
        Ending picture = MuZeroProgram.Run("diagnose", trained.Output.Trim(), "--out", "model.svg");

        Assert.True(ending.ExitCode == 0, ending.Error);
        JsonElement report = JsonDocument.Parse(ending.Output).RootElement;
        Assert.True(report.GetProperty("strength").TryGetProperty("rules_mean", out _));
        Assert.False(report.TryGetProperty("steps", out _));
        Assert.Equal(2, picture.ExitCode);
        Assert.Contains("Leave out --out", Assert.Single(picture.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void RunWithoutAModel_IsUsage()
    {
        Ending trained = MuZeroProgram.Run(["train", "tictactoe", "--run", "alphazero", "--local-dir", runs.LocalDirectory,
            "--experiment-name", "rules", "--stop", """{"training_iteration": 1}""", .. TrainedRuns.Tiny]);
        Assert.True(trained.ExitCode == 0, trained.Error);

        Ending ending = MuZeroProgram.Run("diagnose", trained.Output.Trim());

        Assert.Contains("AlphaZero, which plans with the game's rules and learns no model", ending.ErrorLines[^1],
            StringComparison.Ordinal);
        Assert.Equal(2, ending.ExitCode);
    }

    [Theory]
    [InlineData("--steps", "0")]
    [InlineData("--episodes", "x")]
    [InlineData("--out", "model.jpg")]
    public void Flag_ThatCannotBe_IsUsage(params string[] flags)
        => Assert.Equal(2, MuZeroProgram.Run(["diagnose", runs.TicTacToe, .. flags]).ExitCode);
}
