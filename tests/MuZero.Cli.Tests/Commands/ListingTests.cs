using System.Text.Json;

namespace MuZero.Cli.Tests.Commands;

/// <summary>Commands that only list, run as processes.</summary>
public sealed class ListingTests
{
    [Fact]
    public void Version_OneLine()
    {
        Ending ending = MuZeroProgram.Run("--version");

        Assert.Equal((0, ""), (ending.ExitCode, ending.Error));
        Assert.Matches(@"^muzero \d+\.\d+\.\d+\n$", ending.Output);
    }

    [Fact]
    public void Games_Json_NamesTheBuiltInOnes()
    {
        Ending ending = MuZeroProgram.Run("games", "--json");

        JsonElement games = JsonDocument.Parse(ending.Output).RootElement;
        string?[] names = [.. games.EnumerateArray().Select(game => game.GetProperty("name").GetString())];
        Assert.Subset(names.ToHashSet(), new HashSet<string?> { "cartpole", "cliffwalking", "connectfour", "tictactoe" });
    }

    [Theory]
    [InlineData("tictactoe", "muzero", "alphazero")]
    [InlineData("bandit", "muzero", "alphazero")]
    [InlineData("pig", "muzero", "alphazero")]
    [InlineData("tictactoe-three", "muzero", "alphazero")]
    public void Games_Json_HasTheFamiliesThatTrainTheGame(string name, params string[] families)
    {
        Ending ending = MuZeroProgram.Run("games", "--json");

        JsonElement game = JsonDocument.Parse(ending.Output).RootElement.EnumerateArray()
            .Single(game => game.GetProperty("name").GetString() == name);
        Assert.Equal(families, game.GetProperty("families").EnumerateArray().Select(family => family.GetString()));
    }

    [Fact]
    public void GamesCheck_SoundGame_EndsWith0()
    {
        Ending ending = MuZeroProgram.Run("games", "check", "tictactoe", "--games", "20");

        Assert.Equal(0, ending.ExitCode);
        Assert.Contains("every law holds (20 random games", ending.Output, StringComparison.Ordinal);
        Assert.Contains("bytes allocated per move", ending.Output, StringComparison.Ordinal);
        Assert.Contains("--run muzero     yes: Mlp network of ", ending.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void GamesCheck_Json_HasMeasurementsAndFamilies()
    {
        Ending ending = MuZeroProgram.Run("games", "check", "connectfour", "--games", "20", "--json");

        JsonElement check = JsonDocument.Parse(ending.Output).RootElement;
        Assert.True(check.GetProperty("passed").GetBoolean());
        Assert.InRange(check.GetProperty("play").GetProperty("length").GetProperty("mean").GetDouble(), 7, 42);
        JsonElement muzero = check.GetProperty("families")[0];
        Assert.Equal(("muzero", true), (muzero.GetProperty("name").GetString(), muzero.GetProperty("trains").GetBoolean()));
        Assert.Equal("1 plane of the game's own (IActionPlanes)", muzero.GetProperty("action_encoding").GetString());
        Assert.Equal(JsonValueKind.Null, check.GetProperty("families")[1].GetProperty("action_encoding").ValueKind);
    }

    [Fact]
    public void ConfigExplain_EachValue_SaysWhereItCameFrom()
    {
        Ending ending = MuZeroProgram.Run(MuZeroProgram.Executable, ["config", "explain", "tictactoe", "--set", "search.c1=2", "--json"],
            "", ("MUZERO_SEED", "9"));

        JsonElement options = JsonDocument.Parse(ending.Output).RootElement;
        Assert.Equal("flag (--set)", options.GetProperty("search.c1").GetProperty("origin").GetString());
        Assert.Equal("environment (MUZERO_SEED)", options.GetProperty("seed").GetProperty("origin").GetString());
        Assert.StartsWith("preset (TicTacToe/preset.json:", options.GetProperty("stop").GetProperty("origin").GetString(),
            StringComparison.Ordinal);
        Assert.Equal("default", options.GetProperty("search.c2").GetProperty("origin").GetString());
        Assert.Equal(2.0, options.GetProperty("search.c1").GetProperty("value").GetDouble());
    }

    [Fact]
    public void Doctor_HealthyMachine_EndsWith0()
    {
        Ending ending = MuZeroProgram.Run("doctor", "--json", "--local-dir", Path.GetTempPath());

        Assert.All(JsonDocument.Parse(ending.Output).RootElement.EnumerateArray(),
            part => Assert.True(part.GetProperty("ok").GetBoolean(), part.ToString()));
        Assert.Equal(0, ending.ExitCode);
    }

    [Fact]
    public void Doctor_DirectoryThatCannotBe_EndsWith1()
    {
        Ending ending = MuZeroProgram.Run("doctor", "--local-dir", "/proc/no/such");

        Assert.Contains("PROBLEM", Assert.Single(ending.Output.Split('\n'), line => line.Contains(" runs ", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.Equal(1, ending.ExitCode);
    }
}
