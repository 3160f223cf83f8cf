using System.Text.Json;
using MuZero.Cli.Input;

namespace MuZero.Cli.Tests.Commands;

/// <summary>Benchmarks of a moment: what they print, not how fast they are.</summary>
public sealed class BenchTests
{
    /// <summary>libtorch writes past this program to the standard error.</summary>
    [Fact]
    public void Train_OnLibtorch_IsNotBuriedUnderItsWarnings()
    {
        Ending ending = MuZeroProgram.Run("bench", "train", "tictactoe", "--batch", "8", "--seconds", "0.1", "--json", "--set",
            "training.backend=torch", "--set", "network.kind=residual", "--set", "network.channels=17");

        Assert.True(ending.ExitCode == 0, ending.Error);
        Assert.DoesNotContain("NNPACK", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Search_Json_IsOneObjectWithEveryKey()
    {
        JsonElement report = Search("--actions", "20", "--roots", "8", "--batch", "4", "--simulations", "10", "--threads", "2");

        Assert.Equal(("search", "sims/s"), (report.GetProperty("bench").GetString(), report.GetProperty("unit").GetString()));
        Assert.All(["figure", "ceiling", "ratio", "inference_share", "fma_gflops", "cpu_share"],
            key => Assert.True(report.GetProperty(key).GetDouble() > 0.0, key));
        Assert.InRange(report.GetProperty("figure").GetDouble(), report.GetProperty("slowest_window").GetDouble(),
            report.GetProperty("fastest_window").GetDouble());
        Assert.Equal(report.GetProperty("figure").GetDouble() / report.GetProperty("ceiling").GetDouble(),
            report.GetProperty("ratio").GetDouble(), 1e-3);
        Assert.InRange(report.GetProperty("mean_depth").GetDouble(), 1.0, 10.0);
        Assert.Equal([2, 20, 8, 4, 10],
            new[] { "threads", "actions", "roots", "batch", "simulations" }.Select(key => report.GetProperty(key).GetInt32()));
    }

    [Fact]
    public void Search_TreeAlone_AllocatesNothing()
    {
        JsonElement report = Search("--roots", "32");

        Assert.Equal(0.0, report.GetProperty("allocated_bytes_per_simulation").GetDouble());
    }

    [Fact]
    public void Search_Game_HasItsActions()
        => Assert.Equal(7, Search("--game", "connectfour", "--roots", "4").GetProperty("actions").GetInt32());

    [Fact]
    public void Search_Network_CountsItsOperations()
    {
        JsonElement report = Search("--game", "tictactoe", "--network", "8x1", "--roots", "4", "--simulations", "4");

        // Multiply-adds of dynamics (stem of 9 planes and a block), and of three heads (8 planes squeezed to 8, then 72 to 64 to 9, 1 and
        // 1).
        double expected = 2.0 * ((9 * 9 * 8 * 9) + (9 * 2 * 8 * 8 * 9) + (3 * 9 * 8 * 8) + (3 * 72 * 64) + (64 * (9 + 1 + 1)));
        Assert.Equal(expected, report.GetProperty("network_flops").GetDouble());
        Assert.InRange(report.GetProperty("inference_share").GetDouble(), 0.5, 1.0);
        Assert.InRange(report.GetProperty("ratio").GetDouble(), 0.0, 1.0);
    }

    // The rows of docs/BENCHMARKS.md stay comparable when the defaults of games change.
    [Theory]
    [InlineData("go9-shape", "muzero", 374_340)]
    [InlineData("go9-shape", "alphazero", 174_003)]
    [InlineData("othello8-shape", "muzero", 329_267)]
    [InlineData("othello8-shape", "alphazero", 147_426)]
    public void SelfPlay_Board_HasTheNetworkOfThePublishedFigures(string board, string family, long parameters)
    {
        (_, string output, _) = Run("bench", "selfplay", "--game", board, "--run", family, "--seconds", "0.02", "--json");

        Assert.Equal(parameters, JsonDocument.Parse(output).RootElement.GetProperty("parameters").GetInt64());
    }

    [Theory]
    [InlineData("selfplay", "sims/s", "--game", "tictactoe")]
    [InlineData("selfplay", "sims/s", "--game", "go9-shape", "--run", "alphazero", "--network", "8x1")]
    [InlineData("selfplay", "sims/s", "--network", "mzg-cartpole", "--threads", "2")]
    [InlineData("inference", "evals/s", "--network", "mzg-tictactoe")]
    [InlineData("train", "steps/s", "--network", "mzg-cartpole", "--batch", "4")]
    [InlineData("replay", "positions/s", "--game", "tictactoe")]
    public void Others_Json_IsOneObjectWithTheKeysAllShare(string bench, string unit, params string[] work)
    {
        (int exitCode, string output, string error) = Run(["bench", bench, "--seconds", "0.02", "--json", .. work]);

        Assert.Equal((0, ""), (exitCode, error));
        JsonElement report = JsonDocument.Parse(output).RootElement;
        Assert.Equal((bench, unit), (report.GetProperty("bench").GetString(), report.GetProperty("unit").GetString()));
        Assert.All(["figure", "ceiling", "ratio"], key => Assert.True(report.GetProperty(key).GetDouble() > 0.0, key));
        Assert.All(["inference_share", "allocated_bytes_per_simulation"], key => Assert.True(report.TryGetProperty(key, out _), key));
    }

    [Fact]
    public void Search_Text_IsOneBlock()
    {
        (int exitCode, string output, string error) = Run("bench", "search", "--roots", "8", "--seconds", "0.02");

        Assert.Equal((0, ""), (exitCode, error));
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(7, lines.Length);
        Assert.Matches(@"^search: [\d,.]+ sims/s, median of 5 windows \([\d,.]+ to [\d,.]+\)$", lines[0]);
        Assert.StartsWith("  setting    9 actions, 8 roots in batches of 8, 50 simulations, 1 thread, mean depth ", lines[1],
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'muzero bench' needs a command: selfplay, search, position, inference, train, replay, games.", "bench")]
    [InlineData("--actions is '0'; it must be a whole number from 1 to 100000.", "bench", "search", "--actions", "0")]
    [InlineData("--seconds is '-1'; it must be a number of seconds from 0.01 to 3600.", "bench", "search", "--seconds", "-1")]
    [InlineData("--batch is 3, which does not divide the 8 positions of --roots.", "bench", "search", "--roots", "8", "--batch", "3")]
    [InlineData("tictactoe has 9 actions, so --actions has no effect.", "bench", "search", "--game", "tictactoe", "--actions", "9")]
    [InlineData("There is no game 'tictacto'. Did you mean 'tictactoe'?", "bench", "search", "--game", "tictacto")]
    [InlineData("--network is '64y2'; it must be like 64x2", "bench", "search", "--game", "tictactoe", "--network", "64y2")]
    [InlineData("--network needs a game", "bench", "search", "--network", "64")]
    [InlineData("Name a game, or a network that belongs to one", "bench", "selfplay", "--network", "64")]
    [InlineData("There is no game 'go25'.", "bench", "train", "--game", "go25")]
    [InlineData("--run is 'alphago'", "bench", "selfplay", "--game", "go9-shape", "--run", "alphago")]
    [InlineData("1,000,000 trees of 100,000 simulations and 9 actions on 1 thread need", "bench", "search", "--roots", "1000000",
        "--simulations", "100000")]
    public void Mistyped_OneLineAndExitCode2(string expected, params string[] words)
    {
        (int exitCode, string output, string error) = Run(words);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(expected, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private static JsonElement Search(params string[] words)
    {
        (int exitCode, string output, string error) = Run(["bench", "search", "--seconds", "0.05", "--json", .. words]);
        Assert.Equal((0, ""), (exitCode, error));
        return JsonDocument.Parse(output).RootElement;
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] words)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exitCode = CommandLine.Run(words, new Terminal { Input = TextReader.Null, Output = output, Error = error });
        return (exitCode, output.ToString(), error.ToString());
    }
}
