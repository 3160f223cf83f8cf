using System.Text.Json;
using MuZero.Bench.Calibration;
using MuZero.Cli.Input;
using MuZero.Options;
using MuZero.Tests.Shared;

namespace MuZero.Cli.Tests.Commands;

/// <summary>muzero bench games, and self_play.games = 0.</summary>
public sealed class BenchGamesTests : IDisposable
{
    private const string Zero = "self_play.games=0";

    private readonly ScratchDirectory _cache = new();

    private string FilePath => _cache["muzero/calibration.json"];

    public void Dispose() => _cache.Dispose();

    [Fact]
    public void BenchGames_Json_IsOneObjectAndIsRemembered()
    {
        (int exitCode, string output, string error) = Run("bench", "games", "--game", "tictactoe", "--simulations", "2", "--seconds",
            "0.01", "--threads", "2", "--json");

        Assert.Equal((0, ""), (exitCode, error));
        JsonElement report = JsonDocument.Parse(output).RootElement;
        JsonElement[] measured = [.. report.GetProperty("measured").EnumerateArray()];
        Assert.Equal(("games", "sims/s", "muzero"),
            (report.GetProperty("bench").GetString(), report.GetProperty("unit").GetString(), report.GetProperty("algorithm").GetString()));
        Assert.Equal((2, 2, FilePath),
            (report.GetProperty("simulations").GetInt32(), report.GetProperty("threads").GetInt32(),
            report.GetProperty("remembered").GetString()));
        Assert.Equal(GamesSearch.Sizes.Take(measured.Length), measured.Select(size => size.GetProperty("games").GetInt32()));
        Assert.Equal(1.0, measured.Max(size => size.GetProperty("ratio").GetDouble()));
        JsonElement remembered = Assert.Single(JsonDocument.Parse(File.ReadAllText(FilePath)).RootElement.EnumerateArray());
        Assert.Equal(report.GetProperty("games").GetInt32(), remembered.GetProperty("games").GetInt32());
        Assert.Equal(report.GetProperty("figure").GetDouble(), remembered.GetProperty("simulations_per_second").GetDouble());
    }

