using MuZero.Agents;
using MuZero.Games;
using MuZero.Options;

namespace MuZero.Cli.Tests.Commands;

public sealed class PresetTests
{
    [Theory]
    [InlineData("cartpole")]
    [InlineData("cliffwalking")]
    [InlineData("connectfour")]
    [InlineData("tictactoe")]
    public void Preset_EveryBuiltInGame_HasOneThatEnds(string name)
    {
        IGame game = Composition.Games().Load(name);
        foreach (string algorithm in new[] { "muzero", "alphazero" })
        {
            RunConfig config = AgentFamilies.Resolve([ConfigSource.Preset(game), Layer("flag", $"{{\"algorithm\": \"{algorithm}\"}}")]);

            Assert.NotEmpty(config.Options.Stop);
        }
    }

    private static ConfigLayer Layer(string origin, string json) => new(origin, OptionDocument.Parse(json, origin));
}
