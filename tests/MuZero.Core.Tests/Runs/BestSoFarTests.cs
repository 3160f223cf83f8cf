using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Options;
using MuZero.Results;
using MuZero.Runs;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Runs;

public class BestSoFarTests
{
    private static readonly GameSpec _two = new Noughts().Spec, _one = new EpisodeWalk().Spec;

    [Theory]
    [InlineData("evaluation/mean", "9.2 55.6 53 50", "1 2")]
    [InlineData("min-loss/total", "3 2 2.5 1", "1 2 4")]
    [InlineData("evaluation/mean", "1 1 0.5 1", "1 2 4")] // of equal results the newer one
    public void Take_Results_KeepsTheBest(string attribute, string values, string taken)
    {
        BestSoFar best = new(_one, new RunOptions { Checkpoint = new CheckpointOptions { ScoreAttribute = attribute } });
        string metric = MetricGoal.Parse(attribute).Metric;

        IEnumerable<int> kept = values.Split(' ')
            .Select((value, i) => (Iteration: i + 1, Value: double.Parse(value, System.Globalization.CultureInfo.InvariantCulture)))
            .Where(result => best.Take(new IterationResult(result.Iteration, [new(metric, result.Value)])))
            .Select(result => result.Iteration);

        Assert.Equal(taken, string.Join(' ', kept));
    }

    [Fact]
    public void Take_NoSuchResult_IsNotTheBest()
    {
        BestSoFar best = new(_two, new RunOptions());

        Assert.False(best.Take(new IterationResult(1, [new("loss/total", 1.0)])));
        Assert.Null(best.Text);
    }

    // Two matches of one score: the one of more games has the higher lower end.
    [Fact]
    public void Take_ByDefault_RanksByTheLowerEnd()
    {
        BestSoFar best = new(_two, new RunOptions());

        Assert.True(best.Take(Match(1, 0.70, 0.60)));
        Assert.False(best.Take(Match(2, 0.75, 0.40)));
        Assert.True(best.Take(Match(3, 0.69, 0.62)));
        Assert.Equal("evaluation/score_low 0.62 in iteration 3", best.Text);
    }

    [Fact]
    public void Take_ExhaustiveByDefault_RanksByLostLines()
    {
        BestSoFar best = new(_two, new RunOptions { Evaluation = new EvaluationOptions { Exhaustive = true } });

        Assert.True(best.Take(new IterationResult(1, [new("evaluation/losses", 12), new("evaluation/score", 0.9)])));
        Assert.True(best.Take(new IterationResult(2, [new("evaluation/losses", 3), new("evaluation/score", 0.8)])));
        Assert.False(best.Take(new IterationResult(3, [new("evaluation/losses", 4), new("evaluation/score", 0.95)])));
    }

    [Fact]
    public void IsChallenged_LooksBetter_IsTrueOnceThereIsABest()
    {
        BestSoFar best = new(_two, new RunOptions());

        Assert.False(best.IsChallenged(Match(1, 0.7, 0.6).Values));
        best.Take(Match(1, 0.7, 0.6));

        Assert.True(best.IsChallenged(Match(2, 0.75, 0.4).Values));
        Assert.False(best.IsChallenged(Match(2, 0.65, 0.5).Values));
        Assert.False(best.IsChallenged([]));
    }

    [Fact]
    public void IsChallenged_ACount_IsFalse()
    {
        BestSoFar best = new(_two, new RunOptions { Checkpoint = new CheckpointOptions { ScoreAttribute = "evaluation/wins" } });
        best.Take(new IterationResult(1, [new("evaluation/wins", 3)]));

        Assert.False(best.IsChallenged([new("evaluation/wins", 5)]));
    }

    private static IterationResult Match(long iteration, double score, double low)
        => new(iteration, [new("evaluation/score", score), new("evaluation/score_low", low)]);
}
