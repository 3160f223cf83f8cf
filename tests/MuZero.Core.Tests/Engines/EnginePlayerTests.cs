using MuZero.Engines;
using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Engines;

public class EnginePlayerTests
{
    // Far more than the fake engines need on a busy machine, and short enough for a test that reaches it.
    private const double Short = 0.4;

    private readonly Noughts _game = new();

    [Fact]
    public void Choose_AsPartOfAMatch_TellsTheEngineWholeGames()
    {
        using FakeEngine fake = FakeEngine.Gtp();
        using EnginePlayer player = new(_game, fake.Settings());

        MatchReport report = new EpisodeRunner(_game).Match(player, new RandomPlayer(_game.Spec), 2, openingPlies: 2, seed: 3);

        Assert.Equal(2, report.Total.Games);
        Assert.Equal(["start", "boardsize 3", "clear_board", "play b "], fake.Received[..3].Append(fake.Received[3][..7]));
        string[][] plays = [.. fake.Received.Where(line => line.StartsWith("play", StringComparison.Ordinal))
            .Select(line => line.Split(' '))];
        Assert.Contains(plays, words => words[1] == "w");
        Assert.All(plays, words => Assert.InRange(int.Parse(words[2], null), 0, 8));
    }

    [Fact]
    public void Choose_SameGame_SendsOnlyWhatIsNew()
    {
        using FakeEngine fake = FakeEngine.Gtp();
        using EnginePlayer player = new(_game, fake.Settings());

        int first = Choose(player, 4);
        int second = Choose(player, 4, first, 8);
        int other = Choose(player, 0);

        Assert.Equal((0, 1, 1), (first, second, other));
        Assert.Equal(
            ["play b 4", "genmove w", "play b 8", "genmove w", "clear_board", "play b 0", "genmove w"],
            fake.Received[3..]);
    }

    [Fact]
    public void Choose_OneLegalMove_DoesNotAsk()
    {
        using FakeEngine fake = FakeEngine.Gtp();
        using EnginePlayer player = new(_game, fake.Settings());

        Assert.Equal(6, Choose(player, 0, 1, 2, 4, 3, 5, 7, 8));
        Assert.Equal(3, fake.Received.Length);
    }

    [Fact]
    public void Choose_SeveralThreads_EachHasAProcess()
    {
        using FakeEngine fake = FakeEngine.Gtp();
        using EnginePlayer player = new(_game, fake.Settings());

        MatchReport report = new EpisodeRunner(_game, threads: 2).Match(player, new RandomPlayer(_game.Spec), 8, openingPlies: 2, seed: 3);

        Assert.Equal(8, report.Total.Games);
        Assert.InRange(fake.Received.Count(line => line == "start"), 1, 2);
    }

    [Fact]
    public void Constructor_MissingProgram_SaysWhatToInstall()
    {
        UserException named = Assert.Throws<UserException>(() => new EnginePlayer(_game, EngineSettings.Parse("gtp:no-such-engine")));
        UserException path = Assert.Throws<UserException>(() => new EnginePlayer(_game, EngineSettings.Parse("uci:/no/such/engine")));

        Assert.Equal("The engine 'no-such-engine' is not in PATH. Install it, or give the path of its program.", named.Message);
        Assert.Equal("There is no engine at /no/such/engine. Check the path.", path.Message);
        Assert.Equal((ExitCode.Usage, ExitCode.Usage), (named.ExitCode, path.ExitCode));
    }

    [Fact]
    public void Constructor_OnePlayer_IsRefused()
    {
        using FakeEngine fake = FakeEngine.Gtp();

        UserException fault = Assert.Throws<UserException>(() => new EnginePlayer(new TimedGame(1, canStop: true), fake.Settings()));

        Assert.Contains("has one player", fault.Message, StringComparison.Ordinal);
        Assert.Empty(fake.Received);
    }

