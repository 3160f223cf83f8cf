namespace MuZero.Cli.Tests.Protocols;

public sealed class GtpServerTests(TrainedRuns runs) : IClassFixture<TrainedRuns>
{
    // What GoGui 1.5 sends when it attaches a program and its user plays the first move.
    private const string GoGui = """
        protocol_version
        list_commands
        name
        version
        known_command gogui-analyze_commands
        boardsize 3
        clear_board
        komi 6.5
        time_settings 1800 60 1
        showboard
        play b B2
        time_left w 1800 0
        genmove w
        undo
        undo
        quit

        """;

    // Sabaki numbers its commands.
    private const string Sabaki = """
        1 name
        2 version
        3 protocol_version
        4 list_commands
        5 boardsize 3
        6 clear_board
        7 komi 7.5
        8 play B a1
        9 genmove W
        10 quit

        """;

    [Fact]
    public void Run_GoGuisSession_HasNoError()
    {
        string[] answers = Answers(GoGui);

        Assert.Equal(16, answers.Length);
        Assert.All(answers, answer => Assert.StartsWith("=", answer, StringComparison.Ordinal));
        Assert.Equal(("= 2", "= MuZero", "= false"), (answers[0], answers[2], answers[4]));
        Assert.Contains("genmove\n", answers[1], StringComparison.Ordinal);
        Assert.Contains("a b c", answers[9], StringComparison.Ordinal);
        Assert.Matches("^= [abc][123]$", answers[12]);
    }

    [Fact]
    public void Run_SabakisSession_RepeatsTheNumbers()
    {
        string[] answers = Answers(Sabaki.ReplaceLineEndings("\r\n"));

        Assert.Equal(10, answers.Length);
        Assert.All(answers.Select((answer, i) => (answer, i)), item => Assert.Matches($"^={item.i + 1}( |$)", item.answer));
        Assert.Matches("^=9 [abc][123]$", answers[8]);
    }

    [Fact]
    public void Run_GenmoveToTheEnd_PlaysAWholeGame()
    {
        string game = string.Concat(Enumerable.Range(0, 10).Select(ply => $"genmove {(ply % 2 == 0 ? "black" : "white")}\n"));

        string[] answers = Answers(game + "final_score\nundo\nfinal_score\n");

        string[] moves = [.. answers[..10].Select(answer => answer[2..])];
        Assert.Equal("pass", moves[9]);
        string[] played = [.. moves.Where(move => move != "pass")];
        Assert.InRange(played.Length, 5, 9);
        Assert.Equal(played.Length, played.Distinct().Count());
        Assert.Matches("^= (B\\+1|W\\+1|0)$", answers[10]);
        Assert.Equal("? the game is not over", answers[12]);
    }

    [Theory]
    [InlineData("nonsense", "? unknown command")]
    [InlineData("17 nonsense", "?17 unknown command")]
    [InlineData("boardsize", "? boardsize not an integer")]
    [InlineData("boardsize x", "? boardsize not an integer")]
    [InlineData("boardsize 19", "? unacceptable size")]
    [InlineData("komi x", "? komi not a float")]
    [InlineData("play b", "? syntax error")]
    [InlineData("play green a1", "? invalid color or coordinate")]
    [InlineData("play b z9", "? illegal move")]
    [InlineData("play w a1", "? illegal move: it is black's turn")]
    [InlineData("genmove w", "? illegal move: it is black's turn")]
    [InlineData("genmove", "? syntax error")]
    [InlineData("undo", "? cannot undo")]
    [InlineData("time_settings 1 2", "? syntax error")]
    [InlineData("time_left b -1 0", "? syntax error")]
    [InlineData("final_score", "? the game is not over")]
    [InlineData("known_command play", "= true")]
    [InlineData("\tplay  B\tA1 # the first move", "=")]
    public void Run_OneCommand_AnswersAndGoesOn(string command, string expected)
    {
        string[] answers = Answers($"# a comment\n\n   \n{command}\nname\n");

        Assert.Equal([expected, "= MuZero"], answers);
    }

    [Fact]
    public void Run_NoTimeLeft_StillMoves()
    {
        string[] answers = Answers("time_settings 0 1 1\ntime_left b 0 1\ngenmove b\n", "--simulations", "200000");

        Assert.Matches("^= [abc][123]$", answers[2]);
    }

    [Fact]
    public void Run_OnePlayer_IsRefused()
    {
        Ending ending = Sessions.Run("name\n", "gtp", runs.CartPole);

        Assert.Equal(2, ending.ExitCode);
        Assert.Contains("cartpole has one player, and GTP is for games of two players", ending.Error, StringComparison.Ordinal);
    }

    private string[] Answers(string input, params string[] options)
    {
        Ending ending = Sessions.Run(input, ["gtp", runs.TicTacToe, .. options]);

        Assert.True(ending.ExitCode == 0, ending.Error);
        Assert.EndsWith("\n\n", ending.Output, StringComparison.Ordinal);
        return [.. ending.Output.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(answer => answer.TrimEnd())];
    }
}
