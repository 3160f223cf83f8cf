using System.Text.Json;
using System.Text.Json.Nodes;

namespace MuZero.Cli.Tests.Commands;

/// <summary>muzero config explain with the name of an option or of a section.</summary>
public sealed class ConfigExplainTests
{
    [Fact]
    public void Explain_Option_ShowsMeaningValuesAndOrigin()
    {
        Ending ending = MuZeroProgram.Run("config", "explain", "cartpole", "search.simulations", "--set", "search.simulations=7");

        Assert.Equal((0, ""), (ending.ExitCode, ending.Error));
        Assert.StartsWith("search.simulations\n  Simulations per move", ending.Output, StringComparison.Ordinal);
        Assert.Contains("Values     Whole number, 0 to 1,000,000\n", ending.Output, StringComparison.Ordinal);
        Assert.Contains("Published  MuZero 800", ending.Output, StringComparison.Ordinal);
        Assert.Contains("Value      7, from flag (--set)\n", ending.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_OptionWithoutAGame_ShowsTheDefault()
    {
        Ending ending = MuZeroProgram.Run("config", "explain", "training.optimizer");

        Assert.Contains("sgd        Stochastic gradient descent", ending.Output, StringComparison.Ordinal);
        Assert.Contains("from default", ending.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_OptionLeftOpen_ShowsTheValueInUse()
    {
        Ending ending = MuZeroProgram.Run("config", "explain", "tictactoe", "evaluation.simulations", "--set", "search.simulations=31",
            "--set", "evaluation.simulations=0");

        Assert.Contains("Value      0, from flag (--set)\n  In use     31\n", ending.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--set", "offline=runs/player")]
    [InlineData("--config", "{\"offline\": \"runs/player\"}")]
    [InlineData("--offline", "runs/player")]
    public void Explain_RelativePath_IsWholeBecauseARunMayBeResumedElsewhere(string flag, string value)
    {
        Ending ending = InProcess.Run("config", "explain", "tictactoe", "offline", "--json", flag, value);

        JsonNode offline = JsonNode.Parse(ending.Output)!["offline"]!;
        Assert.Equal(Path.GetFullPath("runs/player"), (string?)offline["value"]);
        Assert.Equal($"flag ({flag})", (string?)offline["origin"]);
    }

    [Fact]
    public void Explain_Section_ShowsItsOptionsOnly()
    {
        Ending ending = MuZeroProgram.Run("config", "explain", "--env", "tictactoe", "replay", "--json");

        Assert.All(JsonDocument.Parse(ending.Output).RootElement.EnumerateObject(), option =>
        {
            Assert.StartsWith("replay.", option.Name, StringComparison.Ordinal);
            Assert.NotEmpty(option.Value.GetProperty("meaning").GetString()!);
        });
    }

    [Fact]
    public void Explain_MistypedOption_SuggestsTheNearest()
    {
        Ending ending = MuZeroProgram.Run("config", "explain", "tictactoe", "training.learning_rat");

        Assert.Equal(2, ending.ExitCode);
        Assert.Contains("Did you mean 'training.learning_rate'?", Assert.Single(ending.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_OnStandardOutput_IsTheCheckedInFile()
    {
        Ending ending = MuZeroProgram.Run("config", "schema");

        Assert.Equal(File.ReadAllText(Path.Combine(MuZeroProgram.Root, "docs", "config.schema.json")), ending.Output);
    }
}
