using System.Diagnostics;

namespace MuZero.Cli.Tests.Protocols;

public sealed class UciServerTests(TrainedRuns runs) : IClassFixture<TrainedRuns>
{
    // What Cute Chess sends before and during a game.
    private const string CuteChess = """
        uci
        setoption name Simulations value 12
        isready
        ucinewgame
        isready
        position startpos
        go wtime 60000 btime 60000 winc 100 binc 100
        position startpos moves a1 b2
        isready
        go wtime 59000 btime 60000 winc 100 binc 100
        quit

        """;

    [Fact]
    public void Run_CuteChessesSession_AnswersEveryQuestion()
    {
        // The clocks would allow searches of seconds.
        string[] lines = Lines(CuteChess.Replace("go wtime", "go nodes 30 wtime", StringComparison.Ordinal));

        Assert.Equal("uciok", lines.First(line => line.Split(' ')[0] is not ("id" or "option")));
        Assert.StartsWith("id name MuZero", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("option name Simulations type spin default 8 min 1 max ", StringComparison.Ordinal));
        Assert.Equal(3, lines.Count(line => line == "readyok"));
        Assert.Equal(2, lines.Count(line => line.StartsWith("bestmove ", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.StartsWith("info string", StringComparison.Ordinal));
    }

    [Fact]
    public void Go_Nodes_ReportsThemWithScoreAndLine()
    {
        string[] lines = Lines("position startpos moves a1 b2 a2 b3\ngo nodes 40\n");

        Assert.Matches("^info depth [0-9]+ score cp -?[0-9]+ nodes 40 nps [0-9]+ time [0-9]+ pv ", lines[^2]);
        Assert.Equal(lines[^2].Split(" pv ")[1].Split(' ')[0], lines[^1].Split(' ')[1]);
    }

    [Theory]
    [InlineData("go", 8)]
    [InlineData("go depth 3", 8)]
    [InlineData("go nonsense 5 mate 2", 8)]
    [InlineData("go nodes x", 8)]
    [InlineData("go nodes 0", 1)]
    [InlineData("go movetime 0", 1)]
    [InlineData("go wtime -50 btime 10", 1)]
    public void Go_OtherLimits_SearchTheRunsSimulationsOrTheFewest(string go, int nodes)
    {
        string[] lines = Lines($"{go}\n");

        Assert.Contains($" nodes {nodes} ", lines[^2], StringComparison.Ordinal);
        Assert.StartsWith("bestmove ", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("position startpos moves a1 a1", "the move 'a1' is not legal in 'position startpos moves a1 a1'")]
    [InlineData("position fen 8/8", "tictactoe cannot read positions")]
    [InlineData("position", "there is neither startpos nor fen")]
    [InlineData("position startpos moves a1 b1 a2 b2 a3", "the game is over")]
    public void Go_NoPosition_SaysWhyAndHasNoMove(string position, string expected)
    {
        string[] lines = Lines($"{position}\ngo nodes 5\nisready\n");

        Assert.Contains(expected, lines.First(line => line.StartsWith("info string", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("bestmove (none)", lines);
        Assert.Equal("readyok", lines[^1]);
    }

    [Theory]
    [InlineData("setoption name Simulations value 0", "'0' is not a valid value of simulations")]
    [InlineData("setoption name Simulations", "'' is not a valid value of simulations")]
    [InlineData("setoption name Hash value 16", "there is no option 'hash'")]
    [InlineData("setoption", "there is no option ''")]
    public void SetOption_NotValid_IsToldAndPassedOver(string command, string expected)
        => Assert.Equal($"info string {expected}", Assert.Single(Lines($"{command}\n")));

    [Fact]
    public void SetOption_Simulations_AreThoseOfLaterMoves()
    {
        string[] lines = Lines("setoption name simulations value 21\ngo\n");

        Assert.Contains(" nodes 21 ", lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public void Go_Infinite_ThinksUntilStop()
    {
        using Process process = MuZeroProgram.Start(MuZeroProgram.Executable, ["uci", runs.TicTacToe]);
        process.StandardInput.WriteLine("go infinite");
        process.StandardInput.WriteLine("isready");
        process.StandardInput.Flush();
        List<string> before = Until(process, "readyok");

        process.StandardInput.WriteLine("stop");
        process.StandardInput.Flush();
        List<string> after = Until(process, "bestmove");
        process.StandardInput.WriteLine("quit");
        process.StandardInput.Close();
        Ending ending = MuZeroProgram.Await(process);

        Assert.DoesNotContain(before, line => line.StartsWith("bestmove", StringComparison.Ordinal));
        Assert.StartsWith("bestmove ", after[^1], StringComparison.Ordinal);
        Assert.Equal(0, ending.ExitCode);
    }

    [Fact]
    public void Run_QuitWhileThinking_Ends()
    {
        string[] lines = Lines("go infinite\nquit\n");

        Assert.StartsWith("bestmove ", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Run_EndOfInput_StillGivesTheMove()
    {
        string[] lines = Lines("go infinite");

        Assert.StartsWith("bestmove ", lines[^1], StringComparison.Ordinal);
    }

    private static List<string> Until(Process process, string word)
    {
        List<string> lines = [];
        while (lines.Count == 0 || !lines[^1].StartsWith(word, StringComparison.Ordinal))
        {
            lines.Add(process.StandardOutput.ReadLine() ?? throw new EndOfStreamException($"The program ended before '{word}'."));
        }

        return lines;
    }

    private string[] Lines(string input)
    {
        Ending ending = Sessions.Run(input, "uci", runs.TicTacToe);

        Assert.True(ending.ExitCode == 0, ending.Error);
        return ending.Lines();
    }
}
