namespace MuZero.Cli.Tests.Scripts;

/// <summary>./muzero on machines that lack something, with programs in place of the system's.</summary>
public sealed class SetUpTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("muzero-setup-").FullName;

    private string _repository = "";

    public SetUpTests()
    {
        foreach (string file in new[] { "muzero", "build/setup.sh", "global.json", "Directory.Build.props", "Directory.Packages.props" })
        {
            string copy = Path.Combine(Repository, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(MuZeroProgram.Root, file), copy);
        }

        foreach (string folder in new[] { "src", "games", "protos" })
        {
            Directory.CreateDirectory(Path.Combine(Repository, folder));
        }

        Directory.CreateDirectory(Path.Combine(_directory, "bin"));
        foreach (string tool in new[] { "cat", "chmod", "dirname", "env", "find", "flock", "mkdir", "mv", "readlink", "touch" })
        {
            File.CreateSymbolicLink(Path.Combine(_directory, "bin", tool), Path.Combine("/usr/bin", tool));
        }

        string program = Path.Combine(Repository, "artifacts/bin/MuZero.Cli/release/muzero");
        Substitute("dotnet", $$"""
            [[ $1 == build ]] || exit 0
            echo "$*" >>"{{Calls}}"
            mkdir -p "{{Path.GetDirectoryName(program)}}"
            printf '#!/bin/bash\necho "muzero $*"\n' >"{{program}}"
            chmod +x "{{program}}"
            """);
        Substitute("apt-get", $"echo \"apt-get $*\" >>\"{Calls}\"; exit 1");
        Substitute("dpkg-query", "exit 1");
        Substitute("id", "echo 0");
    }

    private string Repository => _repository.Length > 0 ? _repository : Path.Combine(_directory, "repository");

    private string Calls => Path.Combine(_directory, "calls");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("muzero")]
    [InlineData("test")]
    [InlineData("build/setup.sh")]
    [InlineData(".ci/run")]
    public void Script_IsValidBash(string script)
    {
        Ending ending = MuZeroProgram.Run("/bin/bash", ["-n", Path.Combine(MuZeroProgram.Root, script)], input: "");

        Assert.Equal((0, ""), (ending.ExitCode, ending.Error));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FirstStart_WithTheSdkOnly_BuildsAndInstallsNothing(bool hasLocks)
    {
        if (!hasLocks)
        {
            File.Delete(Path.Combine(_directory, "bin", "flock"));
        }

        Ending ending = Start("games");

        Assert.Equal((0, "muzero games\n"), (ending.ExitCode, ending.Output));
        Assert.StartsWith("build ", Assert.Single(File.ReadAllLines(Calls)), StringComparison.Ordinal);
    }

    [Fact]
    public void SecondStart_NothingChanged_BuildsNothing()
    {
        Start("games");
        Ending ending = Start("games");

        Assert.Equal((0, "muzero games\n", ""), (ending.ExitCode, ending.Output, ending.Error));
        Assert.Single(File.ReadAllLines(Calls));
    }

    [Fact]
    public void SecondStart_SourceDatedAhead_BuildsNothingUntilItChanges()
    {
        string source = Path.Combine(Repository, "src", "Ahead.cs");
        File.WriteAllText(source, "");
        File.SetLastWriteTimeUtc(source, DateTime.UtcNow.AddDays(400));
        Start("games");
        Start("games");
        Assert.Single(File.ReadAllLines(Calls));

        File.WriteAllText(source, "changed");
        Start("games");

        Assert.Equal(2, File.ReadAllLines(Calls).Length);
    }

    [Fact]
    public void SecondStart_CloneWasMoved_BuildsAgainOnce()
    {
        Start("games");
        _repository = Path.Combine(_directory, "it's a moved clone");
        Directory.Move(Path.Combine(_directory, "repository"), _repository);

        Ending moved = Start("games");
        Start("games");

        Assert.Equal((0, "muzero games\n"), (moved.ExitCode, moved.Output));
        Assert.Equal(2, File.ReadAllLines(Calls).Length);
    }

    [Fact]
    public void SecondStart_YoungerSource_BuildsAgain()
    {
        Start("games");
        string source = Path.Combine(Repository, "src", "Changed.cs");
        File.WriteAllText(source, "");
        File.SetLastWriteTimeUtc(source, DateTime.UtcNow.AddSeconds(10));
        Start("games");

        Assert.Equal(2, File.ReadAllLines(Calls).Length);
    }

    [Fact]
    public void SecondStart_WithoutTorch_BuildsAgain()
    {
        Start("games");
        Start("games", ("Torch", "false"));

        Assert.Equal(2, File.ReadAllLines(Calls).Length);
    }

    [Fact]
    public void FarmUp_NoRedisAndNoRights_NamesTheCommandAndEndsWith2()
    {
        Substitute("id", "echo 1000");
        Substitute("sudo", "exit 1");

        Ending ending = Start("farm up");

        Assert.Equal(2, ending.ExitCode);
        Assert.EndsWith("run: sudo apt-get install -y redis-server", ending.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void FarmUp_NoRedisAsRoot_RefreshesTheListsOnlyIfInstallingFails()
    {
        Ending ending = Start("farm up");

        Assert.Equal(2, ending.ExitCode);
        Assert.Equal(
            ["apt-get install", "apt-get update", "apt-get install"],
            File.ReadAllLines(Calls)[1..].Select(call => string.Join(' ', call.Split(' ')[..2])));
        Assert.Contains("sudo apt-get install -y redis-server", ending.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void FarmUp_NeitherRedisNorApt_SaysWhatIsNeeded()
    {
        File.Delete(Path.Combine(_directory, "bin", "dpkg-query"));

        Ending ending = Start("farm up");

        Assert.Equal(2, ending.ExitCode);
        Assert.Contains("needs redis-server, or --redis", ending.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void FarmUp_RedisNamed_InstallsNothing()
    {
        Ending ending = Start("farm up --redis localhost:6379");

        Assert.Equal((0, "muzero farm up --redis localhost:6379\n"), (ending.ExitCode, ending.Output));
        Assert.Single(File.ReadAllLines(Calls));
    }

    [Fact]
    public void SdkMissing_SaysWhichPackage()
    {
        Substitute("dotnet", "exit 1");

        Ending ending = Start("games");

        Assert.Equal(2, ending.ExitCode);
        Assert.Contains("dotnet-sdk-10.0", Assert.Single(ending.ErrorLines), StringComparison.Ordinal);
    }

    private Ending Start(string arguments, params (string Name, string Value)[] variables)
        => MuZeroProgram.Run(
            "/bin/bash", [Path.Combine(Repository, "muzero"), .. arguments.Split(' ')], input: "",
            [("PATH", Path.Combine(_directory, "bin")), ("Torch", ""), .. variables]);

    private void Substitute(string program, string body)
    {
        string path = Path.Combine(_directory, "bin", program);
        File.WriteAllText(path, $"#!/bin/bash\n{body}\n");
        MuZeroProgram.Run("/bin/chmod", ["+x", path], input: "");
    }
}
