using System.Text.Json;
using MuZero.Errors;
using MuZero.Tuning.Samplers;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Studies;

public class StudyTests
{
    private static readonly Dictionary<string, Distribution> _space = new()
    {
        ["x"] = new FloatDistribution(-5.0, 5.0),
        ["layers"] = new IntDistribution(1, 8),
        ["rule"] = new CategoricalDistribution(["puct", 1L, 0.5, true, null]),
    };

    [Fact]
    public void AskAndTell_Minimise_BestHasTheSmallestValue()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "sphere", [Direction.Minimize]);

        study.Optimize(trial => Math.Pow(trial.SuggestFloat("x", -5.0, 5.0), 2.0), 50);

        Assert.Equal(50, study.Trials.Count(trial => trial.State == TrialState.Complete));
        Assert.Equal(study.Trials.Min(trial => trial.Value), study.Best!.Value);
    }

    [Fact]
    public void Ask_SameSeed_DrawsTheSameParametersInAnyOrder()
    {
        using Study first = Study.Open(new MemoryStudyLog(), "a", [Direction.Minimize]);
        using Study second = Study.Open(new MemoryStudyLog(), "a", [Direction.Minimize]);

        StudyTrial all = first.Ask(_space);
        StudyTrial some = second.Ask();

        Assert.Equal(all.Snapshot.Parameters["rule"].Value, some.Suggest("rule", _space["rule"]));
        Assert.Equal(all.Snapshot.Parameters["x"].Value, some.Suggest("x", _space["x"]));
    }

    [Fact]
    public void Suggest_Twice_IsTheSameValue()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "a", [Direction.Minimize]);
        StudyTrial trial = study.Ask();

        Assert.Equal(trial.SuggestFloat("x", 0.0, 1.0), trial.SuggestFloat("x", 0.0, 1.0));
        Assert.Throws<ArgumentException>(() => trial.SuggestInt("x", 0, 1));
    }

    [Fact]
    public void Ask_EnqueuedTrial_ComesFirstWithItsParameters()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "a", [Direction.Minimize]);
        int queued = study.Enqueue(new Dictionary<string, object?> { ["x"] = 1.5, ["rule"] = null },
            new Dictionary<string, object?> { ["from"] = "preset" });

        StudyTrial trial = study.Ask(_space);

        Assert.Equal(queued, trial.Number);
        Assert.Equal(1.5, trial.Snapshot.Parameters["x"].Value);
        Assert.Null(trial.Snapshot.Parameters["rule"].Value);
        Assert.Equal("preset", trial.Snapshot.UserAttributes["from"].GetString());
    }

    [Fact]
    public void SuggestCategorical_WholeAndFractionalNumbers_AreTheSameChoicesAgain()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "a", [Direction.Minimize]);
        StudyTrial trial = study.Ask();

        Assert.Equal(trial.SuggestCategorical("rate", [0.5, 1.0]), trial.SuggestCategorical("rate", [0.5, 1.0]));
    }

    [Fact]
    public void GiveBack_RunningTrial_IsTakenByAnotherWorkerAsItIs()
    {
        using MemoryStudyLog log = new();
        using Study first = Study.Open(log, "a", [Direction.Minimize], new StudyOptions { Worker = "1" });
        using Study second = Study.Load(log, new StudyOptions { Worker = "2" });
        StudyTrial left = first.Ask(_space);

        first.GiveBack(left.Number);
        StudyTrial taken = second.Ask(_space);

        Assert.Equal(left.Number, taken.Number);
        Assert.Equal(left.Snapshot.Parameters["x"].Value, taken.Snapshot.Parameters["x"].Value);
        Assert.Equal("2", taken.Snapshot.Worker);
        Assert.Single(second.Trials);
    }

    [Fact]
    public void Ask_EnqueuedValueOutsideTheRange_SaysWhatToDo()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "a", [Direction.Minimize]);
        study.Enqueue(new Dictionary<string, object?> { ["x"] = 7.5 });

        UserException fault = Assert.Throws<UserException>(() => study.Ask(_space));

        Assert.StartsWith("Trial 0 was enqueued with x 7.5, which is not in its range", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tell_PrunedWithTooManyValues_IsRefused()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "a", [Direction.Minimize]);
        StudyTrial trial = study.Ask();

        Assert.Throws<ArgumentException>(() => study.Tell(trial.Number, TrialState.Pruned, 1.0, 2.0));
    }

    [Fact]
    public void Tell_Nan_IsFailed()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "a", [Direction.Minimize]);

        Trial told = study.Tell(study.Ask(), double.NaN);

        Assert.Equal(TrialState.Failed, told.State);
        Assert.Null(study.Best);
    }

    [Fact]
    public void Tell_FinishedTrial_ChangesNothing()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "a", [Direction.Minimize]);
        StudyTrial trial = study.Ask();
        study.Tell(trial, 1.0);

        Trial again = study.Tell(trial, 2.0);

        Assert.Equal(1.0, again.Value);
        Assert.Single(study.Read(state => state.Finished));
    }

    [Fact]
    public void Tell_PrunedWithoutValue_TakesTheLastReport()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "a", [Direction.Maximize]);
        StudyTrial trial = study.Ask();
        trial.Report(3.0, 1);
        trial.Report(double.NaN, 0);

        Trial pruned = study.Tell(trial.Number, TrialState.Pruned);

        Assert.Equal([new IntermediateValue(0, double.NaN), new IntermediateValue(1, 3.0)], pruned.Intermediate);
        Assert.Equal(3.0, pruned.Value);
    }

    [Fact]
    public void TwoWorkers_OneLog_SeeTheSameStudy()
    {
        using MemoryStudyLog log = new();
        using Study first = Study.Open(log, "a", [Direction.Minimize], new StudyOptions { Worker = "1" });
        using Study second = Study.Load(log, new StudyOptions { Worker = "2", Sampler = new RandomSampler() });

        StudyTrial mine = first.Ask(_space), theirs = second.Ask(_space);
        second.Tell(theirs, 2.0);
        first.Tell(mine, 1.0);

        Assert.Equal([0, 1], [mine.Number, theirs.Number]);
        Assert.Equal(JsonSerializer.Serialize(first.Trials.Select(trial => trial.Value)),
            JsonSerializer.Serialize(second.Trials.Select(trial => trial.Value)));
        Assert.Equal("2", first.Trials[1].Worker);
    }
}
