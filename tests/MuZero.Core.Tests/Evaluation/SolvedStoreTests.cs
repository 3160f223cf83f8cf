using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Evaluation;

/// <summary>Solved positions in a file, each solved once.</summary>
public sealed class SolvedStoreTests : IDisposable
{
    private const string Header = "{\"format\":1,\"solved_positions_of\":\"noughts\",\"version\":1,\"actions\":9}\n";

    private readonly ScratchDirectory _scratch = new();
    private readonly Noughts _game = new();

    private string FilePath => Path.Combine(_scratch.FullPath, "solved.jsonl");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Judge_FileOfAnEarlierJudge_SameReportAndNothingNew()
    {
        BaselinePlayer player = new(_game);
        AccuracyReport without = new AccuracyJudge(_game, 60, [2, 5]).Judge(player);

        AccuracyReport first = new AccuracyJudge(_game, 60, [2, 5], threads: 3, solvedFile: FilePath).Judge(player);
        byte[] written = File.ReadAllBytes(FilePath);
        AccuracyReport second = new AccuracyJudge(_game, 60, [2, 5], solvedFile: FilePath).Judge(player);

        Assert.Equal(without.Phases, first.Phases);
        Assert.Equal(without.Phases, second.Phases);
        Assert.Equal(written, File.ReadAllBytes(FilePath));
        Assert.Equal(1 + 120, File.ReadAllLines(FilePath).Length);
    }

    [Fact]
    public void Solve_KnownPosition_DoesNotAskTheSolver()
    {
        IGameState state = _game.NewGame(0);
        Open().Dispose();
        SolvedPosition solved = new(state, 9, [0, 4]);
        using (SolvedStore store = Open())
        {
            _ = store.Solve(state, _ => solved);
        }

        using SolvedStore again = Open();
        SolvedPosition known = again.Solve(state, _ => throw new InvalidOperationException("solved again"));

        Assert.Equal((9, "0,4"), (known.Legal, string.Join(",", known.Keeping)));
    }

    [Fact]
    public void Open_LastLineCutShort_DropsItAndGoesOn()
    {
        _ = new AccuracyJudge(_game, 20, [3], solvedFile: FilePath);
        byte[] whole = File.ReadAllBytes(FilePath);
        File.WriteAllBytes(FilePath, whole[..^5]);

        _ = new AccuracyJudge(_game, 20, [3], solvedFile: FilePath);

        Assert.Equal(whole, File.ReadAllBytes(FilePath)); // the line is solved and written again
    }

    [Fact]
    public void Open_FileOfAnotherGame_IsIncompatibleAndUnchanged()
    {
        using (SolvedStore other = new(FilePath, new EpisodeStrip().Spec))
        {
        }

        byte[] before = File.ReadAllBytes(FilePath);

        IncompatibleException fault = Assert.Throws<IncompatibleException>(Open);

        Assert.Contains("'strip'", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(FilePath));
    }

    [Theory]
    [InlineData("notes of mine")]
    [InlineData("notes of mine\n")]
    [InlineData(Header + "{\"position\":\"zz\",\"legal\":3,\"keeping\":[1]}\n")]
    [InlineData(Header + "{\"position\":\"1\",\"legal\":3,\"keeping\":[9]}\n")]
    [InlineData(Header + "{\"position\":\"1\",\"legal\":3,\"keeping\":[]}\n")]
    [InlineData(Header + "[]\n")]
    [InlineData("{\"solved_positions_of\":3}\n")]
    [InlineData("{}\n")]
    [InlineData("{\"search\": {\"simulations\": 50}}")]
    public void Open_AnyOtherFile_IsCorruptAndUnchanged(string text)
    {
        File.WriteAllText(FilePath, text);

        _ = Assert.Throws<CorruptDataException>(Open);

        Assert.Equal(text, File.ReadAllText(FilePath));
    }

    [Fact]
    public void Open_FirstLineCutShort_BeginsAgain()
    {
        File.WriteAllText(FilePath, Header[..20]);

        Open().Dispose();

        Assert.Equal(Header, File.ReadAllText(FilePath));
    }

    [Fact]
    public void Open_OtherVersionOfTheGame_IsIncompatible()
    {
        Open().Dispose();

        _ = Assert.Throws<IncompatibleException>(() => new SolvedStore(FilePath, _game.Spec with { Version = 2 }));
    }

    [Fact]
    public void Open_FileThatAnotherWrites_IsUsage()
    {
        using SolvedStore first = Open();

        UserException fault = Assert.Throws<UserException>(Open);

        Assert.Equal(ExitCode.Usage, fault.ExitCode);
    }

    private SolvedStore Open() => new(FilePath, _game.Spec);
}
