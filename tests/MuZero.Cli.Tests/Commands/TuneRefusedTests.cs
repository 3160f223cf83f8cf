using MuZero.Tests.Shared;

namespace MuZero.Cli.Tests.Commands;

/// <summary>Studies that are refused: one line, exit code 2, nothing written.</summary>
public sealed class TuneRefusedTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    [Theory]
    [InlineData("Unknown option 'training.learning_rat' (--space). Did you mean 'training.learning_rate'?", "--space",
        "{\"training.learning_rat\": {\"uniform\": [0.1, 1]}}")]
    [InlineData("Unknown option 'training.learning_rat' (--tune). Did you mean 'training.learning_rate'?", "--tune",
        "training.learning_rat")]
    [InlineData("search.c1 is 200 (--space); it must be a number from 0 to 100.", "--space", "{\"search.c1\": {\"uniform\": [1, 200]}}")]
    [InlineData("search.c1 (--space) has an empty grid_search.", "--space", "{\"search.c1\": {\"grid_search\": []}}")]
    [InlineData("Name the options to tune: --tune")]
    [InlineData("--space and --tune cannot be combined.", "--tune", "search.c1", "--space", "{\"search.c1\": {\"uniform\": [1, 2]}}")]
    [InlineData("which cannot be read", "--space", "nowhere.json")]
    [InlineData("--metric names 'evaluation/meen', which is not a result of a run. Did you mean 'evaluation/mean'? Results: "
        + "training_iteration, ", "--tune", "search.c1", "--metric", "evaluation/meen")]
    [InlineData("--metric names 'evaluation/mean', which a run of tictactoe never has: two players have no single return.", "--tune",
        "search.c1", "--metric", "evaluation/mean", "--set", "evaluation.interval_iterations=1")]
    [InlineData("write --metric loss/total --mode min", "--tune", "search.c1", "--metric", "min-loss/total")]
    [InlineData("--mode is 'least'; it must be max or min.", "--tune", "search.c1", "--mode", "least")]
    [InlineData("--search is 'tpee'", "--tune", "search.c1", "--search", "tpee")]
    [InlineData("--scheduler is 'ashaa'; it must be fifo, median, asha, hyperband, pbt, pbt_replay. Did you mean 'asha'?", "--tune",
        "search.c1", "--scheduler", "ashaa")]
    [InlineData("max_tt", "--tune", "search.c1", "--scheduler", "asha", "--scheduler-config", "{\"max_tt\": 3}")]
    [InlineData("--resources-per-trial is '{\"cpus\": 1}'", "--tune", "search.c1", "--resources-per-trial", "{\"cpus\": 1}")]
    [InlineData("--storage is 'sqlit'; it must be sqlite, journal or redis://HOST:PORT. Did you mean 'sqlite'?", "--tune", "search.c1",
        "--storage", "sqlit")]
    [InlineData("Nothing ends a trial.", "--tune", "search.c1", "--set", "stop={}")]
    [InlineData("has no grid", "--tune", "search.c1", "--search", "grid")]
    [InlineData("--seeds-per-trial cannot be combined with population based training", "--tune", "search.c1", "--seeds-per-trial", "2",
        "--scheduler", "pbt")]
    public void New_Refused_IsOneLineAndNothingIsWritten(string expected, params string[] words)
    {
        Ending ending = InProcess.Run(Words(words));

        Assert.Equal(2, ending.ExitCode);
        Assert.Contains(expected, Assert.Single(ending.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_scratch["runs"]));
    }

    [Theory]
    [InlineData("it has search.c1 {\"loguniform\":[0.5,4]}, not {\"uniform\":[1,2]}", "--space", "{\"search.c1\": {\"uniform\": [1, 2]}}")]
    [InlineData("it does not have search.c2", "--tune", "search.c1,search.c2")]
    [InlineData("the metric is loss/total there, not loss/value", "--metric", "loss/value")]
    [InlineData("the mode is max there, not min", "--mode", "min")]
    [InlineData("the scheduler is fifo there, not asha", "--scheduler", "asha")]
    [InlineData("training.batch_size is 8 there, not 9", "--set", "training.batch_size=9")]
    [InlineData("the game is tictactoe there, not cartpole", "--env", "cartpole")]
    public void Resume_OtherSettings_AreRefusedWithTheDifference(string expected, params string[] words)
    {
        InProcess.Run(Words("--tune", "search.c1", "--num-samples", "1", "--search", "random"));
        byte[] before = File.ReadAllBytes(_scratch["runs/s/study.db"]);

        Ending ending = InProcess.Run(["tune", "--resume", "--local-dir", _scratch["runs"], "--experiment-name", "s", .. words]);

        Assert.Equal(2, ending.ExitCode);
        Assert.Contains($"The study cannot be continued with other settings: {expected}", Assert.Single(ending.ErrorLines),
            StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_scratch["runs/s/study.db"]));
    }

    [Fact]
    public void New_StudyThatExists_IsRefused()
    {
        InProcess.Run(Words("--tune", "search.c1", "--num-samples", "1", "--search", "random"));

        Ending again = InProcess.Run(Words("--tune", "search.c1"));

        Assert.Equal(2, again.ExitCode);
        Assert.Contains("holds a study already. Add --resume to continue it", Assert.Single(again.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no study in", "--resume")]
    [InlineData("There is no study t in", "--resume", "--experiment-name", "t")]
    [InlineData("Name the study, as STUDY or with --experiment-name: redis://nowhere:1 may hold several.", "--resume", "--storage",
        "redis://nowhere:1")]
    public void Resume_NoStudy_IsRefused(string expected, params string[] words)
    {
        Ending ending = InProcess.Run(["tune", "--local-dir", _scratch["runs"], .. words]);

        Assert.Equal(2, ending.ExitCode);
        Assert.Contains(expected, Assert.Single(ending.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_MetricThatNoResultCarries_ListsThoseThatTheyDo()
    {
        Ending ending = InProcess.Run(Words(
            "--tune", "search.c1", "--num-samples", "2", "--metric", "evaluation/score", "--set", "evaluation.interval_iterations=5"));

        Assert.Equal(2, ending.ExitCode);
        Assert.Matches("No result of trial [01] carries the metric 'evaluation/score'. Its 1 result had training_iteration, ",
            ending.Error);
    }

    public void Dispose() => _scratch.Dispose();

    private string[] Words(params string[] words) =>
    [
        "tune", "tictactoe", "--local-dir", _scratch["runs"], "--experiment-name", "s", .. TrainedRuns.Tiny,
        .. words.Contains("--metric") ? [] : (string[])["--metric", "loss/total"], "--set", "stop={\"training_iteration\": 1}", .. words,
    ];
}
