using MuZero.Errors;
using MuZero.Records;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Records;

public sealed class RunDirectoryTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Create_PlainName_LaysOutTheRun()
    {
        RunDirectory run = RunDirectory.Create(_scratch.FullPath, "ttt-1.2_b");
        Assert.False(run.HasRun);

        run.WriteParams("{}"u8.ToArray());

        Assert.True(run.HasRun);
        Assert.Equal("{}", File.ReadAllText(_scratch["ttt-1.2_b/params.json"]));
        Assert.Equal(run.FullPath, RunDirectory.Open(run.FullPath + "/").FullPath);
    }

    [Theory]
    [InlineData("../a"), InlineData(".."), InlineData(""), InlineData("a/b"), InlineData("/a"), InlineData(".a"), InlineData("a\n"),
        InlineData("a\0"), InlineData("ä"), InlineData("a\\b")]
    public void Create_NameThatCouldLeave_IsAUserFault(string name)
    {
        Assert.Equal(ExitCode.Usage, Assert.Throws<UserException>(() => RunDirectory.Create(_scratch.FullPath, name)).ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(_scratch.FullPath));
    }

    [Fact]
    public void Open_Missing_IsAUserFault() =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<UserException>(() => RunDirectory.Open(_scratch["absent"])).ExitCode);

    [Fact]
    public void Hold_HeldAlready_IsAUserFaultThatNamesTheRun()
    {
        RunDirectory run = RunDirectory.Create(_scratch.FullPath, "run");
        using (run.Hold(TimeSpan.Zero))
        {
            UserException fault = Assert.Throws<UserException>(() => RunDirectory.Open(run.FullPath).Hold(TimeSpan.Zero));
            Assert.Equal(ExitCode.RunFailed, fault.ExitCode);
            Assert.Contains($"Another process trains {run.FullPath}", fault.Message, StringComparison.Ordinal);
            Assert.False(run.HasRun);
        }

        run.Hold(TimeSpan.Zero).Dispose();
    }

    [Fact]
    public void Hold_AFileIsInItsPlace_IsAUserFault()
    {
        RunDirectory run = RunDirectory.Named(_scratch.FullPath, "run");
        File.WriteAllText(run.FullPath, "");

        Assert.Contains("cannot be written", Assert.Throws<UserException>(() => run.Hold(TimeSpan.Zero)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hold_NothingIsWritten_LeavesNoDirectory()
    {
        RunDirectory run = RunDirectory.Named(_scratch.FullPath, "run");

        run.Hold(TimeSpan.Zero).Dispose();

        Assert.False(Directory.Exists(run.FullPath));
    }

    [Fact]
    public void Reserve_SameName_NumbersThem()
    {
        string[] names = [.. Enumerable.Range(0, 3).Select(_ => Path.GetFileName(RunDirectory.Reserve(_scratch.FullPath, "run").FullPath))];

        Assert.Equal(["run", "run-2", "run-3"], names);
    }
}
