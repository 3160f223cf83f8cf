using MuZero.Cli.Views;
using MuZero.Results;

namespace MuZero.Cli.Tests.Views;

public sealed class TrainingColumnTests
{
    [Theory]
    [InlineData(1, 59, "iteration,step,reward,eval mean,loss,time")]
    [InlineData(2, 59, "iteration,step,score,loss,time")]
    [InlineData(2, 79, "iteration,step,score,as first,as second,loss,time")]
    [InlineData(1, 48, "iteration,step,reward,loss,time")]
    [InlineData(1, 39, "")]
    public void Fitting_Width_TakesTheMostImportant(int players, int width, string titles)
    {
        IReadOnlyList<TrainingColumn> columns = TrainingColumn.Fitting(TrainingColumn.Of(players), width);

        Assert.Equal(titles, string.Join(',', columns.Select(column => column.Title)));
    }

    [Fact]
    public void Row_AnyWidth_NeverExceedsIt()
    {
        IReadOnlyList<TrainingColumn> all = TrainingColumn.Of(1);
        IterationResult result = Iteration();

        for (int width = 1; width <= 200; width++)
        {
            IReadOnlyList<TrainingColumn> columns = TrainingColumn.Fitting(all, width);
            string row = columns.Count > 0 ? TrainingColumn.Row(columns, result) : TrainingColumn.Words(all, result, width);

            Assert.True(row.Length <= width, $"{row.Length} of {width}: {row}");
            Assert.True(TrainingColumn.Titles(columns).Length <= width);
        }
    }

    [Fact]
    public void Words_Narrow_AreTheMostImportantFigures()
    {
        IReadOnlyList<TrainingColumn> columns = TrainingColumn.Of(1);

        Assert.Equal("7: step 1400, reward 21.50", TrainingColumn.Words(columns, Iteration(), 30));
    }

    [Fact]
    public void Simulations_ActorsWaitedAllAlong_SaysSo()
    {
        TrainingColumn column = TrainingColumn.Of(1).Single(column => column.Title == "simulations/s");

        Assert.Equal("held back", column.Text(new IterationResult(1, [Metrics.SimulationsPerSecond.Of(0), Metrics.ActorsWaiting.Of(0.9)])));
        Assert.Equal("120", column.Text(new IterationResult(1, [Metrics.SimulationsPerSecond.Of(120), Metrics.ActorsWaiting.Of(0.9)])));
    }

    private static IterationResult Iteration() => new(7,
    [
        Metrics.TrainingIteration.Of(7),
        Metrics.TrainingSteps.Of(1400),
        Metrics.EpisodeRewardMean.Of(21.5),
        Metrics.EvaluationMean.Of(480),
        Metrics.LossTotal.Of(0.25),
        Metrics.TotalSeconds.Of(61),
        Metrics.EpisodesTotal.Of(900),
        Metrics.StepsPerSecond.Of(40.25),
        Metrics.SimulationsPerSecond.Of(29_000),
    ]);
}
