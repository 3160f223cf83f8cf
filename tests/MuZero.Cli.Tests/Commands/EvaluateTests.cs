using System.Text.Json;

namespace MuZero.Cli.Tests.Commands;

public sealed class EvaluateTests(TrainedRuns runs) : IClassFixture<TrainedRuns>
{
    [Fact]
    public void Exhaustive_Json_HasLinesBySeat()
    {
        Ending ending = MuZeroProgram.Run("evaluate", runs.TicTacToe, "--exhaustive", "--json");

        Assert.Matches(
            @"^\{""wins"":\d+,""draws"":\d+,""losses"":\d+,""as_first"":\{""wins"":\d+,""draws"":\d+,""losses"":\d+\}"
                + @",""as_second"":\{""wins"":.+\}\}\n$",
            ending.Output);
        Assert.Equal(0, ending.ExitCode);
    }

    [Theory]
    [InlineData("first", "as_first", "as_second")]
    [InlineData("second", "as_second", "as_first")]
    public void Exhaustive_OneSeat_CountsItAlone(string seat, string counted, string other)
    {
        Ending both = MuZeroProgram.Run("evaluate", runs.TicTacToe, "--exhaustive", "--json");
        Ending ending = MuZeroProgram.Run("evaluate", runs.TicTacToe, "--exhaustive", "--json", "--seat", seat);
        Ending text = MuZeroProgram.Run("evaluate", runs.TicTacToe, "--exhaustive", "--seat", seat);

        JsonElement lines = JsonDocument.Parse(ending.Output).RootElement;
        Assert.Equal(JsonDocument.Parse(both.Output).RootElement.GetProperty(counted).GetRawText(),
            lines.GetProperty(counted).GetRawText());
        Assert.False(lines.TryGetProperty(other, out _));
        Assert.Equal(2, text.Output.TrimEnd().Split('\n').Length);
    }

