using System.Text.Json;
using MuZero.Errors;
using MuZero.Options;
using MuZero.Records;
using MuZero.Tests.Shared;
using MuZero.Tuning.Running;
using MuZero.Tuning.Spaces;

namespace MuZero.Core.Tests.Tuning.Running;

public sealed class TrialSummariesTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Describe_Space_ListsItsRangesAndTheMetric()
    {
        TunerSettings settings = new()
        {
            Game = "tictactoe",
            Space = SearchSpace.Parse(
                """{"search.simulations": {"randint": [4, 9]}, "network.hidden_size": {"choice": [32, 64]}}""", "test"),
            Options = new RunOptions(),
            Metric = "evaluation/score",
        };

        TrialSummaries.Describe(_scratch.FullPath, "study", settings);

        JsonElement experiment = Read(_scratch.FullPath)[0].GetProperty("content").GetProperty("experiment");
        JsonElement[] infos = [.. experiment.GetProperty("hparamInfos").EnumerateArray()];
        Assert.Equal("evaluation/score", experiment.GetProperty("metricInfos")[0].GetProperty("name").GetProperty("tag").GetString());
        Assert.Equal(8.0,
            infos.Single(info => info.GetProperty("name").GetString() == "search.simulations").GetProperty("domainInterval")
            .GetProperty("maxValue").GetDouble());
        Assert.Equal(2, infos.Single(info
            => info.GetProperty("name").GetString() == "network.hidden_size").GetProperty("domainDiscrete").GetArrayLength());
    }

    [Fact]
    public void StartAndFail_ARun_AreReadInOrder()
    {
        RunDirectory run = RunDirectory.Create(_scratch.FullPath, "trial_00003");
        TrialSummaries summaries = new(run,
            new TrialJob(3, run.FullPath, 0, new Dictionary<string, object?> { ["search.simulations"] = 7L }));

        summaries.Start();
        summaries.Fail();

        JsonElement[] values = Read(run.FullPath);
        JsonElement start = values[0].GetProperty("content").GetProperty("sessionStartInfo");
        Assert.Equal(7.0, start.GetProperty("hparams").GetProperty("search.simulations").GetDouble());
        Assert.Equal("trial 3", start.GetProperty("groupName").GetString());
        Assert.Equal(2, values[1].GetProperty("content").GetProperty("sessionEndInfo").GetProperty("status").GetInt32());
    }

    [Fact]
    public void Start_DirectoryThatIsGone_IsOneLineAndFailIsSilent()
    {
        RunDirectory run = RunDirectory.Create(_scratch.FullPath, "trial_00000");
        TrialSummaries summaries = new(run, new TrialJob(0, run.FullPath, 0, new Dictionary<string, object?>()));
        Directory.Delete(run.FullPath, recursive: true);

        UserException fault = Assert.Throws<UserException>(summaries.Start);

        Assert.Equal(ExitCode.RunFailed, fault.ExitCode);
        Assert.DoesNotContain('\n', fault.Message);
        summaries.Fail();
    }

    private static JsonElement[] Read(string directory) =>
        [.. PythonOracle.Run("read_hparams.py", [.. Directory.GetFiles(directory, "*.hparams")
            .Order(StringComparer.Ordinal)]).EnumerateArray()];
}
