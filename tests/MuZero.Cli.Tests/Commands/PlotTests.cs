namespace MuZero.Cli.Tests.Commands;

public sealed class PlotTests(TrainedRuns runs) : IClassFixture<TrainedRuns>, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("muzero-plot-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Run_NamedResults_ACurveEach()
    {
        string svg = Path.Combine(_directory, "new", "loss.svg");

        Ending ending = InProcess.Run(
            "plot", runs.TicTacToe, "--metric", "loss/policy,loss/value", "--over", "training_steps", "--title", "Losses", "--out", svg);

        Assert.Equal(0, ending.ExitCode);
        string picture = File.ReadAllText(svg);
        Assert.All(new[] { "Losses", "loss/policy", "loss/value", "optimiser steps" }, text => Assert.Contains(text, picture));
    }

    [Fact]
    public void Run_NothingNamed_TheTellingResultOfEveryRunOverTime()
    {
        string svg = Path.Combine(_directory, "runs.svg"), png = Path.Combine(_directory, "runs.png");

        Ending ending = InProcess.Run("plot", runs.TicTacToe, runs.TicTacToe, "--out", svg);
        Ending again = InProcess.Run("plot", runs.TicTacToe, "--out", png);

        Assert.Equal((0, 0), (ending.ExitCode, again.ExitCode));
        Assert.Contains("seconds", File.ReadAllText(svg), StringComparison.Ordinal);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(png)[..4]);
    }

    [Theory]
    [InlineData("No run has the result 'loss/totl'. Did you mean 'loss/total'?", "--metric", "loss/totl")]
    [InlineData("--metric is empty.", "--metric", ",")]
    [InlineData("--over is 'hours'; it must be time_total_s,", "--over", "hours")]
    [InlineData("--out is 'curves.gif'; its name must end in .svg or .png.", "--out", "curves.gif")]
    public void Run_ThatCannotBe_IsUsage(string expected, params string[] flags)
    {
        Ending ending = InProcess.Run(["plot", runs.TicTacToe, .. flags]);

        Assert.Contains(expected, Assert.Single(ending.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(2, ending.ExitCode);
    }

    [Fact]
    public void Run_NoSuchRun_IsUsage()
    {
        Ending ending = InProcess.Run("plot", Path.Combine(_directory, "none"));

        Assert.Contains("There is no run", Assert.Single(ending.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(2, ending.ExitCode);
    }
}
