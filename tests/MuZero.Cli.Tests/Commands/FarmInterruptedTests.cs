using System.Diagnostics;

namespace MuZero.Cli.Tests.Commands;

/// <summary>muzero farm when two commands meet, or when one did not come to its end.</summary>
public sealed class FarmInterruptedTests : IDisposable
{
    private readonly FarmUnderTest _farm = new();

    private string List => Path.Combine(_farm.RunDirectory, "farm", "farm.json");

    [Fact]
    public void UpAndDown_BothTwiceAtOnce_OneOfEachDoesItAndNothingIsLeft()
    {
        Ending[] ups = AtOnce(() => _farm.TryUp(workers: 1));

        Assert.Equal([0, 2], ups.Select(up => up.ExitCode).Order());
        Assert.Matches("Another command starts or stops|is up already", ups.Single(up => up.ExitCode == 2).Error);
        Assert.Equal(3, Running().Length);

        Ending[] downs = AtOnce(() => _farm.Down());

        Assert.Equal([0, 2], downs.Select(down => down.ExitCode).Order());
        Assert.Contains("There is no farm in", downs.Single(down => down.ExitCode == 2).Error, StringComparison.Ordinal);
        Assert.Empty(Running());
        Assert.False(Directory.Exists(Path.Combine(_farm.RunDirectory, "farm")));
    }

    [Fact]
    public void Up_KilledHalfWay_IsCompletedByTheNext()
    {
        using (Process up = MuZeroProgram.Start(MuZeroProgram.Executable,
            ["farm", "up", "tictactoe", "--workers", "1", "--local-dir", _farm.LocalDirectory, "--experiment-name", "farm", "--stop",
                FarmUnderTest.Endless, .. FarmUnderTest.Quick]))
        {
            FarmUnderTest.WaitUntil(() => Running().Length > 0);
            up.Kill();
            up.WaitForExit();
        }

        Ending again = _farm.Up(workers: 1);

        Assert.Contains("started again: ", again.Error, StringComparison.Ordinal);
        Assert.Equal(["redis", "trainer", "selfplay-1"], _farm.Names());
        _farm.StatusOnceTraining(iteration: 1);
    }

    [Theory]
    [InlineData("{"), InlineData(""), InlineData("[null]"), InlineData("""[{"name": "redis"}]"""), InlineData(null)]
    public void Down_DamagedOrMissingList_StopsWhatRuns(string? list)
    {
        Directory.CreateDirectory(Path.Combine(_farm.RunDirectory, "farm", "redis"));
        using Process redis = MuZeroProgram.Start("redis-server",
            ["--port", $"{LocalFarm.FarmProcesses.FreePort()}", "--dir", Path.Combine(_farm.RunDirectory, "farm", "redis"), "--save", ""]);
        FarmUnderTest.WaitUntil(() => Running().Length == 1);
        if (list is not null)
        {
            File.WriteAllText(List, list);
        }

        Ending down = _farm.Down();

        Assert.True(down.ExitCode == 0, down.Error);
        Assert.Contains("stopped 1 processes", down.Error, StringComparison.Ordinal);
        Assert.Empty(Running());
    }

    [Fact]
    public void Down_FarmThatIsALink_IsRefusedAndTouchesNothing()
    {
        string elsewhere = Path.Combine(_farm.LocalDirectory, "elsewhere"), kept = Path.Combine(elsewhere, "farm.json");
        Directory.CreateDirectory(elsewhere);
        File.WriteAllText(kept, "[]");
        Directory.CreateDirectory(_farm.RunDirectory);
        Directory.CreateSymbolicLink(Path.Combine(_farm.RunDirectory, "farm"), elsewhere);

        Ending down = _farm.Down("--experiment-name", "farm");

        Assert.Equal(2, down.ExitCode);
        Assert.Contains("is a link to", Assert.Single(down.ErrorLines), StringComparison.Ordinal);
        Assert.True(File.Exists(kept));
        Directory.Delete(Path.Combine(_farm.RunDirectory, "farm"));
    }

    [Theory]
    [InlineData("../victim"), InlineData("/etc"), InlineData("."), InlineData("a/b"), InlineData("")]
    public void Name_ThatLeavesTheDirectory_IsUsage(string name)
    {
        foreach (string command in (string[])["down", "status", "logs"])
        {
            Ending ending = InProcess.Run("farm", command, "--local-dir", _farm.LocalDirectory, "--experiment-name", name);

            Assert.Equal(2, ending.ExitCode);
            Assert.Contains("name", Assert.Single(ending.ErrorLines), StringComparison.Ordinal);
        }
    }

    public void Dispose() => _farm.Dispose();

    private static Ending[] AtOnce(Func<Ending> command)
        => Task.WhenAll(Task.Run(command), Task.Run(command)).GetAwaiter().GetResult();

    // Processes whose command line names the farm's directory, or that work in it: Redis replaces its command line.
    private string[] Running()
        => [.. Directory.EnumerateDirectories("/proc").Where(process => int.TryParse(Path.GetFileName(process), out int id)
            && FarmUnderTest.IsRunning(id)
            && (Read(process) + ' ' + new FileInfo(Path.Combine(process, "cwd")).LinkTarget).Contains(
                _farm.RunDirectory, StringComparison.Ordinal))];

    private static string Read(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return ""; // it has ended
        }
    }
}
