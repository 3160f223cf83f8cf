using System.Runtime.Loader;
using MuZero.Errors;
using MuZero.Games.Conformance;
using MuZero.Games.TicTacToe;
using MuZero.Options;

namespace MuZero.Games.Tests;

public sealed class GameCatalogTests : IDisposable
{
    private static readonly string _here = AppContext.BaseDirectory;
    private static readonly string _thisAssembly = Path.Combine(_here, "MuZero.Games.Tests.dll");
    private static readonly string _gamesAssembly = Path.Combine(_here, "MuZero.Games.dll");

    private readonly GameCatalog _catalog = new([typeof(TicTacToeGame).Assembly]);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muzero-catalog-");

    // artifacts/bin/SampleGame next to artifacts/bin/MuZero.Games.Tests, of the same configuration.
    private static string SamplePath => Path.Combine(_here, "..", "..", "SampleGame", new DirectoryInfo(_here).Name, "SampleGame.dll");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Names_BuiltIn_Sorted() => Assert.Equal(["cartpole", "cliffwalking", "connectfour", "tictactoe"], _catalog.Names);

    [Theory]
    [InlineData("tictactoe")]
    [InlineData("TicTacToe")]
    public void Load_Name_MakesTheGame(string name) => Assert.IsType<TicTacToeGame>(_catalog.Load(name));

    [Theory]
    [InlineData("tictaktoe", "There is no game 'tictaktoe'. Did you mean 'tictactoe'? Known games: cartpole, cliffwalking, connectfour, tictactoe;")]
    [InlineData("connect", "There is no game 'connect'. Did you mean 'connectfour'?")]
    [InlineData("chess", "There is no game 'chess'. Known games:")]
    public void Load_UnknownName_SuggestsTheNearest(string name, string message) => AssertUsage(name, message);

    [Fact]
    public void Load_Path_MakesTheGameInAContextOfItsOwn()
    {
        IGame game = _catalog.Load(SamplePath);

        Assert.Equal("samplegame", game.Spec.Id);
        Assert.NotSame(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(game.GetType().Assembly));
        Assert.True(GameConformance.Check(game, new ConformanceOptions { Games = 20 }).Passed);
    }

    [Theory]
    [InlineData("#samplegame")]
    [InlineData("#SampleGame")]
    [InlineData(":TakeAway")]
    [InlineData(":SampleGame.TakeAway")]
    public void Load_PathAndChoice_MakesTheChosenGame(string choice) => Assert.Equal("samplegame", _catalog.Load(SamplePath + choice).Spec.Id);

    [Fact]
    public void Load_RelativePath_MakesTheGame() =>
        Assert.Equal("samplegame", _catalog.Load(Path.GetRelativePath(Environment.CurrentDirectory, SamplePath)).Spec.Id);

    [Fact]
    public void Preset_BesideTheAssembly_IsRead()
    {
        string assembly = Path.Combine(_folder.FullName, "SampleGame.dll");
        File.Copy(SamplePath, assembly);
        File.WriteAllText(Path.Combine(_folder.FullName, "samplegame.preset.json"), """{"seed": 7}""");

        ConfigLayer preset = ConfigSource.Preset(_catalog.Load(assembly));

        Assert.Equal("seed", Assert.Single(preset.Entries).Key);
    }

    [Fact]
    public void Load_MissingFile_SaysSo() => AssertUsage("no/such/Game.dll", "There is no file no/such/Game.dll; build the game's project");

    [Fact]
    public void Load_Directory_SaysSo() => AssertUsage(_folder.FullName + "/", "but a directory");

    [Fact]
    public void Load_TextFile_IsNotAnAssembly()
    {
        string path = Path.Combine(_folder.FullName, "Text.dll");
        File.WriteAllText(path, "not an assembly");

        AssertUsage(path, "Text.dll is not a .NET assembly; give the path of a game's .dll");
    }

    [Fact]
    public void Load_AssemblyWithoutGame_SaysWhatAGameIs() => AssertUsage(
        Path.Combine(_here, "xunit.v3.assert.dll"), "xunit.v3.assert.dll has no game: a game is a public class with a public parameterless constructor that implements MuZero.Games.IGame");

    [Fact]
    public void Load_SeveralGames_AsksWhich() => AssertUsage(_gamesAssembly, "has 4 games: cartpole, cliffwalking, connectfour, tictactoe; say which, such as");

    [Fact]
    public void Load_SeveralGamesOneNamed_MakesIt() => Assert.Equal("connectfour", _catalog.Load(_gamesAssembly + "#connectfour").Spec.Id);

    [Theory]
    [InlineData("#conectfour", "has no game 'conectfour'. Did you mean 'connectfour'? It has: ")]
    [InlineData(":Connect4", "has no game 'Connect4'. It has: ")]
    public void Load_UnknownChoice_ListsTheAssemblysGames(string choice, string message) => AssertUsage(_gamesAssembly + choice, message);

    [Theory]
    [InlineData(":ThrowingGame", "The constructor of game 'MuZero.Games.Tests.Faulty.ThrowingGame' in ")]
    [InlineData(":ThrowingGame", " threw FormatException: no opening book. Correct the game.")]
    [InlineData(":ContradictoryGame", "Players is 2 and Turns is Single; one player goes with Single")]
    [InlineData(":OutdatedGame", "was built against another MuZero.Core or lacks a library in its directory (Method not found: 'Void MuZero.Games.GameSpec.set_Dice(Int32)'); rebuild it against MuZero.Core 1.0.0.0.")]
    public void Load_BadGame_SaysWhatIsWrong(string choice, string message) => AssertUsage(_thisAssembly + choice, message);

    [Theory]
    [InlineData("#usable")]
    [InlineData(":UsableGame")]
    public void Load_GameBesideBadOnes_LoadsAlone(string choice) => Assert.Equal("usable", _catalog.Load(_thisAssembly + choice).Spec.Id);

    [Theory]
    [InlineData("", "has 4 games: usable; say which, such as ")]
    [InlineData("", "Not usable: The constructor of game 'MuZero.Games.Tests.Faulty.ThrowingGame'")]
    [InlineData("", "Not usable: Game 'MuZero.Games.Tests.Faulty.OutdatedGame' was built against another MuZero.Core")]
    [InlineData("#usabel", "has no game 'usabel'. Did you mean 'usable'? It has: usable. Not usable: ")]
    public void Load_BadGamesBesideAUsableOne_AreNamed(string choice, string message) => AssertUsage(_thisAssembly + choice, message);

    private void AssertUsage(string nameOrPath, string message)
    {
        var error = Assert.Throws<UserException>(() => _catalog.Load(nameOrPath));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains(message, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }
}
