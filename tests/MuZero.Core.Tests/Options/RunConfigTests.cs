using MuZero.Agents;
using MuZero.Errors;
using MuZero.Options;

namespace MuZero.Core.Tests.Options;

public sealed class RunConfigTests
{
    [Fact]
    public void Resolve_LaterLayer_Wins()
    {
        RunConfig config = AgentFamilies.Resolve([Layer("preset", "{\"seed\": 2, \"training.batch_size\": 32}"),
            Layer("file", "{\"seed\": 3}"), Layer("flag", "{\"seed\": 4}")]);

        Assert.Equal(4UL, config.Options.Seed);
        Assert.Equal("flag (flag:1)", config.Origins["seed"]);
        Assert.Equal(32, config.Options.Training.BatchSize);
        Assert.Equal("preset (preset:1)", config.Origins["training.batch_size"]);
        Assert.False(config.Origins.ContainsKey("training.learning_rate"));
    }

    [Theory]
    [InlineData("muzero", 64)]
    [InlineData("alphazero", 16)]
    public void Resolve_AlgorithmsSection_CountsForItAlone(string algorithm, int batch)
    {
        ConfigLayer preset = Layer("preset", "{\"training.batch_size\": 64, \"alphazero\": {\"training\": {\"batch_size\": 16}}}");

        RunConfig config = AgentFamilies.Resolve([preset, Layer("flag", $"{{\"algorithm\": \"{algorithm}\"}}")]);

        Assert.Equal(batch, config.Options.Training.BatchSize);
    }

    [Fact]
    public void Resolve_SectionOfTheOtherAlgorithm_IsCheckedToo()
    {
        UserException thrown = Assert.Throws<UserException>(()
            => AgentFamilies.Resolve([Layer("preset", "{\"alphazero.training.batch_siz\": 1}")]));

        Assert.Contains("Did you mean 'training.batch_size'?", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MuZero", "muzero")]
    [InlineData("Alpha-Zero", "alphazero")]
    public void Resolve_AlgorithmInAnySpelling_IsTheFamilysName(string written, string name)
        => Assert.Equal(name, AgentFamilies.Resolve([Layer("saved", $"{{\"algorithm\": \"{written}\"}}")]).Options.Algorithm);

    [Theory]
    [InlineData("\"ppo\"", "algorithm is \"ppo\" (my.json:1); it must be one of muzero, alphazero.")]
    [InlineData("\"muzreo\"", "it must be one of muzero, alphazero. Did you mean 'muzero'?")]
    [InlineData("3", "algorithm is 3 (my.json:1); it must be one of muzero, alphazero.")]
    public void Resolve_UnknownAlgorithm_NamesAll(string value, string expected)
    {
        UserException thrown = Assert.Throws<UserException>(() => RunConfig.Resolve(
            [Layer("my.json", $"{{\"algorithm\": {value}}}")], ["muzero", "alphazero"]));

        Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, thrown.ExitCode);
    }

    [Fact]
    public void Resolve_StopOfALaterLayer_ReplacesAll()
    {
        RunConfig config = AgentFamilies.Resolve([Layer("preset", "{\"stop\": {\"evaluation/mean\": 1, \"time_total_s\": 2}}"),
            Layer("flag", "{\"stop\": {\"training_iteration\": 3}}")]);

        Assert.Equal(["training_iteration"], config.Options.Stop.Keys);
    }

    [Theory]
    [InlineData("{\"stop\": {\"training_iterations\": 3}}", "Did you mean 'training_iteration'?")]
    [InlineData("{\"stop\": {\"flawless\": 3}}", "Did you mean 'evaluation/flawless'?")]
    [InlineData("{\"checkpoint.score_attribute\": \"min-loss/totl\"}", "Did you mean 'loss/total'?")]
    public void Resolve_UnknownResult_SuggestsTheNearest(string json, string expected)
    {
        UserException thrown = Assert.Throws<UserException>(() => AgentFamilies.Resolve([Layer("flag", json)]));

        Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromEnvironment_DoubleUnderline_IsADot()
    {
        ConfigLayer layer = ConfigSource.FromEnvironment(new Dictionary<string, string>
        {
            ["MUZERO_TRAINING__LEARNING_RATE"] = "0.5",
            ["MUZERO_ALGORITHM"] = "alphazero",
            ["MUZERO_STOP"] = "{\"training_iteration\": 7}",
            ["MUZERO_DEBUG"] = "1",
            ["PATH"] = "/bin",
        }, "MUZERO_", name => name == "MUZERO_DEBUG");

        RunConfig config = AgentFamilies.Resolve([layer]);

        Assert.Equal(0.5, config.Options.Training.LearningRate);
        Assert.Equal("alphazero", config.Options.Algorithm);
        Assert.Equal(7, config.Options.Stop["training_iteration"]);
        Assert.Equal("environment (MUZERO_TRAINING__LEARNING_RATE)", config.Origins["training.learning_rate"]);
    }

    private static ConfigLayer Layer(string origin, string json) => new(origin, OptionDocument.Parse(json, origin));
}