    [Fact]
    public void Constructor_OtherBoard_NamesTheSize()
    {
        using FakeEngine fake = FakeEngine.Gtp(others: "boardsize) printf '? unacceptable size\\n\\n' ;;");

        UserException fault = Assert.Throws<UserException>(() => new EnginePlayer(_game, fake.Settings()));

        Assert.Contains("refused a board of size 3 (unacceptable size)", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo 'bad argument' >&2; exit 7", "with exit code 7 before it answered 'boardsize 3'.*It wrote: bad argument")]
    [InlineData("sleep 1000", "did not answer 'boardsize 3' within 0.4 s")]
    [InlineData("yes | tr -d '\\n'", "wrote a line of more than 65,536 characters")]
    [InlineData("echo 'Welcome to the engine!'; sleep 1000", "answered 'boardsize 3' with 'Welcome to the engine!', which is not GTP")]
    [InlineData("printf '= 1\\n'; yes", "more than 10,000 lines")]
    public void Constructor_NotAnEngine_EndsWithOneLine(string script, string expected)
    {
        using FakeEngine fake = FakeEngine.Script(script);

        UserException fault = Assert.ThrowsAny<UserException>(() => new EnginePlayer(_game, fake.Settings(deadline: Expects(expected))));

        Assert.Matches(expected, fault.Message);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Choose_CrashOnce_IsStartedAgain()
    {
        using FakeEngine fake = FakeEngine.Gtp("if [ -e $0.crashed ]; then first; else touch $0.crashed; exit 3; fi");
        using EnginePlayer player = new(_game, fake.Settings());

        int chosen = Choose(player, 0);

        Assert.Equal(1, chosen);
        Assert.Equal(2, fake.Received.Count(line => line == "start"));
    }

    [Fact]
    public void Choose_CrashTwiceInAGame_IsAnError()
    {
        using FakeEngine fake = FakeEngine.Gtp("if [ -e $0.crashed ]; then rm $0.crashed; first; else touch $0.crashed; exit 3; fi");
        using EnginePlayer player = new(_game, fake.Settings());
        List<int> moves = [0];
        Assert.Equal(1, Choose(player, moves)); // the second process
        moves.AddRange([1, 2]);

        UserException fault = Assert.Throws<UserException>(() => Choose(player, moves));

        Assert.Contains("ended with exit code 3 before it answered 'genmove w'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("started again in this game before", fault.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Unreachable, fault.ExitCode);
    }

    [Fact]
    public void Choose_Slow_IsStartedAgainAndThenAnError()
    {
        using FakeEngine fake = FakeEngine.Gtp("sleep 1000 & echo $! > $0.pid; wait");
        using EnginePlayer player = new(_game, fake.Settings(deadline: Short));

        UserException fault = Assert.Throws<UserException>(() => Choose(player, 0));

        Assert.Contains("did not answer 'genmove w' within 0.4 s", fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, fake.Received.Count(line => line == "start"));
        Assert.False(fake.IsAlive("pid"));
    }

    [Theory]
    [InlineData("printf '= 0\\n\\n'", "chose '0', which is not a legal move of noughts, after '0'")]
    [InlineData("printf '= hello\\n\\n'", "chose 'hello', which is not a legal move of noughts, after '0'")]
    [InlineData("printf '=\\n\\n'", "chose '', which is not")]
    [InlineData("printf '= resign\\n\\n'", "resigned, which noughts does not have")]
    [InlineData("printf 'nonsense\\n\\n'", "answered 'genmove w' with 'nonsense', which is not GTP")]
    [InlineData("printf '? cannot\\n\\n'", "answered 'genmove w' with the error 'cannot'")]
    public void Choose_NotALegalMove_NamesMoveAndPosition(string genmove, string expected)
    {
        using FakeEngine fake = FakeEngine.Gtp(genmove);
        using EnginePlayer player = new(_game, fake.Settings());

        UserException fault = Assert.Throws<UserException>(() => Choose(player, 0));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.RunFailed, fault.ExitCode);
    }

    [Fact]
    public void Choose_MoveRefused_NamesItAndThePosition()
    {
        using FakeEngine fake = FakeEngine.Gtp(
            others: "play) if [ $3 = 5 ]; then printf '? illegal move\\n\\n'; else printf '=\\n\\n'; fi ;;");
        using EnginePlayer player = new(_game, fake.Settings());

        UserException fault = Assert.Throws<UserException>(() => Choose(player, 4, 5));

        Assert.Contains("refused the move 'w 5' after 'b 4' (illegal move)", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_WithoutMoves_IsRefusedByGtp()
    {
        using FakeEngine fake = FakeEngine.Gtp();
        using EnginePlayer player = new(_game, fake.Settings());

        UserException fault = Assert.Throws<UserException>(() => player.Choose([Noughts.After(0)], [], new int[1]));

        Assert.Contains("told a position by the moves", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_CarriageReturnsAndIndentedAnswers_AreRead()
    {
        using FakeEngine fake = FakeEngine.Gtp("printf '\\r\\n=   7 \\r\\n\\r\\n'");
        using EnginePlayer player = new(_game, fake.Settings());

        Assert.Equal(7, Choose(player, 0));
    }

    [Fact]
    public void Choose_Cancelled_EndsTheEngine()
    {
        using FakeEngine fake = FakeEngine.Gtp("echo $$ > $0.pid; mv $0.pid $0.thinking; sleep 1000");
        using CancellationTokenSource stop = new();
        using EnginePlayer player = new(_game, fake.Settings(), stop.Token);
        using FileSystemWatcher watcher = new(Path.GetDirectoryName(fake.Path)!, "fake.thinking") { EnableRaisingEvents = true };
        watcher.Renamed += (_, _) => stop.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => Choose(player, 0));

        Assert.False(fake.IsAlive("thinking"));
    }

    [Fact]
    public void Dispose_EndsTheEngineAndItsChildren()
    {
        using FakeEngine fake = FakeEngine.Gtp(
            others: "clear_board) sleep 1000 & echo $! > $0.child; echo $$ > $0.pid; printf '=\\n\\n' ;;");
        EnginePlayer player = new(_game, fake.Settings());
        Assert.True(fake.IsAlive("child"));

        player.Dispose();

        Assert.False(fake.IsAlive("pid"));
        Assert.True(SpinWait.SpinUntil(() => !fake.IsAlive("child"), TimeSpan.FromSeconds(10))); // nobody waits for an orphan's end
        Assert.Equal("quit", fake.Received[^1]);
    }

    [Fact]
    public void Choose_Uci_SendsMovesOptionsAndLimit()
    {
        using FakeEngine fake = FakeEngine.Uci("echo 'info depth 1 score cp 3'; echo 'bestmove 2 ponder 3'");
        EngineSettings settings = fake.Settings(EngineProtocol.Uci) with { Limit = "depth 3", Options = [("skill level", "4")] };
        using EnginePlayer player = new(_game, settings);

        Assert.Equal(2, Choose(player, 0, 4));
        Assert.Equal(
            ["start", "uci", "setoption name skill level value 4", "isready", "ucinewgame", "isready", "position startpos moves 0 4",
                "go depth 3"],
            fake.Received);
    }

    [Fact]
    public void Constructor_UciOptionUnknown_SuggestsTheNearest()
    {
        using FakeEngine fake = FakeEngine.Uci("echo bestmove 2");
        EngineSettings settings = fake.Settings(EngineProtocol.Uci) with { Options = [("Skil Level", "4")] };

        UserException fault = Assert.Throws<UserException>(() => new EnginePlayer(_game, settings));

        Assert.Contains("has no option 'Skil Level'. Did you mean 'Skill Level'?", fault.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, fault.ExitCode);
    }

    [Theory]
    [InlineData("echo bestmove 0000", "chose '0000', which is not a legal move")]
    [InlineData("echo bestmove", "chose '(none)', which is not a legal move")]
    [InlineData("exit 9", "ended with exit code 9 before it answered 'go nodes 1000'")]
    public void Choose_UciNotALegalMove_IsAnError(string go, string expected)
    {
        using FakeEngine fake = FakeEngine.Uci(go);
        using EnginePlayer player = new(_game, fake.Settings(EngineProtocol.Uci));

        UserException fault = Assert.Throws<UserException>(() => Choose(player, 0));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    private static double Expects(string fault) => fault.Contains("within", StringComparison.Ordinal) ? Short : 20.0;

    private static int Choose(EnginePlayer player, params int[] moves) => Choose(player, moves.ToList());

    private static int Choose(EnginePlayer player, List<int> moves)
    {
        int[] actions = new int[1];
        player.Choose([Noughts.After([.. moves])], [moves], [], actions);
        return actions[0];
    }
}
