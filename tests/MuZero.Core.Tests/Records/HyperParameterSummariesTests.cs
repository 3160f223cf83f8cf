using System.Text.Json;
using MuZero.Records;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Records;

/// <summary>The files for TensorBoard's HParams plugin, decoded by protobuf's Python with the field numbers of tensorboard's
/// protos.</summary>
public sealed class HyperParameterSummariesTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void WriteExperiment_Ranges_AreReadAsDomains()
    {
        HyperParameterSummaries.WriteExperiment(
            _scratch.FullPath, "study",
            [new("training.learning_rate", 1e-4, 1e-2), new("search.c1", Choices: [1L, 2.5]), new("mixed", Choices: ["a", null, true, 1L])],
            ["evaluation/mean"], TimeProvider.System);

        JsonElement value = Read("experiment");

        JsonElement experiment = value.GetProperty("content").GetProperty("experiment");
        Assert.Equal("hparams", value.GetProperty("plugin").GetString());
        Assert.Equal([0.0f], value.GetProperty("tensor").EnumerateArray().Select(number => number.GetSingle()));
        Assert.Equal("study", experiment.GetProperty("name").GetString());
        Assert.Equal("evaluation/mean", experiment.GetProperty("metricInfos")[0].GetProperty("name").GetProperty("tag").GetString());
        JsonElement infos = experiment.GetProperty("hparamInfos");
        Assert.Equal("""{"minValue":0.0001,"maxValue":0.01}""", infos[0].GetProperty("domainInterval").GetRawText().Replace(" ", "",
            StringComparison.Ordinal));
        Assert.Equal([1.0, 2.5], infos[1].GetProperty("domainDiscrete").EnumerateArray().Select(number => number.GetDouble()));
        Assert.Equal(["a", "null", "true", "1"], infos[2].GetProperty("domainDiscrete").EnumerateArray().Select(text => text.GetString()));
        Assert.Equal([3, 3, 1], infos.EnumerateArray().Select(info => info.GetProperty("type").GetInt32()));
    }

    [Fact]
    public void WriteStart_Values_AreReadWithTheirTypes()
    {
        HyperParameterSummaries.WriteStart(
            _scratch.FullPath, new Dictionary<string, object?> { ["a"] = 0.5, ["b"] = 3L, ["c"] = true, ["d"] = "x, \"y\"", ["e"] = null },
            TimeProvider.System, "group");

        JsonElement start = Read("session_start_info").GetProperty("content").GetProperty("sessionStartInfo");

        JsonElement values = start.GetProperty("hparams");
        Assert.Equal("group", start.GetProperty("groupName").GetString());
        Assert.True(start.GetProperty("startTimeSecs").GetDouble() > 1.7e9);
        Assert.Equal(0.5, values.GetProperty("a").GetDouble());
        Assert.Equal(3.0, values.GetProperty("b").GetDouble());
        Assert.True(values.GetProperty("c").GetBoolean());
        Assert.Equal("x, \"y\"", values.GetProperty("d").GetString());
        Assert.Equal("null", values.GetProperty("e").GetString());
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public void WriteEnd_Outcome_IsItsStatus(bool hasSucceeded, int status)
    {
        HyperParameterSummaries.WriteEnd(_scratch.FullPath, hasSucceeded, TimeProvider.System);

        JsonElement end = Read("session_end_info").GetProperty("content").GetProperty("sessionEndInfo");

        Assert.Equal(status, end.GetProperty("status").GetInt32());
    }

    [Fact]
    public void Write_BesideARun_IsBeforeItsFirstStepAndInAFileOfItsOwn()
    {
        HyperParameterSummaries.WriteStart(_scratch.FullPath, new Dictionary<string, object?> { ["a"] = 1L }, TimeProvider.System);
        using TensorBoardWriter run = new(_scratch.FullPath, TimeProvider.System, 0);
        HyperParameterSummaries.WriteEnd(_scratch.FullPath, true, TimeProvider.System);

        Assert.Equal(3, Directory.GetFiles(_scratch.FullPath, "events.out.tfevents.*").Length);
        Assert.Equal(-1, Read("session_start_info").GetProperty("step").GetInt64());
    }

    private JsonElement Read(string tag)
        => PythonOracle.Run("read_hparams.py", [.. Directory.GetFiles(_scratch.FullPath, "*.hparams")
            .Order(StringComparer.Ordinal)]).EnumerateArray()
            .Single(value => value.GetProperty("tag").GetString() == $"_hparams_/{tag}");
}
