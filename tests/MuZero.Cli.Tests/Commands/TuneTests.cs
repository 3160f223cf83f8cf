using System.Text.Json;
using MuZero.Tests.Shared;

namespace MuZero.Cli.Tests.Commands;

/// <summary>muzero tune with little runs.</summary>
public sealed class TuneTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    [Theory]
    [InlineData("sqlite", "study.db")]
    [InlineData("journal", "study.journal")]
    public void Tune_Random_TrialsAreRunDirectories(string storage, string file)
    {
        Ending ending = Tune("s", "--num-samples", "2", "--storage", storage);

        Assert.True(ending.ExitCode == 0, ending.Error);
        Assert.True(File.Exists(_scratch[$"runs/s/{file}"]));
        foreach (string trial in (string[])["trial_00000", "trial_00001"])
        {
            foreach (string name in (string[])["params.json", "result.json", "progress.csv", "checkpoint_000002"])
            {
                Assert.True(Path.Exists(_scratch[$"runs/s/{trial}/{name}"]), $"{trial}/{name}");
            }

            Assert.NotEmpty(Directory.GetFiles(_scratch[$"runs/s/{trial}"], "events.out.tfevents.*"));
        }

        Assert.Contains("2 complete of 2 trials", ending.Error, StringComparison.Ordinal);
        Assert.Contains("Train with the best: muzero tune best s", ending.Error, StringComparison.Ordinal);
        Assert.StartsWith("TRIAL  loss/total", ending.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Tune_Json_HasTrialsWithParametersAndTheBest()
    {
        Ending ending = Tune("s", "--num-samples", "3", "--mode", "min", "--json");

        using JsonDocument json = JsonDocument.Parse(ending.Output);
        JsonElement[] trials = [.. json.RootElement.GetProperty("trials").EnumerateArray()];
        Assert.Equal(3, trials.Length);
        Assert.Equal(trials.Min(trial => trial.GetProperty("value").GetDouble()),
            json.RootElement.GetProperty("best").GetProperty("value").GetDouble());
        Assert.All(trials,
            trial => Assert.InRange(trial.GetProperty("parameters").GetProperty("training.learning_rate").GetDouble(), 1e-4, 0.03));
    }

    [Fact]
    public void Tune_TrialsParameters_AreTheOptionsOfItsRun()
    {
        Ending ending = Tune("s", "--num-samples", "1", "--json");

        using JsonDocument json = JsonDocument.Parse(ending.Output),
            run = JsonDocument.Parse(File.ReadAllText(_scratch["runs/s/trial_00000/params.json"]));
        Assert.Equal(
            json.RootElement.GetProperty("trials")[0].GetProperty("parameters").GetProperty("training.learning_rate").GetDouble(),
            run.RootElement.GetProperty("config").GetProperty("training").GetProperty("learning_rate").GetDouble());
    }

    [Fact]
    public void Tune_Grid_EveryPointOnce()
    {
        Ending ending = InProcess.Run(Words(
            "s", "--space", "{\"search.c1\": {\"grid_search\": [1, 2]}, \"training.td_steps\": {\"grid_search\": [3, 5]}}", "--search",
            "grid", "--json"));

        Assert.True(ending.ExitCode == 0, ending.Error);
        using JsonDocument json = JsonDocument.Parse(ending.Output);
        Assert.Equal(
            ["1 3", "1 5", "2 3", "2 5"],
            json.RootElement.GetProperty("trials").EnumerateArray().Select(trial => trial.GetProperty("parameters"))
                .Select(trial => $"{trial.GetProperty("search.c1")} {trial.GetProperty("training.td_steps")}").Order());
    }

    [Theory]
    [InlineData("asha", "{\"max_t\": 2, \"grace_period\": 1, \"reduction_factor\": 2}")]
    [InlineData("hyperband", "{\"max_t\": 3}")]
    [InlineData("median", "{\"min_samples_required\": 1}")]
    [InlineData("pbt", "{\"perturbation_interval\": 1}")]
    public void Tune_AnyScheduler_EndsWithAllTrials(string scheduler, string config)
    {
        Ending ending = Tune("s", "--num-samples", "4", "--scheduler", scheduler, "--scheduler-config", config, "--json");

        Assert.True(ending.ExitCode == 0, ending.Error);
        using JsonDocument json = JsonDocument.Parse(ending.Output);
        string[] states = [.. json.RootElement.GetProperty("trials").EnumerateArray()
            .Select(trial => trial.GetProperty("state").GetString()!)];
        Assert.Equal(4, states.Length);
        Assert.All(states, state => Assert.True(state is "complete" or "pruned", state));
        Assert.Contains("complete", states);
    }

    [Fact]
    public void Tune_PopulationBased_ItsScheduleReplays()
    {
        Ending trained = Tune("s", "--num-samples", "3", "--scheduler", "pbt", "--scheduler-config", "{\"perturbation_interval\": 1}",
            "--max-concurrent", "1", "--deterministic", "--stop", "{\"training_iteration\": 4}");
        string policy = Assert.Single(Directory.GetFiles(_scratch["runs/s"], "pbt_policy.json", SearchOption.AllDirectories).Take(1));

        Ending replayed = Tune(
            "replay", "--num-samples", "1", "--scheduler", "pbt_replay", "--scheduler-config", $"{{\"policy_file\": \"{policy}\"}}",
            "--deterministic", "--json",
            "--stop", "{\"training_iteration\": 4}");

        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.True(replayed.ExitCode == 0, replayed.Error);
        using JsonDocument json = JsonDocument.Parse(replayed.Output), schedule = JsonDocument.Parse(File.ReadAllText(policy));
        Assert.Equal(
            schedule.RootElement.GetProperty("parameters").GetProperty("training.learning_rate").GetDouble(),
            json.RootElement.GetProperty("trials")[0].GetProperty("parameters").GetProperty("training.learning_rate").GetDouble());
        Assert.Contains("goes on from trial 0", replayed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Tune_SeedsPerTrial_EachHasARunOfItsOwn()
    {
        Ending ending = Tune("s", "--num-samples", "1", "--seeds-per-trial", "3");

        Assert.True(ending.ExitCode == 0, ending.Error);
        Assert.Equal(
            ["1", "2", "3"],
            Enumerable.Range(1, 3)
                .Select(seed => JsonDocument.Parse(File.ReadAllText(_scratch[$"runs/s/trial_00000/seed_{seed}/params.json"]))
                .RootElement.GetProperty("config").GetProperty("seed").ToString()));
    }

    [Fact]
    public void Resume_MoreTrials_KeepsThoseThatAreThere()
    {
        Tune("s", "--num-samples", "1");

        Ending ending = InProcess.Run("tune", "--resume", "--local-dir", _scratch["runs"], "--num-samples", "2", "--json");

        Assert.True(ending.ExitCode == 0, ending.Error);
        using JsonDocument json = JsonDocument.Parse(ending.Output);
        Assert.Equal(2, json.RootElement.GetProperty("trials").GetArrayLength());
        Assert.DoesNotContain("trial 0 running", ending.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("journal")]
    public void Resume_RenamedDirectory_GoesOn(string storage)
    {
        Tune("s", "--num-samples", "1", "--storage", storage);
        Directory.Move(_scratch["runs/s"], _scratch["runs/t"]);

        Ending ending = InProcess.Run(
            "tune", "--resume", "--local-dir", _scratch["runs"], "--experiment-name", "t", "--num-samples", "2", "--json");

        Assert.True(ending.ExitCode == 0, ending.Error);
        using JsonDocument json = JsonDocument.Parse(ending.Output);
        Assert.Equal(2, json.RootElement.GetProperty("trials").GetArrayLength());
        Assert.Equal(0, InProcess.Run("tune", "best", "t", "--local-dir", _scratch["runs"]).ExitCode);
    }

    [Fact]
    public void Resume_FirstCommandAgain_GoesOn()
    {
        string[] words =
        [
            "--num-samples", "2", "--scheduler", "asha", "--scheduler-config", "{\"max_t\": 2}", "--stop", "{\"time_total_s\": 100}",
        ];
        Tune("s", [.. words, "--time-budget", "0.01"]);

        Ending ending = Tune("s", [.. words, "--resume"]);

        Assert.True(ending.ExitCode == 0, ending.Error);
        Assert.Contains("of 2 trials", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TimeBudget_Passed_LeavesAStudyThatResumes()
    {
        Ending cut = Tune("s", "--num-samples", "2", "--time-budget", "0.01");
        Ending whole = InProcess.Run("tune", "--resume", "--local-dir", _scratch["runs"]);

        Assert.True(cut.ExitCode == 0, cut.Error);
        Assert.Contains("the time is up. Continue: muzero tune --resume --experiment-name s", cut.Error, StringComparison.Ordinal);
        Assert.Contains("2 complete of 2 trials", whole.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void List_Studies_ShowsGameMetricAndBest()
    {
        Tune("s", "--num-samples", "1");

        Ending ending = InProcess.Run("tune", "list", "--local-dir", _scratch["runs"]);

        Assert.Matches(@"^STUDY +GAME +METRIC +FINISHED +BEST\ns +tictactoe +loss/total +1 of 1 +[\d.]+\n$", ending.Output);
    }

    public void Dispose() => _scratch.Dispose();

    private Ending Tune(string name, params string[] words) => InProcess.Run(Words(name, ["--tune", "training.learning_rate", .. words]));

    private string[] Words(string name, params string[] words) =>
    [
        "tune", "tictactoe", "--local-dir", _scratch["runs"], "--experiment-name", name, "--metric", "loss/total",
        .. words.Contains("--search") ? [] : (string[])["--search", "random"],
        .. words.Contains("--stop") ? [] : (string[])["--set", "stop={\"training_iteration\": 2}"], .. TrainedRuns.Tiny, .. words,
    ];
}