    [Theory]
    [InlineData("--seat is 'third'; it must be first or second.", "--exhaustive", "--seat", "third")]
    [InlineData("--seat has an effect with --exhaustive alone.", "--seat", "first")]
    public void Seat_ThatCannotBe_IsUsage(string expected, params string[] flags)
    {
        Ending ending = MuZeroProgram.Run(["evaluate", runs.TicTacToe, .. flags]);

        Assert.Contains(expected, Assert.Single(ending.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(2, ending.ExitCode);
    }

    [Fact]
    public void Episodes_OnePlayer_StandBesideARandomPlayers()
    {
        Ending ending = MuZeroProgram.Run("evaluate", runs.CartPole, "--episodes", "3", "--json");

        JsonElement returns = JsonDocument.Parse(ending.Output).RootElement;
        foreach (JsonElement player in new[] { returns, returns.GetProperty("random") })
        {
            Assert.Equal(3, player.GetProperty("episodes").GetInt32());
            Assert.InRange(player.GetProperty("mean").GetDouble(), player.GetProperty("mean_low").GetDouble(),
                player.GetProperty("mean_high").GetDouble());
            Assert.InRange(player.GetProperty("mean").GetDouble(), player.GetProperty("min").GetDouble(),
                player.GetProperty("max").GetDouble());
        }

        Assert.Equal(("student", 95), (returns.GetProperty("interval").GetString(), returns.GetProperty("confidence").GetInt32()));
    }

    [Fact]
    public void Episodes_OnePlayerAsText_IsATableOfPlayers()
    {
        Ending ending = MuZeroProgram.Run("evaluate", runs.CartPole, "--episodes", "3", "--confidence", "90");

        Assert.Contains("90 % INTERVAL", ending.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^agent .*of 3$", ending.Output);
        Assert.Matches(@"(?m)^random .*of 3$", ending.Output);
    }

    [Fact]
    public void Episodes_TwoPlayers_IsAMatch()
    {
        Ending ending = MuZeroProgram.Run("evaluate", runs.TicTacToe, "--episodes", "10", "--opponent", "solver", "--json");

        JsonElement match = JsonDocument.Parse(ending.Output).RootElement;
        Assert.Equal(10,
            match.GetProperty("wins").GetInt32() + match.GetProperty("draws").GetInt32() + match.GetProperty("losses").GetInt32());
        Assert.Equal("solver", match.GetProperty("opponent").GetString());
        Assert.Equal(2, match.GetProperty("opening_plies").GetInt32());
        Assert.Equal(5, match.GetProperty("different_pairs").GetInt32());
        Assert.InRange(match.GetProperty("score").GetDouble(), match.GetProperty("score_low").GetDouble(),
            match.GetProperty("score_high").GetDouble());
        Assert.Equal(5, Sum(match.GetProperty("as_first")));
        Assert.Equal(5, Sum(match.GetProperty("as_second")));

        static int Sum(JsonElement games)
            => games.GetProperty("wins").GetInt32() + games.GetProperty("draws").GetInt32() + games.GetProperty("losses").GetInt32();
    }

    [Fact]
    public void Episodes_TwoPlayersAsText_NamesIntervalAndDifferentGames()
    {
        Ending ending = MuZeroProgram.Run("evaluate", runs.TicTacToe, "--episodes", "20", "--opponent", "random");

        Assert.Matches(@"(?m)^as first +\d+ +\d+ +\d+$", ending.Output);
        Assert.Matches(
            @"(?m)^score [\d.]+ against random, 95 % interval [\d.]+ to [\d.]+ \(Wilson, over \d+ different pairs of games\)$",
            ending.Output);
        Assert.Matches(@"(?m)^Elo difference (above |below )?[+-]?\d+", ending.Output);
        Assert.Matches(@"(?m)^20 games after 2 random opening plies, each opening from both seats; \d+ of them different$", ending.Output);
    }

    [Fact]
    public void Opponent_AnotherCheckpoint_PlaysTheSameOpenings()
    {
        string first = Path.Combine(runs.TicTacToe, "checkpoint_000001");

        Ending ending = MuZeroProgram.Run("evaluate", runs.TicTacToe, "--opponent", first, "--episodes", "12", "--json");
        Ending itself = MuZeroProgram.Run("evaluate", first, "--opponent", first, "--episodes", "12", "--json");

        JsonElement match = JsonDocument.Parse(ending.Output).RootElement;
        Assert.Equal((12, first), (match.GetProperty("games").GetInt32(), match.GetProperty("opponent").GetString()));
        Assert.Equal(0.5, JsonDocument.Parse(itself.Output).RootElement.GetProperty("score").GetDouble());
    }

    [Fact]
    public void Opponent_OfAnotherGame_IsIncompatible()
    {
        Ending ending = MuZeroProgram.Run("evaluate", runs.TicTacToe, "--opponent", runs.CartPole);

        Assert.Contains("cartpole", ending.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(4, ending.ExitCode);
    }

    [Fact]
    public void Seed_Same_RepeatsTheNumbers()
    {
        string[] command = ["evaluate", runs.TicTacToe, "--opponent", "random", "--episodes", "30", "--json", "--seed"];

        string first = MuZeroProgram.Run([.. command, "5"]).Output, again = MuZeroProgram.Run([.. command, "5"]).Output;

        Assert.Equal(first, again);
        Assert.NotEqual(first, MuZeroProgram.Run([.. command, "6"]).Output);
    }

    [Fact]
    public void Confidence_NotALevel_IsUsage()
    {
        Ending ending = MuZeroProgram.Run("evaluate", runs.TicTacToe, "--confidence", "80");

        Assert.Contains("--confidence is '80'; it must be 90, 95, 99.", ending.Error, StringComparison.Ordinal);
        Assert.Equal(2, ending.ExitCode);
    }

    [Theory]
    [InlineData("There is no opponent 'solvr'. Did you mean 'solver'?", "tictactoe", "solvr")]
    [InlineData("cartpole has one player, so the agent has no opponent.", "cartpole", "random")]
    public void Opponent_ThatCannotBe_IsUsage(string expected, string run, string opponent)
    {
        Ending ending = MuZeroProgram.Run("evaluate", Path.Combine(runs.LocalDirectory, run), "--opponent", opponent);

        Assert.Contains(expected, ending.Error, StringComparison.Ordinal);
        Assert.Equal(2, ending.ExitCode);
    }

    [Fact]
    public void Accuracy_All_JudgesEveryPosition()
    {
        Ending ending = MuZeroProgram.Run("evaluate", runs.TicTacToe, "--accuracy", "all", "--json", "--simulations", "2");

        JsonElement numbers = JsonDocument.Parse(ending.Output).RootElement;
        Assert.Equal(4520, numbers.GetProperty("positions").GetInt32());
        Assert.Equal(2, numbers.GetProperty("simulations").GetInt32());
        Assert.Equal("none", numbers.GetProperty("interval").GetString());
        Assert.Equal(4, numbers.GetProperty("phases").GetArrayLength());
        Assert.InRange(numbers.GetProperty("accuracy").GetDouble(), 0.3, 1.0);
    }

    [Fact]
    public void Accuracy_SampleAsText_RowPerPhaseWithInterval()
    {
        Ending ending = MuZeroProgram.Run("evaluate", runs.TicTacToe, "--accuracy", "40", "--plies", "3,5", "--simulations", "2");

        Assert.Matches(@"(?m)^PLIES +POSITIONS +MISTAKES +ACCURACY +95 % INTERVAL +AT RANDOM$", ending.Output);
        Assert.Matches(@"(?m)^3 +40 +\d+ +[\d.]+ % +[\d.]+ % to [\d.]+ % +[\d.]+ %$", ending.Output);
        Assert.Matches(@"(?m)^all +80 +\d+ ", ending.Output);
    }

    [Theory]
    [InlineData("cartpole has no solver, so --accuracy has nothing to judge by.", "cartpole", "--accuracy")]
    [InlineData("--accuracy is 'some'; it must be a whole number from 1 to 1000000, or all.", "tictactoe", "--accuracy", "some")]
    [InlineData("--plies is '5,3'; it must be whole numbers in ascending order", "tictactoe", "--accuracy", "--plies", "5,3")]
    [InlineData("--plies has an effect with --accuracy alone.", "tictactoe", "--plies", "5")]
    [InlineData("--solved has an effect with --accuracy alone.", "tictactoe", "--solved", "file")]
    [InlineData("--accuracy judges positions and plays no games", "tictactoe", "--accuracy", "--exhaustive")]
    public void Accuracy_ThatCannotBe_IsUsage(string expected, string run, params string[] flags)
    {
        Ending ending = MuZeroProgram.Run(["evaluate", Path.Combine(runs.LocalDirectory, run), .. flags]);

        Assert.Contains(expected, Assert.Single(ending.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(2, ending.ExitCode);
    }

    [Fact]
    public void Accuracy_SolvedFileThatCannotBeOpened_IsUsage()
    {
        Ending ending = MuZeroProgram.Run("evaluate", runs.TicTacToe, "--accuracy", "3", "--solved", "/");

        Assert.Contains("The file of solved positions cannot be opened: ", ending.ErrorLines[^1], StringComparison.Ordinal);
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
    public void Best_OfARun_IsNamedAndCanBeNamed()
    {
        Ending train = MuZeroProgram.Run(
        [
            "train", "tictactoe", "--local-dir", runs.LocalDirectory, "--experiment-name", "ranked", "--stop",
            "{\"training_iteration\": 3}", .. TrainedRuns.Tiny,
            "--checkpoint-score-attr", "loss/total", "--keep-checkpoints-num", "1",
        ]);
        string run = train.Output.Trim(), best = Path.Combine(run, "best");

        Ending newest = MuZeroProgram.Run("evaluate", run, "--episodes", "2");
        Ending ranked = MuZeroProgram.Run("evaluate", best, "--episodes", "2", "--json");
        Ending played = MuZeroProgram.Run("play", best);

        Assert.Contains("; best/ has loss/total ", train.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Contains($"evaluating {Path.Combine(run, "checkpoint_000003")}; the run's best checkpoint is {best}", newest.Error,
            StringComparison.Ordinal);
        Assert.Equal(best, JsonDocument.Parse(ranked.Output).RootElement.GetProperty("checkpoint").GetString());
        Assert.Contains($"playing against {best}", played.Error, StringComparison.Ordinal);
        Assert.Equal((0, 0), (ranked.ExitCode, played.ExitCode));
    }

    [Fact]
    public void Train_AStopThatTheRunNeverHas_IsUsageAndLeavesNothing()
    {
        Ending train = MuZeroProgram.Run(
            ["train", "tictactoe", "--local-dir", runs.LocalDirectory, "--experiment-name", "never", .. TrainedRuns.Tiny, "--stop",
                "{\"evaluation/mean\": 1}"]);

        Assert.Contains("stop names 'evaluation/mean', which a run of tictactoe never has", train.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(2, train.ExitCode);
        Assert.False(Directory.Exists(Path.Combine(runs.LocalDirectory, "never")));
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
            ["train", "cartpole", "--restore", Path.Combine(runs.TicTacToe, "checkpoint_000001"), "--local-dir", runs.LocalDirectory,
                .. TrainedRuns.Tiny]);

        Assert.Contains("was made for tictactoe (v1), not cartpole (v1)", ending.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(4, ending.ExitCode);
    }
}
