using System.Text.Json;
using Json.Schema;
using MuZero.Cli.Reference;
using MuZero.Options;

namespace MuZero.Cli.Tests.Reference;

public sealed class ConfigSchemaTests
{
    private static readonly JsonSchema _schema = JsonSchema.FromText(ConfigSchema.Text());

    public static TheoryData<string> Games => [.. Composition.Games().Names];

    [Theory]
    [MemberData(nameof(Games))]
    public void Preset_OfEachGame_IsValid(string game)
    {
        string file = Directory.GetFiles(Path.Combine(MuZeroProgram.Root, "games"), "preset.json", SearchOption.AllDirectories)
            .Single(path => Directory.GetParent(path)!.Name == Composition.Games().Load(game).GetType().Namespace!.Split('.')[^1]);

        Assert.True(IsValid(File.ReadAllText(file)));
    }

    [Theory]
    [InlineData("""{ "$schema": "../docs/config.schema.json", "training": { "learning_rate": 0.01 } }""")]
    [InlineData("""{ "training.learning_rate": 0.01, "stop.evaluation/mean": 475 }""")]
    [InlineData("""{ "stop": { "min-loss/total": 0.1, "training_iteration": 3 } }""")]
    [InlineData("""{ "alphazero": { "search": { "simulations": 10 }, "training.batch_size": 3 } }""")]
    public void Document_OfValidOptions_IsValidForSchemaAndLoader(string json)
    {
        Assert.True(IsValid(json));
        Assert.NotNull(Agents.AgentFamilies.Resolve([new ConfigLayer("file", OptionDocument.Parse(json, "my.json"))]));
    }

    [Theory]
    [InlineData("""{ "trainig": { "learning_rate": 0.01 } }""")]
    [InlineData("""{ "training": { "learning_rat": 0.01 } }""")]
    [InlineData("""{ "training.learning_rate": "fast" }""")]
    [InlineData("""{ "search": { "simulations": -1 } }""")]
    [InlineData("""{ "search": { "normalization": "twig" } }""")]
    [InlineData("""{ "stop": { "training_iterations": 3 } }""")]
    [InlineData("""{ "alphazero": { "search": { "simulation": 10 } } }""")]
    public void Document_OfInvalidOptions_IsRefusedBySchemaAndLoader(string json)
    {
        Assert.False(IsValid(json));
        Assert.Throws<Errors.UserException>(()
            => Agents.AgentFamilies.Resolve([new ConfigLayer("file", OptionDocument.Parse(json, "my.json"))]));
    }

    [Fact]
    public void Schema_EveryWrittenOption_IsValid()
    {
        Assert.True(IsValid(RunOptionsJson.Write(new RunOptions())));
    }

    private static bool IsValid(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json,
            new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        return _schema.Evaluate(document.RootElement).IsValid;
    }
}
