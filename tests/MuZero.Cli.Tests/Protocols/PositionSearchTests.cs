namespace MuZero.Cli.Tests.Protocols;

/// <summary>The options of the search of one position, as the commands take them.</summary>
public sealed class PositionSearchTests(TrainedRuns runs) : IClassFixture<TrainedRuns>
{
    [Fact]
    public void Uci_ThreadsAndHash_AreOptionsOfAlphaZero()
    {
        string[] lines = Sessions.Run(
            """
            uci
            setoption name Threads value 2
            setoption name Hash value 1
            setoption name Hash value many
            position startpos
            go nodes 300
            position startpos moves a1 b2
            go nodes 300

            """, "uci", runs.AlphaZero, "--set", "position.reuse_tree=true", "--set", "position.batch=4").Lines();

        Assert.Contains("option name Threads type spin default 1 min 1 max 256", lines);
        Assert.Contains("info string 'many' is not a valid value of hash", lines);
        Assert.Equal(2, lines.Count(line => line.StartsWith("bestmove ", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.Contains("nodes 300", StringComparison.Ordinal)); // the second tree may end with the game
        Assert.DoesNotContain(Sessions.Run("uci\nquit\n", "uci", runs.TicTacToe).Lines(),
            line => line.Contains("Threads", StringComparison.Ordinal));
    }

    [Fact]
    public void Gtp_KgsTimeSettings_AreAccepted()
    {
        string output = Sessions.Run(
            """
            kgs-time_settings byoyomi 0 1 5
            genmove b
            kgs-time_settings canadian 10 5 5
            kgs-time_settings absolute 5
            kgs-time_settings none
            kgs-time_settings sudden 5
            kgs-time_settings byoyomi 1
            quit

            """, "gtp", runs.AlphaZero, "--set", "position.early_stop=true").Output.ReplaceLineEndings("\n");

        Assert.Equal(6, output.Split("\n\n").Count(answer => answer.StartsWith('=')));
        Assert.Equal(2, output.Split("\n\n").Count(answer => answer == "? syntax error"));
    }

    [Theory]
    [InlineData("position.threads=2", "position.threads=2 needs the rules of tictactoe in the search, and MuZero plans with")]
    [InlineData("position.reuse_tree=true", "position.reuse_tree needs the rules")]
    [InlineData("network.channels=8", "network.channels (--set) cannot change once the agent is trained")]
    [InlineData("position.thread=2", "Unknown option 'position.thread' (--set). Did you mean 'position.threads'?")]
    [InlineData("position.threads=0", "position.threads is 0 (--set); it must be a whole number from 1 to 256.")]
    public void Set_OptionThatDoesNotFit_IsRefusedInOneLine(string setting, string expected)
    {
        foreach (string command in new[] { "play", "gtp", "uci", "analyse" })
        {
            Ending ending = Sessions.Run("", command, runs.TicTacToe, "--set", setting);

            Assert.Equal(2, ending.ExitCode);
            Assert.Contains(expected, ending.Error, StringComparison.Ordinal);
            Assert.Single(ending.Error.TrimEnd().Split('\n'));
        }
    }

    [Theory]
    [InlineData("--seconds", "0.01", "takes 0.01 s per move")]
    [InlineData("--clock", "5+0.5", "takes 5 s per game and 0.5 s more for each move")]
    public void Play_AClock_IsTheAgentsEffort(string flag, string value, string expected)
    {
        Ending ending = Sessions.Run("b2\nnew\nquit\n", "play", runs.AlphaZero, flag, value, "--seed", "1");

        Assert.Equal(0, ending.ExitCode);
        Assert.Contains(expected, ending.Output, StringComparison.Ordinal);
        Assert.Contains("The agent plays", ending.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Play_BothClocks_AreRefused() => Assert.Contains(
        "--seconds and --clock exclude each other",
        Sessions.Run("", "play", runs.AlphaZero, "--seconds", "1", "--clock", "5").Error,
        StringComparison.Ordinal);

    [Fact]
    public void Arena_OptionsBehindAPath_MakeAnotherEntrant()
    {
        Ending ending = Sessions.Run(
            "", "arena", runs.AlphaZero, $"{runs.AlphaZero}@12,position.batch=4,position.reuse_tree=true", "--games", "4",
            "--simulations", "8");

        Assert.Equal(0, ending.ExitCode);
        Assert.Contains("@12,position.batch=4,position.reuse_tree=true", ending.Output, StringComparison.Ordinal);
    }
}
