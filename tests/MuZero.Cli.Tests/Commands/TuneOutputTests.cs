using System.Text.Json;
using MuZero.Options;
using MuZero.Tests.Shared;
using MuZero.Tuning.Running;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Cli.Tests.Commands;

/// <summary>muzero tune report, best and export over a study of a journal file.</summary>
public sealed class TuneOutputTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Best_OfAStudy_IsAFileThatTrainTakes()
    {
        Make("s", trials: 5);

        Ending best = Tune("best", "s");

        Assert.Equal(0, best.ExitCode);
        string file = _scratch["best.json"];
        File.WriteAllText(file, best.Output);
        Assert.Contains("// The best of 5 trials of the study s: trial 4, evaluation/mean 4.", best.Output, StringComparison.Ordinal);
        Assert.Matches("\"training.learning_rate\": 0.005,? // tuned", best.Output);
        Ending explained = InProcess.Run("config", "explain", "tictactoe", "training.learning_rate", "-f", file, "--json");
        Assert.Equal(0, explained.ExitCode);
        Assert.Contains("0.005", explained.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("stop", best.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Best_OptionsThatTheGameHasWithAndWithoutItsPreset_AreLeftOut()
    {
        Make("s", trials: 1, options => options with { Training = options.Training with { BatchSize = 77 } });

        string[] lines = [.. Tune("best", "s").Output.Split('\n').Where(line => line.StartsWith("  \"", StringComparison.Ordinal))];

        Assert.Contains("  \"training.batch_size\": 77,", lines);
        Assert.Contains("  \"search.simulations\": 7, // tuned", lines);
        // The preset's alone.
        Assert.Contains(lines, line => line.StartsWith("  \"evaluation.exhaustive\": true", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("search.c1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, null, "The study s has no complete trial that meets its constraints yet.")]
    [InlineData(2, "7", "The study s has no trial 7; it has 0 to 1.")]
    [InlineData(0, "0", "The study s has no trial yet.")]
    public void Best_NoSuchTrial_IsOneLine(int trials, string? number, string message)
    {
        Make("s", trials);

        Ending ending = number is null ? Tune("best", "s") : Tune("best", "s", "--trial", number);

        Assert.Equal(2, ending.ExitCode);
        Assert.StartsWith(message, ending.Error, StringComparison.Ordinal);
        Assert.Single(ending.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Report_WithPictures_WritesAllFiles()
    {
        Make("s", trials: 5);

        Ending ending = Tune("report", "s", "--pictures", _scratch["pictures"]);

        Assert.Equal(0, ending.ExitCode);
        string report = _scratch["runs/s/report.html"];
        Assert.Contains("</html>", File.ReadAllText(report), StringComparison.Ordinal);
        Assert.Equal(Directory.GetFiles(_scratch["pictures"]).Append(report).Order(StringComparer.Ordinal),
            ending.Output.Trim().Split('\n').Order(StringComparer.Ordinal));
        Assert.Equal(8, Directory.GetFiles(_scratch["pictures"], "*.png").Length);
        Assert.Equal(8, Directory.GetFiles(_scratch["pictures"], "*.svg").Length);
    }

    [Fact]
    public void Export_Csv_HasARowPerTrial()
    {
        Make("s", trials: 3);

        Ending ending = Tune("export", "s", "--format", "csv");

        Assert.Equal(4, ending.Output.TrimEnd('\n').Split('\n').Length);
        Assert.StartsWith("number,value,", ending.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_Json_IsChosenByTheFilesEnding()
    {
        Make("s", trials: 3);

        Ending ending = Tune("export", "s", "--out", _scratch["new/study.json"]);

        Assert.Equal(0, ending.ExitCode);
        using JsonDocument written = JsonDocument.Parse(File.ReadAllBytes(_scratch["new/study.json"]));
        Assert.Equal(3, written.RootElement.GetProperty("trials").GetArrayLength());
    }

    [Fact]
    public void Export_Optuna_IsAJournalThatHoldsTheStudy()
    {
        Make("s", trials: 3);

        Ending ending = Tune("export", "s", "--format", "optuna", "--out", _scratch["copy.log"]);

        Assert.Equal(0, ending.ExitCode);
        using Study copy = Study.Load(new JournalFileLog(_scratch["copy.log"]));
        Assert.Equal([0.0, 1.0, 2.0], copy.Trials.Select(trial => trial.Value));
    }

    [Theory]
    [InlineData("--format", "cvs", "--format is 'cvs'; it must be csv, json or optuna. Did you mean 'csv'?")]
    [InlineData("--out", "x.xlsx", "--out ends with .xlsx, which is not a format.")]
    public void Export_UnknownFormat_IsOneLine(string flag, string value, string message)
    {
        Make("s", trials: 1);

        Ending ending = Tune("export", "s", flag, value);

        Assert.Equal(2, ending.ExitCode);
        Assert.StartsWith(message, ending.Error, StringComparison.Ordinal);
    }

    private Ending Tune(string command, string study, params string[] words)
        => InProcess.Run(["tune", command, study, "--local-dir", _scratch["runs"], .. words]);

    // Trial i has the learning rate (i + 1) / 1000 and the value i.
    private void Make(string name, int trials, Func<RunOptions, RunOptions>? change = null)
    {
        string directory = Directory.CreateDirectory(_scratch[Path.Combine("runs", name)]).FullName;
        using Study study = Study.Open(new JournalFileLog(Path.Combine(directory, "study.journal")), name, [Direction.Maximize]);
        RunOptions options = Agents.AgentFamilies.Resolve(ConfigSource.OfGame(Composition.Games().Load("tictactoe")).ToArray()).Options;
        study.SetUserAttribute(TunerSettings.Attribute, new TunerSettings
        {
            Game = "tictactoe",
            Space = SearchSpace.Parse(
                """{"training.learning_rate": {"uniform": [0.0001, 1]}, "search.simulations": {"choice": [7]}}""", "test"),
            Options = (change?.Invoke(options) ?? options) with { Stop = new Dictionary<string, double> { ["training_iteration"] = 1 } },
            Metric = "evaluation/mean",
        }.ToJson());
        for (int i = 0; i < trials; i++)
        {
            study.Enqueue(new Dictionary<string, object?> { ["training.learning_rate"] = (i + 1) / 1000.0, ["search.simulations"] = 7L });
            StudyTrial trial = study.Ask();
            trial.SuggestFloat("training.learning_rate", 0.0001, 1.0);
            trial.SuggestCategorical<long>("search.simulations", [7L]);
            trial.Report(i, 1);
            study.Tell(trial, i);
        }
    }
}
