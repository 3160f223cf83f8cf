using MuZero.Core.Tests.Contracts;
using MuZero.Errors;
using MuZero.Tests.Shared;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Studies;

public sealed class JournalFileLogTests : StudyLogContract, IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    protected override IStudyLog Open(string name) => new JournalFileLog(_scratch[Uri.EscapeDataString(name)[^40..]]);

    [Theory]
    [InlineData("{\"b\":")]
    [InlineData("{\"b\":1}")]
    [InlineData("{\"lines\":")]
    [InlineData("{\"lines\":2")]
    [InlineData("{\"lines\":2,\"b\":1}\n")]
    [InlineData("{\"lines\":3,\"b\":1}\n{\"b\":2}\n{\"b\"")]
    public void Exchange_AfterAKillWithinAWrite_ReadsAndKeepsNothingOfIt(string torn)
    {
        string path = _scratch["journal"];
        using JournalFileLog log = new(path), before = new(path), after = new(path);
        before.Exchange(0, ["{\"a\":1}"]);
        File.AppendAllText(path, torn);

        Assert.Equal(["{\"a\":1}"], log.Exchange(0, []));
        Assert.Empty(before.Exchange(1, []));
        Assert.Equal(["{\"a\":2}", "{\"a\":3}"], log.Exchange(1, ["{\"a\":2}", "{\"a\":3}"]));
        Assert.Equal(["{\"a\":2}", "{\"a\":3}"], before.Exchange(1, []));
        Assert.Equal(["{\"a\":1}", "{\"a\":2}", "{\"a\":3}"], after.Exchange(0, []));
        Assert.Equal("{\"a\":1}\n{\"lines\":2,\"a\":2}\n{\"a\":3}\n", File.ReadAllText(path));
    }

    [Fact]
    public void Exchange_AnyCut_KeepsWholeGroups()
    {
        string path = _scratch["journal"];
        using (JournalFileLog log = new(path))
        {
            log.Exchange(0, ["{\"a\":1}"]);
            log.Exchange(1, ["{\"a\":2}", "{\"a\":3}"]);
            log.Exchange(3, ["{\"a\":4}"]);
        }

        byte[] whole = File.ReadAllBytes(path);
        int[] groups = [0, 1, 3, 4];
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            using JournalFileLog cut = new(path);

            Assert.Contains(cut.Exchange(0, []).Count, groups);
        }
    }

    [Fact]
    public void Exchange_FullDisk_AppendsNothingAndGoesOnWhenThereIsRoom()
    {
        string path = _scratch["journal"];
        bool isFull = true;
        using JournalFileLog log = new(path)
        {
            Writer = (file, bytes) =>
            {
                file.Write(isFull ? bytes.AsSpan(0, bytes.Length / 2) : bytes);
                if (isFull)
                {
                    throw new IOException("No space left on device : '/x'");
                }
            },
        };

        UserException fault = Assert.Throws<UserException>(() => log.Exchange(0, ["{\"a\":1}", "{\"a\":2}"]));
        isFull = false;

        Assert.Equal(ExitCode.RunFailed, fault.ExitCode);
        Assert.Contains("No space left", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.Empty(File.ReadAllBytes(path));
        Assert.Equal(["{\"a\":3}"], log.Exchange(0, ["{\"a\":3}"]));
    }

    [Fact]
    public void Load_DamagedLine_NamesTheLine()
    {
        string path = _scratch["journal"];
        using (Study study = Study.Open(new JournalFileLog(path), "a", [Direction.Minimize]))
        {
            study.Tell(study.Ask(), 1.0);
        }

        string[] lines = File.ReadAllLines(path);
        File.WriteAllText(path, $"{lines[0]}\n{lines[1][..20]}\n{lines[2]}\n");

        CorruptDataException fault = Assert.Throws<CorruptDataException>(() => Study.Load(new JournalFileLog(path)));

        Assert.StartsWith($"Line 2 of {path} is damaged", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Exchange_ReplacedByAShorterFile_IsRefused()
    {
        string path = _scratch["journal"];
        using JournalFileLog log = new(path);
        log.Exchange(0, ["{\"a\":1}", "{\"a\":2}"]);
        File.WriteAllText(path, "{}\n");

        Assert.Throws<CorruptDataException>(() => log.Exchange(2, []));
        Assert.Throws<CorruptDataException>(() => log.Exchange(2, ["{}"]));
    }

    [Fact]
    public void Exchange_LinkOfAKilledWriter_IsRemoved()
    {
        string path = _scratch["journal"];
        File.CreateSymbolicLink(path + ".lock", "journal.writer");
        using JournalFileLog log = new(path);

        Assert.Single(log.Exchange(0, ["{}"]));
        Assert.Null(new FileInfo(path + ".lock").LinkTarget);
    }

    [Fact]
    public void Exchange_Directory_IsOneLine()
    {
        using JournalFileLog log = new(_scratch.FullPath);

        UserException fault = Assert.Throws<UserException>(() => log.Exchange(0, ["{}"]));

        Assert.Contains("cannot be written", fault.Message, StringComparison.Ordinal);
    }
}
