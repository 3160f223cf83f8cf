using MuZero.Errors;
using MuZero.Tuning.Samplers;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Samplers;

public class GridSamplerTests
{
    private static readonly Dictionary<string, IReadOnlyList<object?>> _grid = new() { ["b"] = ["u", "v"], ["a"] = [1L, 2L, 4L] };

    private static readonly string[] _points = ["a=1, b=u", "a=1, b=v", "a=2, b=u", "a=2, b=v", "a=4, b=u", "a=4, b=v"];

    [Fact]
    public void Optimize_MoreTrialsThanPoints_TriesEachPointOnceInOrder()
    {
        using Study study = StudyRuns.Open(new GridSampler(_grid));

        study.Optimize(Value, 10);

        Assert.Equal(_points, study.Lines());
    }

    [Fact]
    public void Optimize_Repeats_TriesAllPointsBeforeThemAgain()
    {
        using Study study = StudyRuns.Open(new GridSampler(_grid, new GridOptions { Repeats = 2 }));

        study.Optimize(Value, 100);

        Assert.Equal([.. _points, .. _points], study.Lines());
    }

    [Fact]
    public void Ask_WorkersSideBySide_TakeDifferentPoints()
    {
        using MemoryStudyLog log = new();
        using Study first = StudyRuns.Open(log, new GridSampler(_grid)), second = StudyRuns.Open(log, new GridSampler(_grid));

        StudyTrial[] trials = [first.Ask(), second.Ask(), second.Ask(), first.Ask()];
        foreach (StudyTrial trial in trials.Reverse())
        {
            Value(trial);
        }

        second.Tell(trials[2], 1.0);
        Value(first.Ask());
        Value(second.Ask());
        Assert.Equal(_points, first.Lines());
        Assert.True(first.Read(new GridSampler(_grid).IsExhausted));
    }

    [Fact]
    public void Optimize_ResumedStudy_GoesOnWithTheNextPoint()
    {
        using MemoryStudyLog log = new();
        using Study first = StudyRuns.Open(log, new GridSampler(_grid));
        first.Optimize(Value, 2);
        using Study second = StudyRuns.Open(log, new GridSampler(_grid));

        second.Optimize(Value, 10);

        Assert.Equal(_points, second.Lines());
    }

    [Theory]
    [InlineData(true, 7)]
    [InlineData(false, 6)]
    public void Optimize_FailedPoint_IsTriedAgainIfAskedFor(bool retries, int trials)
    {
        using Study study = StudyRuns.Open(new GridSampler(_grid, new GridOptions { RetryFailed = retries }));

        study.Optimize(trial => Value(trial) + (trial.Number == 1 ? double.NaN : 0.0), 20);

        Assert.Equal(trials, study.Trials.Count);
        Assert.Equal(retries ? [.. _points, _points[1]] : _points, study.Lines());
    }

    [Fact]
    public void Optimize_ConditionalParameters_TriesEachUsedCombinationOnce()
    {
        using Study study = StudyRuns.Open(new GridSampler(new Dictionary<string, IReadOnlyList<object?>>
        {
            ["kind"] = ["line", "tree"],
            ["depth"] = [1L, 2L, 3L],
            ["leaf"] = [0.5, 1.0],
        }));

        study.Optimize(trial => trial.SuggestCategorical("kind", ["line", "tree"]) == "tree" && trial.SuggestInt("depth", 1, 3) > 1
            ? trial.SuggestFloat("leaf", 0.0, 1.0) : 0.0, 50);

        Assert.Equal(
            ["depth=1, kind=tree", "depth=2, kind=tree, leaf=0.5", "depth=2, kind=tree, leaf=1", "depth=3, kind=tree, leaf=0.5",
                "depth=3, kind=tree, leaf=1", "kind=line"],
            study.Lines().Order());
    }

    [Fact]
    public void Of_Space_ListsChoicesAndSteps()
    {
        GridSampler sampler = GridSampler.Of(new Dictionary<string, Distribution>
        {
            ["rate"] = new FloatDistribution(0.1, 0.3, Step: 0.1),
            ["layers"] = new IntDistribution(2, 6, Step: 2),
            ["rule"] = new CategoricalDistribution([null, true]),
        });

        Assert.Equal(18, sampler.Count);
    }

    [Fact]
    public void Of_RealRangeWithoutSteps_NamesTheParameter()
    {
        UserException fault = Assert.Throws<UserException>(()
            => GridSampler.Of(new Dictionary<string, Distribution> { ["rate"] = new FloatDistribution(0.0, 1.0) }));

        Assert.StartsWith("rate has no grid", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_EmptyOrRepeatedValues_AreRefused()
    {
        Assert.Throws<UserException>(() => new GridSampler(new Dictionary<string, IReadOnlyList<object?>> { ["a"] = [] }));
        Assert.Throws<UserException>(() => new GridSampler(new Dictionary<string, IReadOnlyList<object?>> { ["a"] = [1, 1L] }));
    }

    [Fact]
    public void Suggest_ValueOutsideTheRange_NamesTheValue()
    {
        using Study study = StudyRuns.Open(new GridSampler(_grid));

        UserException fault = Assert.Throws<UserException>(() => study.Ask().SuggestInt("a", 2, 4));

        Assert.Contains("value 1 of a", fault.Message, StringComparison.Ordinal);
    }

    private static double Value(StudyTrial trial)
        => trial.SuggestInt("a", 1, 8) + (trial.SuggestCategorical("b", ["v", "u"]) == "u" ? 0.5 : 0.0);
}
