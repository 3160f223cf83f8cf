using System.Reflection;
using System.Runtime.Loader;
using MuZero.Errors;
using MuZero.Games.Conformance;
using MuZero.Games.Tests.Faulty;
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
    public void Names_BuiltIn_EachIsTheIdOfAGame()
    {
        Assert.Superset<string>(new HashSet<string> { "cartpole", "cliffwalking", "connectfour", "tictactoe" }, _catalog.Names.ToHashSet());
        Assert.All(_catalog.Names, name => Assert.Equal(name, _catalog.Load(name).Spec.Id));
    }

    [Theory]
    [InlineData("tictactoe")]
    [InlineData("TicTacToe")]
    public void Load_Name_MakesTheGame(string name) => Assert.IsType<TicTacToeGame>(_catalog.Load(name));

    [Theory]
    [InlineData("tictaktoe", "There is no game 'tictaktoe'. Did you mean 'tictactoe'? Known games: ")]
    [InlineData("connect", "There is no game 'connect'. Did you mean 'connectfour'?")]
    [InlineData("shogi", "There is no game 'shogi'. Known games:")]
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
    public void Load_PathAndChoice_MakesTheChosenGame(string choice)
        => Assert.Equal("samplegame", _catalog.Load(SamplePath + choice).Spec.Id);

    [Theory]
    [InlineData("#sized3", "sized3")]
    [InlineData("#SIZED12", "sized12")]
    public void Load_SizeInAnAssembly_MakesTheGameOfThatSize(string choice, string id)
        => Assert.Equal(id, _catalog.Load(_thisAssembly + choice).Spec.Id);

    [Theory]
    [InlineData("sized3", "sized3")]
    [InlineData("Sized7", "sized7")]
    public void Load_Size_MakesTheGameOfThatSize(string name, string id)
        => Assert.Equal(id, Sized().Load(name).Spec.Id);

    [Fact]
    public void Names_GameWithSizes_ListedSizesByNumber() => Assert.Equal(["sized3", "sized10"], Sized().Names);

    [Theory]
    [InlineData("sized", "There is no game 'sized'. sized has sizes 3 to 12, such as sized3. Known games: sized3, sized10;")]
    [InlineData("sized13", "There is no game 'sized13'. sized has sizes 3 to 12, such as sized3.")]
    [InlineData("sized03", "There is no game 'sized03'. sized has sizes 3 to 12, such as sized3.")]
    [InlineData("sized4", "sized has no board of 4. Use 3 or 5 to 12.")]
    public void Load_SizeThatIsNot_SaysWhichAre(string name, string message)
    {
        UserException error = Assert.Throws<UserException>(() => Sized().Load(name));

        Assert.Contains(message, error.Message);
    }

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
        Path.Combine(_here, "xunit.v3.assert.dll"),
        "xunit.v3.assert.dll has no game: a game is a public class with a public parameterless constructor that implements "
            + "MuZero.Games.IGame");

    [Fact]
    public void Load_SeveralGames_AsksWhich() => AssertUsage(
        _gamesAssembly, $"has {_catalog.Names.Count} games: {string.Join(", ", _catalog.Names)}; say which, such as");

    [Fact]
    public void Load_SeveralGamesOneNamed_MakesIt() => Assert.Equal("connectfour", _catalog.Load(_gamesAssembly + "#connectfour").Spec.Id);

    [Theory]
    [InlineData("#conectfour", "has no game 'conectfour'. Did you mean 'connectfour'? It has: ")]
    [InlineData(":Connect4", "has no game 'Connect4'. It has: ")]
    public void Load_UnknownChoice_ListsTheAssemblysGames(string choice, string message) => AssertUsage(_gamesAssembly + choice, message);

    [Theory]
    [InlineData(":SizedGame", "sized has sizes 3 to 12, such as sized3. Say which: ")]
    [InlineData("#misnamed3", "of size 3 in ")]
    [InlineData("#misnamed3", " has Id 'tictactoe'; it must be 'misnamed3'. Correct the game.")]
    [InlineData(":ThrowingGame", "The constructor of game 'MuZero.Games.Tests.Faulty.ThrowingGame' in ")]
    [InlineData(":ThrowingGame", " threw FormatException: no opening book. Correct the game.")]
    [InlineData(":ContradictoryGame", "Players is 2 and Turns is Single; one player goes with Single")]
    [InlineData(":OutdatedGame",
        "was built against another MuZero.Core or lacks a library in its directory (Method not found: 'Void "
        + "MuZero.Games.GameSpec.set_Dice(Int32)'); rebuild it against MuZero.Core 1.0.0.0.")]
    public void Load_BadGame_SaysWhatIsWrong(string choice, string message) => AssertUsage(_thisAssembly + choice, message);

    [Theory]
    [InlineData("#usable")]
    [InlineData(":UsableGame")]
    public void Load_GameBesideBadOnes_LoadsAlone(string choice) => Assert.Equal("usable", _catalog.Load(_thisAssembly + choice).Spec.Id);

    [Theory]
    [InlineData("", "has 7 games: sized3, sized10, usable; say which, such as ")]
    [InlineData("", "Not usable: The constructor of game 'MuZero.Games.Tests.Faulty.ThrowingGame'")]
    [InlineData("", "Not usable: Game 'MuZero.Games.Tests.Faulty.OutdatedGame' was built against another MuZero.Core")]
    [InlineData("#usabel", "has no game 'usabel'. Did you mean 'usable'? It has: sized3, sized10, usable. Not usable: ")]
    public void Load_BadGamesBesideAUsableOne_AreNamed(string choice, string message) => AssertUsage(_thisAssembly + choice, message);

    // A catalogue of an assembly with that game alone.
    private static GameCatalog Sized() => new([new OneType(typeof(SizedGame))]);

    private void AssertUsage(string nameOrPath, string message)
    {
        var error = Assert.Throws<UserException>(() => _catalog.Load(nameOrPath));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains(message, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    private sealed class OneType(Type type) : Assembly
    {
        public override Type[] GetExportedTypes() => [type];
    }
}
