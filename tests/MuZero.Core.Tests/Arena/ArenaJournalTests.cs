using MuZero.Arena;
using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Arena;

public sealed class ArenaJournalTests : IDisposable
{
    private readonly ScratchDirectory _directory = new();
    private readonly ArenaPlan _plan = ArenaGames.Plan(3);

    private string FilePath => _directory[ArenaJournal.FileName];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Open_Again_HasEveryPairInOrder()
    {
        PlayedPair[] pairs = [ArenaGames.Pair(1.0, 0.5, 7), ArenaGames.Pair(0.0, 0.0, ulong.MaxValue - 3)];
        Write((2, pairs[0]), (0, pairs[1]), (2, pairs[1]));

        using ArenaJournal journal = ArenaJournal.Open(_directory.FullPath, _plan);

        Assert.Equal([pairs[1]], journal.Pairs[0]);
        Assert.Empty(journal.Pairs[1]);
        Assert.Equal(pairs, journal.Pairs[2]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void Open_LineThatWasCutShort_IsDroppedAndWrittenOver(int missing)
    {
        Write((0, ArenaGames.Pair(1.0, 0.5, 7)), (0, ArenaGames.Pair(0.0, 0.5, 8)));
        byte[] bytes = File.ReadAllBytes(FilePath);
        File.WriteAllBytes(FilePath, bytes[..^missing]);

        Write((0, ArenaGames.Pair(0.0, 0.5, 8)));

        Assert.Equal(bytes, File.ReadAllBytes(FilePath));
    }

    [Fact]
    public void Open_OnlyHalfAPlan_BeginsAgain()
    {
        File.WriteAllText(FilePath, "{\"format\":1,\"ga");

        using ArenaJournal journal = ArenaJournal.Open(_directory.FullPath, _plan);

        Assert.Equal(3, journal.Pairs.Count);
    }

    [Fact]
    public void Open_AnotherPlan_NamesTheDifference()
    {
        Write();

        ArenaPlan other = ArenaGames.Plan(3, seed: 2);
        UserException fault = Assert.Throws<IncompatibleException>(() => ArenaJournal.Open(_directory.FullPath, other));

        Assert.Contains("it has seed 1 instead of 2. Repeat the command", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("entrants")]
    [InlineData("pairings")]
    [InlineData("opening plies")]
    [InlineData("simulations")]
    [InlineData("seconds per move")]
    [InlineData("game")]
    public void DifferenceTo_EveryPart_IsNamed(string part)
    {
        ArenaPlan other = part switch
        {
            "entrants" => _plan with { Entrants = ["a", "b", "c"] },
            "pairings" => _plan with { Pairings = ArenaPairings.Gauntlet(3) },
            "opening plies" => _plan with { OpeningPlies = 3 },
            "simulations" => _plan with { Simulations = [5, 0, 0] },
            "seconds per move" => _plan with { SecondsPerMove = 0.5 },
            _ => _plan with { GameVersion = 2 },
        };

        Assert.StartsWith(part, _plan.DifferenceTo(other), StringComparison.Ordinal);
        Assert.Null(_plan.DifferenceTo(_plan with { }));
    }

    [Theory]
    [InlineData("{\"pairing\":9,\"as_first\":1,\"as_second\":1,\"first_moves\":\"0\",\"second_moves\":\"0\",\"length\":3}")]
    [InlineData("{\"pairing\":0,\"as_first\":0.7,\"as_second\":1,\"first_moves\":\"0\",\"second_moves\":\"0\",\"length\":3}")]
    [InlineData("{\"pairing\":0}")]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("[]")]
    public void Open_DamagedLine_IsCorruptData(string line)
    {
        Write((0, ArenaGames.Pair(1.0, 0.5, 7)));
        File.AppendAllText(FilePath, line + "\n");

        UserException fault = Assert.Throws<CorruptDataException>(() => ArenaJournal.Open(_directory.FullPath, _plan));

        Assert.Contains("is damaged in line 3", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WhileAnotherArenaWrites_IsUsage()
    {
        using ArenaJournal held = ArenaJournal.Open(_directory.FullPath, _plan);

        UserException fault = Assert.Throws<UserException>(() => ArenaJournal.Open(_directory.FullPath, _plan));

        Assert.Contains("choose another --out", fault.Message, StringComparison.Ordinal);
    }

    private void Write(params (int Pairing, PlayedPair Pair)[] pairs)
    {
        using ArenaJournal journal = ArenaJournal.Open(_directory.FullPath, _plan);
        foreach ((int pairing, PlayedPair pair) in pairs)
        {
            journal.Append(pairing, pair);
        }
    }
}