    [Fact]
    public void BenchGames_Text_IsATableWithTheChosenMarked()
    {
        (int exitCode, string output, string error) = Run("bench", "games", "--game", "go9-shape", "--network", "8x1", "--run", "alphazero",
            "--simulations", "2", "--seconds", "0.01");

        Assert.Equal((0, ""), (exitCode, error));
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches(@"^games: \d+ games at once, the fewest within 3 % of the fastest; medians of at least 11 windows$", lines[0]);
        Assert.Contains("alphazero, 2 simulations per move, 1 thread", lines[1], StringComparison.Ordinal);
        Assert.Matches(@"^ +games +sims/s +of best$", lines[3]);
        string chosen = Assert.Single(lines, line => line.StartsWith('*'));
        Assert.Equal(lines[0].Split(' ')[1], chosen.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        Assert.StartsWith($"remembered in {FilePath}", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void BenchGames_ForTheRunOfASetting_IsWhatThatRunFinds()
    {
        (_, string output, _) = Run("bench", "games", "--game", "cartpole", "--set", "network.hidden_size=8", "--set",
            "search.simulations=3", "--seconds", "0.01", "--json");

        (string value, string? origin) = Explain("cartpole", "--set", "network.hidden_size=8", "--set", "search.simulations=3",
            "--set", Zero);

        Assert.Equal(JsonDocument.Parse(output).RootElement.GetProperty("games").GetRawText(), value);
        Assert.Equal("measured by muzero bench games; 0 in flag (--set)", origin);
    }

    [Fact]
    public void BenchGames_DirectoryThatCannotBeWritten_OneLineBeforeItMeasures()
    {
        File.WriteAllText(_cache["muzero"], "");

        (int exitCode, string output, string error) = Run("bench", "games", "tictactoe");

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("Set XDG_CACHE_HOME", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--run is 'alphago'; it must be muzero or alphazero", "--game", "tictactoe", "--run", "alphago")]
    [InlineData("Name a game, or a network that belongs to one", "--network", "64")]
    [InlineData("Unknown option 'network.chanels'", "--game", "tictactoe", "--set", "network.chanels=3")]
    public void BenchGames_Mistyped_OneLineAndExitCode2(string expected, params string[] words)
    {
        (int exitCode, string output, string error) = Run(["bench", "games", .. words]);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(expected, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_ANumber_IsKept()
    {
        Remember("tictactoe", 24);

        Assert.Equal(("7", "flag (--set)"), Explain("tictactoe", "--set", "self_play.games=7"));
    }

    [Fact]
    public void Explain_NothingRemembered_IsTheDefaultWithALine()
    {
        (int exitCode, _, string error) = Run("config", "explain", "tictactoe", "--set", Zero);

        Assert.Equal(0, exitCode);
        Assert.Equal(
            "self_play.games is 0; 64 games at once: the default, since muzero bench games has not run on this machine for this network "
                + "(muzero, 25 simulations per move)",
            Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal("64", Explain("tictactoe", "--set", Zero).Value);
    }

    [Fact]
    public void Explain_Deterministic_IsTheDefaultWhateverIsRemembered()
    {
        Remember("tictactoe", 24);

        Assert.Equal("24", Explain("tictactoe", "--set", Zero).Value);
        Assert.Equal("64", Explain("tictactoe", "--set", Zero, "--deterministic").Value);
    }

    [Fact]
    public void Train_GamesAre0_PlaysTheRememberedNumberAndKeepsItWhenResumed()
    {
        string run = _cache["runs/calibrated"];
        Remember("tictactoe", 24, TrainedRuns.Tiny);

        Ending first = Train("--set", Zero, "--stop", "{\"training_iteration\": 1}");

        Assert.Equal((0, "24"), (first.ExitCode, SavedGames(run)));
        Assert.Contains("24 parallel games", first.ErrorLines[0], StringComparison.Ordinal);

        Remember("tictactoe", 48, TrainedRuns.Tiny);
        Ending second = Train("--resume", "--set", Zero, "--stop", "{\"training_iteration\": 2}");

        Assert.Equal((0, "24"), (second.ExitCode, SavedGames(run)));
    }

    private static string SavedGames(string run)
        => JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "params.json"))).RootElement.GetProperty("config").GetProperty("self_play")
            .GetProperty("games").GetRawText();

    private Ending Train(params string[] words)
    {
        string[] run = ["train", "tictactoe", "--local-dir", _cache["runs"], "--experiment-name", "calibrated", .. TrainedRuns.Tiny,
            .. words];
        return MuZeroProgram.Run(MuZeroProgram.Executable, run, "", ("XDG_CACHE_HOME", _cache.FullPath));
    }

    // As if it had been measured.
    private void Remember(string game, int games, params string[] words)
    {
        (_, string output, _) = Run(["config", "explain", game, "--json", .. words]);
        RunOptions options = new();
        foreach (JsonProperty option in JsonDocument.Parse(output).RootElement.EnumerateObject()
            .Where(option => option.Name.StartsWith("network.", StringComparison.Ordinal) || option.Name == "search.simulations"))
        {
            options = RunOptionsJson.Apply(options,
                OptionDocument.Parse($"{{\"{option.Name}\": {option.Value.GetProperty("value").GetRawText()}}}", "test"));
        }

        CalibrationKey key = CalibrationKey.Of(Machine.Current(Composition.HasGpu), Composition.Games().Load(game), options);
        new CalibrationMemory(_cache["muzero"], _ => { }).Remember(new CalibrationResult(key, games, 1000.0, 1));
    }

    private (string Value, string? Origin) Explain(params string[] words)
    {
        (int exitCode, string output, string error) = Run(["config", "explain", "--json", .. words]);
        Assert.True(exitCode == 0, error);
        JsonElement games = JsonDocument.Parse(output).RootElement.GetProperty("self_play.games");
        return (games.GetProperty("value").GetRawText(), games.GetProperty("origin").GetString());
    }

    private (int ExitCode, string Output, string Error) Run(params string[] words)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        Dictionary<string, string> environment = new() { ["XDG_CACHE_HOME"] = _cache.FullPath };
        int exitCode = CommandLine.Run(words,
            new Terminal { Input = TextReader.Null, Output = output, Error = error, Environment = environment });
        return (exitCode, output.ToString(), error.ToString());
    }
}
