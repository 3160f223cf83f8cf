using MuZero.Errors;

namespace MuZero.Cli.Tests.Scripts;

/// <summary>./muzero on machines that lack something, with programs that pretend to be the system's.</summary>
public sealed class SetUpTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("muzero-setup-").FullName;

    public SetUpTests()
    {
        foreach (string file in new[] { "muzero", "build/setup.sh" })
        {
            string copy = Path.Combine(_directory, "repository", file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(MuZeroProgram.Root, file), copy);
        }

        Directory.CreateDirectory(Path.Combine(_directory, "bin"));
        Pretend("dotnet", "exit 0");
        Pretend("dpkg-query", "exit 1");
    }

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

    [Fact]
    public void PackagesMissing_WithoutRights_NamesTheCommandAndEndsWith2()
    {
        Pretend("id", "echo 1000");
        Pretend("sudo", "exit 1");

        Ending ending = RunScript();

        Assert.Equal(2, ending.ExitCode);
        Assert.EndsWith("run: sudo apt-get install -y libtorch-dev libopenblas0-pthread cmake g++", Assert.Single(ending.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void PackagesMissing_AsRoot_RefreshesTheListsOnlyWhereInstallingFails()
    {
        Pretend("id", "echo 0");
        Pretend("apt-get", "echo \"$1\" >>\"${0%/*}/../calls\"; [[ $1 == update ]]");

        Ending ending = RunScript();

        Assert.Equal(2, ending.ExitCode);
        Assert.Equal(["install", "update", "install"], File.ReadAllLines(Path.Combine(_directory, "calls")));
        Assert.Contains("sudo apt-get install -y libtorch-dev libopenblas0-pthread cmake g++", ending.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void SdkMissing_SaysWhichPackage()
    {
        Pretend("dotnet", "exit 1");

        Ending ending = RunScript();

        Assert.Equal(2, ending.ExitCode);
        Assert.Contains("dotnet-sdk-10.0", Assert.Single(ending.ErrorLines), StringComparison.Ordinal);
    }

    private Ending RunScript()
        => MuZeroProgram.Run("/bin/bash", [Path.Combine(_directory, "repository", "muzero"), "games"], input: "", ("PATH", $"{_directory}/bin:/usr/bin:/bin"));

    private void Pretend(string program, string body)
    {
        string path = Path.Combine(_directory, "bin", program);
        File.WriteAllText(path, $"#!/bin/bash\n{body}\n");
        MuZeroProgram.Run("/bin/chmod", ["+x", path], input: "");
    }
}
