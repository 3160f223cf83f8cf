namespace MuZero.Cli.Tests.Commands;

public sealed class PlayTests(TrainedRuns runs) : IClassFixture<TrainedRuns>
{
    [Fact]
    public void InATerminal_WholeGame()
    {
        Ending ending = MuZeroProgram.RunInTerminal(
            ["play", runs.TicTacToe, "--side", "second"],
            ("The agent plays", ""),
            ("your move > ", "hint"),
            ("MOVE", ""),
            ("your move > ", "nonsense"),
            ("is not a legal move or a command", ""),
            ("your move > ", "sims 4"),
            ("4 simulations", ""),
            ("your move > ", "swap"),
            ("You play first now.", ""),
            ("your move > ", "undo"),
            ("a b c", ""),
            ("your move > ", "b2"),
            ("The agent plays", ""),
            ("your move > ", "new"),
            ("your move > ", "quit"));

        Assert.True(ending.ExitCode == 0, ending.Output + ending.Error);
    }

    [Fact]
    public void InATerminal_Colours_UnlessNoColor()
    {
        (string, string)[] steps = [("your move > ", "b2"), ("your move > ", "quit")];

        Ending colours = MuZeroProgram.RunInTerminal(["play", runs.TicTacToe], steps);
        Ending plain = MuZeroProgram.RunInTerminal(["play", runs.TicTacToe], [("NO_COLOR", "1")], steps);

        Assert.Contains("\e[1;32m\e[7mX\e[0m", colours.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[7m", plain.Output, StringComparison.Ordinal);
        Assert.Contains("You are X, the agent is O.", plain.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Piped_Levels_ChangeTheNumberOfSimulations()
    {
        Ending ending = Play(runs.TicTacToe, "level 1\nlevel 5\nlevel 6\nlevel x\nlevel\nb2\n");

        Assert.Contains("level 1 of 5 (2 simulations per move)", ending.Output, StringComparison.Ordinal);
        Assert.Contains("level 5 of 5", ending.Output, StringComparison.Ordinal);
        Assert.Contains("'6' is not a valid level. Usage: level N, with N from 1 to 5.", ending.Output, StringComparison.Ordinal);
        Assert.Equal(0, ending.ExitCode);
    }

    [Fact]
    public void Piped_Moves_ShowNamesAndNumbers()
    {
        Ending ending = Play(runs.TicTacToe, "moves\n4\n");

        Assert.Contains("Moves: a1=0 b1=1 c1=2 a2=3 b2=4", ending.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', ending.Output);
    }

    [Fact]
    public void InATerminal_EndOfInput_EndsWith0()
    {
        Ending ending = MuZeroProgram.RunInTerminal(["play", runs.TicTacToe], ("your move > ", "^D"));

        Assert.True(ending.ExitCode == 0, ending.Output + ending.Error);
    }

    [Fact]
    public void Piped_AgentPlaysBothSides_ToTheEnd()
    {
        Ending ending = Play(runs.TicTacToe, string.Concat(Enumerable.Repeat("auto\n", 9)));

        Assert.Matches("You win\\.|The agent wins\\.|A draw\\.", ending.Output);
        Assert.Contains("The game is over: new, undo, swap or quit.", ending.Output, StringComparison.Ordinal);
        Assert.Equal(0, ending.ExitCode);
    }

    [Fact]
    public void Piped_OnePlayer_MovesHintsAndUndo()
    {
        Ending ending = Play(runs.CartPole, "left\nundo\nundo\nhint\nauto\nswap\nquit\nleft\n");

        Assert.Contains("You have no move to take back.", ending.Output, StringComparison.Ordinal);
        Assert.Contains("The agent plays for you:", ending.Output, StringComparison.Ordinal);
        Assert.Contains("'swap' is not", ending.Output, StringComparison.Ordinal);
        Assert.EndsWith("your move > ", ending.Output, StringComparison.Ordinal);
        Assert.Equal(0, ending.ExitCode);
    }

    [Fact]
    public void Piped_AnyLines_NeverEndTheGame()
    {
        Ending ending = Play(runs.TicTacToe,
            "\n   \n-1\n99999999999999999999\nsims\nsims 0\nsims -1\nsims 1 2\nundo\nb9\n\0\ud83d\udca5\nhelp\nboard\nmoves\n"
            + new string('x', 10_000) + "\nb2\nB2\n");

        Assert.Equal(0, ending.ExitCode);
        Assert.Contains("The agent plays", ending.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", ending.Error, StringComparison.Ordinal);
    }

    private static Ending Play(string run, string input)
        => MuZeroProgram.Run(MuZeroProgram.Executable, ["play", run, "--seed", "1"], input);
}
