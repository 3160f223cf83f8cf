using MuZero.Agents.Players;
using MuZero.Errors;
using MuZero.Learning.Cpu;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Agents.Players;

public class PlayerKindsTests
{
    private readonly PlayerSetting _setting = new() { Game = new Noughts(), Networks = new CpuBackend() };

    [Theory]
    [InlineData("random", "random")]
    [InlineData("greedy", "greedy")]
    [InlineData("minimax:5", "minimax:5")]
    [InlineData("MCTS:200", "mcts:200")]
    [InlineData("baseline", "baseline")]
    [InlineData("solver", "solver")]
    public void Create_Name_IsThatPlayer(string text, string name)
    {
        using NamedPlayer player = PlayerKinds.Create(text, _setting);

        Assert.Equal((text, name, false), (player.Name, player.Player.Name, player.IsScaled));
    }

    [Fact]
    public void Create_MctsWithoutNumber_TakesTheSettings()
    {
        using NamedPlayer player = PlayerKinds.Create("mcts", _setting with { Simulations = 70 });

        Assert.Equal(("mcts:70", true), (player.Player.Name, player.IsScaled));
    }

    [Theory]
    [InlineData("mtcs:100", "There is no opponent 'mtcs:100'. Did you mean 'mcts'?")]
    [InlineData("runs/none", "There is no opponent 'runs/none'. Opponents: random, greedy, minimax:DEPTH, mcts:ROLLOUTS, baseline, solver")]
    [InlineData("random:3", "random takes no argument. Write random.")]
    [InlineData("minimax", "The opponent 'minimax' is not valid: it needs a whole number from 1 to 100, such as minimax:5.")]
    [InlineData("mcts:0", "The opponent 'mcts:0' is not valid: it needs a whole number from 1 to 10000000")]
    [InlineData("mcts:many", "The opponent 'mcts:many' is not valid")]
    [InlineData("gtp:", "'gtp:' names no program")]
    [InlineData("uci:no-such-engine", "The engine 'no-such-engine' is not in PATH")]
    [InlineData("runs/none@level6", "There is no opponent 'runs/none@level6'")]
    [InlineData("", "There is no opponent ''.")]
    public void Create_NotAPlayer_IsUsage(string text, string expected)
    {
        UserException fault = Assert.Throws<UserException>(() => PlayerKinds.Create(text, _setting));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, fault.ExitCode);
    }

    [Theory]
    [InlineData("baseline")]
    [InlineData("solver")]
    public void Create_PartThatTheGameLacks_IsUsage(string text)
    {
        UserException fault = Assert.Throws<UserException>(() => PlayerKinds.Create(text, _setting with { Game = new ExtraTurns(3) }));

        Assert.Contains($"extra has no {text}. Use random", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_DirectoryWithoutARun_IsUsage()
    {
        using ScratchDirectory directory = new();

        UserException fault = Assert.Throws<UserException>(() => PlayerKinds.Create(directory.FullPath + "@50", _setting));

        Assert.Contains("is not the directory of a run", fault.Message, StringComparison.Ordinal);
    }
}
