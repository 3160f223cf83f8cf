using MuZero.Errors;
using MuZero.Options;
using MuZero.Tuning.Exports;
using MuZero.Tuning.Running;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Exports;

public class TrialPresetTests
{
    [Fact]
    public void Write_TunedAndChangedOptions_AreReadByTheOptionParser()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "s", [Direction.Maximize]);
        StudyTrial trial = study.Ask();
        double rate = trial.SuggestFloat("training.learning_rate", 1e-4, 1e-2, log: true);
        long simulations = trial.SuggestInt("search.simulations", 5, 9);
        string algorithm = trial.SuggestCategorical<string>("algorithm", ["alphazero"]);
        study.Tell(trial, 1.0);
        RunOptions defaults = new();
        RunOptions settings = defaults with { Training = defaults.Training with { BatchSize = 77 }, Seed = 99 };

        string text = TrialPreset.Write(trial.Snapshot, settings, [defaults], "The best of 1 trial\nof \"s\"");

        RunOptions read = RunOptionsJson.Read(text, "best.json");
        Assert.Equal(rate, read.Training.LearningRate);
        Assert.Equal(simulations, read.Search.Simulations);
        Assert.Equal(algorithm, read.Algorithm);
        Assert.Equal(77, read.Training.BatchSize);
        Assert.Equal(defaults.Seed, read.Seed);
        Assert.StartsWith("// The best of 1 trial\n// of \"s\"\n{\n", text, StringComparison.Ordinal);
        Assert.Equal(3, text.Split("// tuned").Length - 1);
        Assert.Equal(4, text.Split('\n').Count(line => line.StartsWith("  \"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Write_OptionEqualToThePresetAlone_IsWritten()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "s", [Direction.Maximize]);
        study.Tell(study.Ask(), 1.0);
        RunOptions bare = new(), preset = bare with { Evaluation = bare.Evaluation with { Episodes = 100 } };

        string text = TrialPreset.Write(study.Best!, preset, [preset, bare], "best");

        Assert.Equal(100, RunOptionsJson.Read(text, "best.json").Evaluation.Episodes);
    }

    [Fact]
    public void Write_ParameterThatASchedulerChanged_HasItsLastValue()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "s", [Direction.Maximize]);
        StudyTrial trial = study.Ask();
        trial.SuggestFloat("training.learning_rate", 1e-4, 1e-2);
        study.SetAttribute(trial.Number, ScheduledLog.Parameters, new Dictionary<string, object?> { ["training.learning_rate"] = 0.007 },
            isSystem: true);
        study.Tell(trial, 1.0);

        string text = TrialPreset.Write(study.Best!, null, [], "best");

        Assert.Equal(0.007, RunOptionsJson.Read(text, "best.json").Training.LearningRate);
    }

    [Fact]
    public void Write_ParameterOfAnExploit_HasItsLastValue()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "s", [Direction.Maximize]);
        StudyTrial trial = study.Ask();
        trial.SuggestFloat("training.learning_rate", 1e-4, 1e-2);
        study.SetAttribute(trial.Number, ScheduledLog.Parameters, new Dictionary<string, object?> { ["training.learning_rate"] = 0.003 },
            isSystem: true);
        object[] exploits = [new { time = 4, source = 0, from = 4,
            parameters = new Dictionary<string, object?> { ["training.learning_rate"] = 0.007 } }];
        study.SetAttribute(trial.Number, ScheduledLog.Exploited, exploits, isSystem: true);
        study.Tell(trial, 1.0);

        string text = TrialPreset.Write(study.Best!, null, [], "best");

        Assert.Equal(0.007, RunOptionsJson.Read(text, "best.json").Training.LearningRate);
    }

    [Fact]
    public void Write_ParameterThatIsNoOption_NamesItAndTheTrial()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "s", [Direction.Maximize]);
        StudyTrial trial = study.Ask();
        trial.SuggestFloat("training.learning_rat", 0, 1);
        study.Tell(trial, 1.0);

        UserException fault = Assert.Throws<UserException>(() => TrialPreset.Write(study.Best!, null, [], "best"));

        Assert.StartsWith("Unknown option 'training.learning_rat' (trial 0). Did you mean", fault.Message, StringComparison.Ordinal);
    }
}
