using System.Text.Json;

namespace MuZero.Cli.Tests.Commands;

public sealed class EvaluateTests(TrainedRuns runs) : IClassFixture<TrainedRuns>
{
    [Fact]
    public void Exhaustive_Json_IsExactlyThreeNumbers()
    {
        Ending ending = MuZeroProgram.Run("evaluate", runs.TicTacToe, "--exhaustive", "--json");

        Assert.Matches(@"^\{""wins"":\d+,""draws"":\d+,""losses"":\d+\}\n$", ending.Output);
        Assert.Equal(0, ending.ExitCode);
    }

    [Fact]
    public void Episodes_OnePlayer_JsonIsExactlyFiveNumbers()
    {
        Ending ending = MuZeroProgram.Run("evaluate", runs.CartPole, "--episodes", "3", "--json");

        Assert.Matches(@"^\{""mean"":[\d.]+,""std"":[\d.]+,""min"":\d+,""max"":\d+,""episodes"":3\}\n$", ending.Output);
    }

    [Fact]
    public void Episodes_TwoPlayers_IsAMatch()
    {
        Ending ending = MuZeroProgram.Run("evaluate", runs.TicTacToe, "--episodes", "10", "--opponent", "solver", "--json");

        JsonElement match = JsonDocument.Parse(ending.Output).RootElement;
        Assert.Equal(10, match.GetProperty("wins").GetInt32() + match.GetProperty("draws").GetInt32() + match.GetProperty("losses").GetInt32());
        Assert.Equal("solver", match.GetProperty("opponent").GetString());
        Assert.True(match.TryGetProperty("elo", out _));
    }

    [Theory]
    [InlineData("There is no opponent 'solvr'. Did you mean 'solver'?", "solvr")]
    [InlineData("cartpole has one player, so the agent has no opponent.", "random")]
    public void Opponent_ThatCannotBe_IsUsage(string expected, string opponent)
    {
        Ending ending = MuZeroProgram.Run("evaluate", runs.CartPole, "--opponent", opponent);

        Assert.Contains(expected, ending.Error, StringComparison.Ordinal);
        Assert.Equal(2, ending.ExitCode);
    }

    [Fact]
    public void OneCheckpoint_IsARunToo()
    {
        Ending ending = MuZeroProgram.Run("evaluate", Path.Combine(runs.TicTacToe, "checkpoint_000001"), "--episodes", "2");

        Assert.Contains("checkpoint_000001", ending.Error, StringComparison.Ordinal);
        Assert.Equal(0, ending.ExitCode);
    }

    [Fact]
    public void TruncatedCheckpoint_FallsBackAndSaysSo()
    {
        string run = runs.Copy();
        File.WriteAllBytes(Path.Combine(run, "checkpoint_000002", "weights.safetensors"), new byte[100]);

        Ending ending = MuZeroProgram.Run("evaluate", run, "--episodes", "2");

        Assert.Contains("continuing from checkpoint_000001", ending.ErrorLines[0], StringComparison.Ordinal);
        Assert.Equal(0, ending.ExitCode);
    }

    [Fact]
    public void WeightsThatAreNoSafetensors_AreCorruptData()
    {
        string checkpoint = Path.Combine(runs.Copy(), "checkpoint_000002");
        File.WriteAllText(Path.Combine(checkpoint, "weights.safetensors"), "these are no weights");

        Ending ending = MuZeroProgram.Run("evaluate", checkpoint);

        Assert.Contains("weights.safetensors", Assert.Single(ending.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(3, ending.ExitCode);
    }

    [Fact]
    public void CheckpointOfAnotherGame_IsIncompatible()
    {
        Ending ending = MuZeroProgram.Run(
            ["train", "cartpole", "--restore", Path.Combine(runs.TicTacToe, "checkpoint_000001"), "--local-dir", runs.LocalDirectory, .. TrainedRuns.Tiny]);

        Assert.Contains("belongs to game 'tictactoe'", ending.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(4, ending.ExitCode);
    }
}
