using MuZero.Agents;
using MuZero.Games;
using MuZero.Options;

namespace MuZero.Cli.Tests.Commands;

public sealed class PresetTests
{
    [Theory]
    [InlineData("breakthrough6")]
    [InlineData("cartpole")]
    [InlineData("cliffwalking")]
    [InlineData("connectfour")]
    [InlineData("gomoku9")]
    [InlineData("gomoku-exact9")]
    [InlineData("hex5")]
    [InlineData("hex-noswap5")]
    [InlineData("kalah")]
    [InlineData("othello6")]
    [InlineData("tictactoe")]
    [InlineData("tictactoe-three")]
    public void Preset_EveryBuiltInGame_HasOneThatEnds(string name)
    {
        IGame game = Composition.Games().Load(name);
        foreach (string algorithm in new[] { "muzero", "alphazero" })
        {
            RunConfig config = AgentFamilies.Resolve([ConfigSource.Preset(game), Layer("flag", $"{{\"algorithm\": \"{algorithm}\"}}")]);

            Assert.NotEmpty(config.Options.Stop);
        }
    }

    // Measured figures of the presets (docs/BENCHMARKS.md) do not change with a rule: a preset names whatever a rule would set otherwise.
    [Theory]
    [InlineData("breakthrough6")]
    [InlineData("cartpole")]
    [InlineData("cliffwalking")]
    [InlineData("connectfour")]
    [InlineData("gomoku9")]
    [InlineData("gomoku-exact9")]
    [InlineData("hex5")]
    [InlineData("othello6")]
    [InlineData("tictactoe")]
    public void Preset_OverDerivedSettings_IsWhatItIsAlone(string name)
    {
        IGame game = Composition.Games().Load(name);
        foreach (string algorithm in new[] { "muzero", "alphazero" })
        {
            ConfigLayer run = Layer("flag", $"{{\"algorithm\": \"{algorithm}\"}}");
            RunOptions alone = AgentFamilies.Resolve([ConfigSource.Preset(game), run]).Options;
            RunOptions options = AgentFamilies.Resolve([DerivedOptions.For(game.Spec), ConfigSource.Preset(game), run]).Options;

            Assert.Equal(AgentParts.Of(game, alone).Shape, AgentParts.Of(game, options).Shape);
            Assert.Equal(RunOptionsJson.Write(alone with { Network = options.Network }), RunOptionsJson.Write(options));
        }
    }

    // AlphaZero refuses continuous actions.
    [Theory]
    [InlineData("pendulum")]
    public void Preset_ContinuousActions_IsWhatItIsAlone(string name)
    {
        IGame game = Composition.Games().Load(name);
        RunOptions alone = AgentFamilies.Resolve([ConfigSource.Preset(game)]).Options;
        RunOptions options = AgentFamilies.Resolve([DerivedOptions.For(game.Spec), ConfigSource.Preset(game)]).Options;

        Assert.NotEmpty(alone.Stop);
        Assert.Equal(AgentParts.Of(game, alone).Shape, AgentParts.Of(game, options).Shape);
        Assert.Equal(RunOptionsJson.Write(alone with { Network = options.Network }), RunOptionsJson.Write(options));
    }

    private static ConfigLayer Layer(string origin, string json) => new(origin, OptionDocument.Parse(json, origin));
}
