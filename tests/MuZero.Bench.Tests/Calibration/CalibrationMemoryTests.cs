using MuZero.Bench.Calibration;
using MuZero.Errors;
using MuZero.Tests.Shared;

namespace MuZero.Bench.Tests.Calibration;

public sealed class CalibrationMemoryTests : IDisposable
{
    private const string KeyRest = "\"network\": \"\", \"algorithm\": \"muzero\", \"simulations\": 25";
    private const string ResultRest = "\"simulations_per_second\": 1, \"threads\": 1";

    private static readonly Machine _machine = new("Any CPU @ 3 GHz", 8, 256, Gpu: false);
    private static readonly CalibrationKey _key = new(_machine, "game=tictactoe channels=64", "muzero", 25);

    private readonly ScratchDirectory _cache = new();
    private readonly List<string> _lines = [];

    private string FilePath => _cache["muzero/calibration.json"];

    public void Dispose() => _cache.Dispose();

    [Fact]
    public void Remember_ThenFindInANewProcess_IsTheSame()
    {
        CalibrationResult result = new(_key, 64, 123456.7, 2);

        Open().Remember(result);

        Assert.Equal(result, Open().Find(_key));
        Assert.Empty(_lines);
    }

    [Fact]
    public void Remember_TheSameKeyAgain_ReplacesTheResult()
    {
        Open().Remember(new CalibrationResult(_key, 64, 1000.0, 1));
        Open().Remember(new CalibrationResult(_key, 16, 2000.0, 1));

        Assert.Equal(16, Open().Find(_key)!.Games);
        Assert.Equal(1, File.ReadAllText(FilePath).Split("\"games\"").Length - 1);
    }

    [Fact]
    public void Find_NoFile_IsNullWithoutALine()
    {
        Assert.Null(Open().Find(_key));
        Assert.Empty(_lines);
        Assert.False(Directory.Exists(_cache["muzero"]));
    }

    [Fact]
    public void Find_OtherMachineNetworkAlgorithmOrSimulations_IsNull()
    {
        Open().Remember(new CalibrationResult(_key, 64, 1000.0, 1));

        CalibrationKey[] others =
        [
            _key with { Machine = _machine with { Processor = "Other CPU" } },
            _key with { Machine = _machine with { Cores = 2 } },
            _key with { Machine = _machine with { VectorBits = 512 } },
            _key with { Machine = _machine with { Gpu = true } },
            _key with { Network = "game=tictactoe channels=32" },
            _key with { Algorithm = "alphazero" },
            _key with { Simulations = 50 },
        ];

        Assert.All(others, other => Assert.Null(Open().Find(other)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("{\"games\": 64}")]
    [InlineData("[{\"games\": 64}]")]
    [InlineData("[{\"key\": {\"machine\": null, " + KeyRest + "}, \"games\": 64, " + ResultRest + "}]")]
    [InlineData("[{\"key\": {\"machine\": {\"processor\": \"x\", \"cores\": 8, \"vector_bits\": 256, \"gpu\": false}, " + KeyRest
        + "}, \"games\": 0, " + ResultRest + "}]")]
    public void Find_DamagedFile_IsNullWithOneLine(string content)
    {
        Write(content);

        Assert.Null(Open().Find(_key));
        Assert.StartsWith($"{FilePath} cannot be read and is ignored (", Assert.Single(_lines), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', _lines[0]);
    }

    [Fact]
    public void Find_FileCutAnywhere_NeverThrows()
    {
        Open().Remember(new CalibrationResult(_key, 64, 1000.0, 1));
        string whole = File.ReadAllText(FilePath);

        for (int length = 0; length < whole.Length; length++)
        {
            Write(whole[..length]);
            Assert.Null(Open().Find(_key));
        }
    }

    [Fact]
    public void Find_FileIsADirectory_IsNullWithOneLine()
    {
        Directory.CreateDirectory(FilePath);

        Assert.Null(Open().Find(_key));
        Assert.Single(_lines);
    }

    [Fact]
    public void Remember_DamagedFile_IsReplaced()
    {
        Write("{");

        Open().Remember(new CalibrationResult(_key, 64, 1000.0, 1));

        Assert.Single(_lines);
        Assert.Equal(64, Open().Find(_key)!.Games);
    }

    [Fact]
    public void Remember_ManyAtOnce_LosesNone()
    {
        const int Writers = 8;
        const int Each = 5;
        Parallel.For(0, Writers, new ParallelOptions { MaxDegreeOfParallelism = Writers }, writer =>
        {
            for (int i = 0; i < Each; i++)
            {
                Open().Remember(new CalibrationResult(_key with { Simulations = 1 + (writer * Each) + i }, 1 + writer, 1000.0, 1));
            }
        });

        Assert.All(Enumerable.Range(0, Writers * Each),
            i => Assert.Equal(1 + (i / Each), Open().Find(_key with { Simulations = 1 + i })!.Games));
        Assert.Empty(_lines);
    }

    [Fact]
    public void RequireWritable_DirectoryIsAFile_SaysWhatToDo()
    {
        File.WriteAllText(_cache["muzero"], "");

        UserException thrown = Assert.Throws<UserException>(Open().RequireWritable);

        Assert.Equal(ExitCode.RunFailed, thrown.ExitCode);
        Assert.Contains("Set XDG_CACHE_HOME to a directory that can be written.", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    [Theory]
    [InlineData("/somewhere/cache", "/home/one", "/somewhere/cache/muzero/calibration.json")]
    [InlineData("", "/home/one", "/home/one/.cache/muzero/calibration.json")]
    [InlineData("not/absolute", "/home/one", "/home/one/.cache/muzero/calibration.json")]
    public void OfUser_Environment_IsTheUsersCacheDirectory(string cache, string home, string expected)
    {
        Dictionary<string, string> environment = new() { ["XDG_CACHE_HOME"] = cache, ["HOME"] = home };

        Assert.Equal(expected, CalibrationMemory.OfUser(environment, _lines.Add).FilePath);
    }

    private CalibrationMemory Open() => new(_cache["muzero"], _lines.Add);

    private void Write(string content)
    {
        Directory.CreateDirectory(_cache["muzero"]);
        File.WriteAllText(FilePath, content);
    }
}
