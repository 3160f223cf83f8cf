using MuZero.Cli.Tests.Protocols;
using MuZero.Tests.Shared;

namespace MuZero.Cli.Tests.Commands;

/// <summary>A game with continuous actions through the commands: training, evaluation, play, and what is refused.</summary>
public sealed class ContinuousActionsTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    [Fact]
    public void Train_Pendulum_CanBeResumedEvaluatedAndPlayed()
    {
        string run = TrainTiny();

        Ending resumed = InProcess.Run("train", "--resume", "--local-dir", _scratch["runs"], "--experiment-name", "p", "--stop",
            "{\"training_iteration\": 2}");
        Ending evaluated = InProcess.Run("evaluate", run, "--episodes", "2", "--json");
        Ending played = Sessions.Run("0.5\n-2\n2.5\nabc\nhint\nauto\nundo\nmoves\nquit\n", "play", run, "--seed", "1");

        Assert.Equal((0, 0, 0), (resumed.ExitCode, evaluated.ExitCode, played.ExitCode));
        Assert.Contains("-", evaluated.Output, StringComparison.Ordinal);
        Assert.Contains("step 2 ", played.Output, StringComparison.Ordinal);
        Assert.Contains("'2.5' is not an action or a command.", played.Output, StringComparison.Ordinal);
        Assert.Contains("An action is a number within [-2, 2], such as 0.5.", played.Output, StringComparison.Ordinal);
        Assert.Contains("The agent plays for you: ", played.Output, StringComparison.Ordinal);
        Assert.Contains("VISITS", played.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_ThatNameActionsByNumber_AreRefusedInOneLine()
    {
        string run = TrainTiny();
        foreach (string[] words in new[] { new[] { "analyse", run }, ["diagnose", run], ["evaluate", run, "--exhaustive"] })
        {
            Ending refused = InProcess.Run(words);

            Assert.Equal(2, refused.ExitCode);
            Assert.Single(refused.Error.Trim().Split('\n'), line => line.Contains("continuous", StringComparison.Ordinal)
                || line.Contains("two players", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("Set search.variant to sampled.", "--set", "search.variant=puct")]
    [InlineData("Set search.variant to sampled.", "--set", "search.variant=gumbel")]
    [InlineData("Use --run muzero.", "--run", "alphazero")]
    [InlineData("Leave it out.", "--set", "position.lower_confidence_bound=5")]
    public void Train_WhatContinuousActionsExclude_IsRefusedAndLeavesNothing(string remedy, params string[] words)
    {
        Ending refused = InProcess.Run(["train", "pendulum", "--local-dir", _scratch["runs"], .. words]);

        Assert.Equal(2, refused.ExitCode);
        string line = Assert.Single(refused.Error.Trim().Split('\n'));
        Assert.EndsWith(remedy, line, StringComparison.Ordinal);
        Assert.Empty(Directory.Exists(_scratch["runs"]) ? Directory.GetDirectories(_scratch["runs"]) : []);
    }

    [Theory]
    [InlineData("muzero")]
    [InlineData("alphazero")]
    public void Train_AmazonsSampled_PlaysOnBothModels(string family)
    {
        Ending trained = InProcess.Run(
            ["train", "amazons5", "--run", family, "--local-dir", _scratch["runs"], "--experiment-name", "a", .. TrainedRuns.Tiny, "--set",
                "search.variant=sampled", "--set", "self_play.games=2", "--set", "search.sampled_actions=4", "--stop",
                "{\"training_iteration\": 1}"]);

        Assert.Equal((0, true), (trained.ExitCode, Directory.Exists(_scratch["runs/a"])));
    }

    public void Dispose() => _scratch.Dispose();

    private string TrainTiny()
    {
        Ending trained = InProcess.Run(["train", "pendulum", "--local-dir", _scratch["runs"], "--experiment-name", "p", .. TrainedRuns.Tiny,
            "--set", "reanalyse.ratio=0.1", "--stop", "{\"training_iteration\": 1}"]);
        Assert.Equal(0, trained.ExitCode);
        return _scratch["runs/p"];
    }
}
