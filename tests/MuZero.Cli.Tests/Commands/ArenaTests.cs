using System.Text.Json;

namespace MuZero.Cli.Tests.Commands;

public sealed class ArenaTests(TrainedRuns runs) : IClassFixture<TrainedRuns>, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("muzero-arena-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void RoundRobin_Json_HasRatingsAndPairings()
    {
        Ending ending = InProcess.Run("arena", runs.TicTacToe, "random", "mcts:20", "--games", "8", "--anchor", "random=1000", "--json");

        JsonElement arena = JsonDocument.Parse(ending.Output).RootElement;
        Assert.Equal((3, 3), (arena.GetProperty("entrants").GetArrayLength(), arena.GetProperty("pairings").GetArrayLength()));
        JsonElement random = arena.GetProperty("entrants")[1];
        Assert.Equal("random", random.GetProperty("name").GetString());
        Assert.Equal((1000.0, 16), (random.GetProperty("elo").GetDouble(), random.GetProperty("games").GetInt32()));
        Assert.True(arena.GetProperty("entrants")[0].GetProperty("step").GetInt32() > 0);
        Assert.Equal(0, ending.ExitCode);
    }

    [Fact]
    public void Gauntlet_AsText_IsATableOfTheFirstAgainstTheOthers()
    {
        Ending ending = InProcess.Run("arena", "greedy", "random", "mcts:10", "--game", "tictactoe", "--gauntlet", "--games", "10");

        Assert.Matches(@"(?m)^ENTRANT +ELO +95 % INTERVAL +GAMES", ending.Output);
        Assert.Matches(@"(?m)^greedy +random +\d+ +\d+ +\d+ +[01]\.\d+ ", ending.Output);
        Assert.Matches(@"(?m)^greedy +mcts:10 ", ending.Output);
        Assert.DoesNotMatch(@"(?m)^random +mcts:10 ", ending.Output);
    }

    [Fact]
    public void Out_SameCommand_GoesOnAndAddsGames()
    {
        string[] command = ["arena", "greedy", "random", "--game", "tictactoe", "--out", _directory, "--json", "--games"];

        Ending some = InProcess.Run([.. command, "20"]), more = InProcess.Run([.. command, "60"]);
        Ending whole = InProcess.Run("arena", "greedy", "random", "--game", "tictactoe", "--json", "--games", "60");
        Ending other = InProcess.Run([.. command, "60", "--seed", "2"]);

        Assert.Contains("going on after 20 games", more.Error, StringComparison.Ordinal);
        Assert.Equal(whole.Output, more.Output);
        Assert.NotEqual(some.Output, more.Output);
        Assert.Contains("belongs to another arena: it has seed 1 instead of 2", other.Error, StringComparison.Ordinal);
        Assert.Equal(4, other.ExitCode);
    }

    [Fact]
    public void Ladder_CsvAndPlots_AreWritten()
    {
        string csv = Path.Combine(_directory, "ratings.csv");
        string svg = Path.Combine(_directory, "ladder.svg"), png = Path.Combine(_directory, "ladder.png");

        Ending ending = InProcess.Run("arena", "--ladder", runs.TicTacToe, "random", "--games", "4", "--csv", csv, "--plot", svg);
        Ending again = InProcess.Run("arena", "--ladder", runs.TicTacToe, "random", "--games", "4", "--plot", png);

        Assert.Equal((0, 0), (ending.ExitCode, again.ExitCode));
        string[] lines = File.ReadAllLines(csv);
        Assert.Equal("name,step,simulations,elo,elo_low,elo_high,games,wins,draws,losses,score", lines[0]);
        Assert.Equal(4, lines.Length);
        Assert.Contains("checkpoint_000001", lines[1], StringComparison.Ordinal);
        Assert.Contains("</svg>", File.ReadAllText(svg), StringComparison.Ordinal);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(png)[..4]);
    }

    [Fact]
    public void TimePerMove_EntrantsThatScale_AreMeasuredOnce()
    {
        string[] command = ["arena", runs.TicTacToe, "mcts", "--games", "4", "--time-per-move", "0.001", "--out", _directory];

        Ending ending = InProcess.Run(command), again = InProcess.Run(command);

        Assert.Matches(@"mcts: [\d,]+ simulations? take 0.001 s", ending.Error);
        Assert.DoesNotContain("take 0.001 s", again.Error, StringComparison.Ordinal);
        Assert.Equal(ending.Output, again.Output);
        Assert.Equal((0, 0), (ending.ExitCode, again.ExitCode));
    }

    [Fact]
    public void Sprt_ClearDifference_EndsEarly()
    {
        Ending ending = InProcess.Run("arena", "mcts:50", "random", "--game", "tictactoe", "--games", "2000", "--sprt", "0,50", "--json");

        JsonElement pairing = JsonDocument.Parse(ending.Output).RootElement.GetProperty("pairings")[0];
        Assert.Equal("elo1", pairing.GetProperty("verdict").GetString());
        Assert.InRange(pairing.GetProperty("wins").GetInt32(), 1, 500);
    }

    [Theory]
    [InlineData("An arena needs two entrants.", "random")]
    [InlineData("so the game is not known. Name it with --game", "random", "greedy")]
    [InlineData("There is no opponent 'gredy'. Did you mean 'greedy'?", "random", "gredy", "--game", "tictactoe")]
    [InlineData("random is there twice.", "random", "random", "--game", "tictactoe")]
    [InlineData("cartpole has one player, so there is no match to play.", "random", "greedy", "--game", "cartpole")]
    [InlineData("--time-per-move cannot time 'greedy'", "greedy", "mcts", "--game", "tictactoe", "--time-per-move", "0.01")]
    [InlineData("--time-per-move cannot time 'mcts:5'", "mcts:5", "mcts", "--game", "tictactoe", "--time-per-move", "0.01")]
    [InlineData("--sprt is '5'; it must be ELO0,ELO1", "random", "greedy", "--game", "tictactoe", "--sprt", "5")]
    [InlineData(
        "--anchor names 'randm', which is not an entrant. Did you mean 'random'?",
        "random", "greedy", "--game", "tictactoe", "--anchor", "randm=5")]
    [InlineData("--anchor is 'random'; it must be ENTRANT=ELO", "random", "greedy", "--game", "tictactoe", "--anchor", "random")]
    [InlineData("--plot is 'a.pdf'; its name must end in .svg or .png.", "random", "greedy", "--game", "tictactoe", "--plot", "a.pdf")]
    [InlineData("a ladder needs two", "--ladder", "runs/none")]
    public void Arena_ThatCannotBe_IsUsageInOneLine(string expected, params string[] words)
    {
        Ending ending = InProcess.Run(["arena", .. words]);

        Assert.Contains(expected, Assert.Single(ending.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(2, ending.ExitCode);
    }

    [Fact]
    public void Interrupted_EndsWithTheTableSoFar()
    {
        using System.Diagnostics.Process process = MuZeroProgram.Start(
            MuZeroProgram.Executable, ["arena", "mcts:300", "mcts:200", "--game", "connectfour", "--games", "100000", "--out", _directory]);
        string journal = Path.Combine(_directory, "arena.jsonl");
        Assert.True(SpinWait.SpinUntil(() => File.Exists(journal) && File.ReadLines(journal).Skip(1).Any(), TimeSpan.FromMinutes(2)));

        MuZeroProgram.Signal(process, "INT");
        Ending ending = MuZeroProgram.Await(process);

        Assert.Contains("Interrupted: not all games were played.", ending.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^mcts:300 +-?\d+ ", ending.Output);
        Assert.Equal(130, ending.ExitCode);
    }
}
