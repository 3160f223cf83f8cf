using System.Diagnostics;
using MuZero.Records;
using MuZero.Tests.Shared;

namespace MuZero.Cli.Tests.Reliability;

/// <summary>Runs whose output goes away: it costs the text and nothing else, and a terminal that is closed ends the run with a
/// checkpoint.</summary>
public sealed class LostOutputTests : IDisposable
{
    // Closes its terminal once there are results.
    private const string CloseTerminal = """
        import os, pty, sys, select
        child, terminal = pty.fork()
        if child == 0:
            os.environ["TERM"] = "xterm"
            os.execv(sys.argv[2], sys.argv[2:])
        while not (os.path.exists(sys.argv[1]) and os.path.getsize(sys.argv[1])):
            if select.select([terminal], [], [], 0.05)[0]:
                os.read(terminal, 65536)
        os.close(terminal)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """;

    private readonly ScratchDirectory _scratch = new();

    private string Run => _scratch["run"];

    [Theory]
    [InlineData("2>/dev/full")]
    [InlineData("2>&-")]
    [InlineData(">/dev/full")]
    [InlineData(">&-")]
    [InlineData("2>&1 >/dev/null | head -n 1; exit ${PIPESTATUS[0]}")]
    public void Train_OutputFails_RunsToItsEnd(string redirection)
    {
        Ending ending = MuZeroProgram.Run("/bin/bash",
            ["-c", $"\"$0\" \"$@\" {redirection}", MuZeroProgram.Executable, .. Train("{\"training_iteration\": 20}")], input: "");

        Assert.True(ending.ExitCode == 0, ending.Error);
        Assert.Equal(20, File.ReadLines(Path.Combine(Run, "result.json")).Count());
        Assert.EndsWith("checkpoint_000020", CheckpointStore.List(Run)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Train_TerminalIsClosed_EndsWithACheckpoint()
    {
        string script = _scratch["close.py"];
        File.WriteAllText(script, CloseTerminal);

        Ending ending = MuZeroProgram.Run(
            "/usr/bin/python3",
            ["-B", script, Path.Combine(Run, "result.json"), MuZeroProgram.Executable, .. Train("{}"), "--checkpoint-freq", "0"],
                input: "");

        Assert.True(ending.ExitCode == 130, ending.Error);
        Assert.Single(CheckpointStore.List(Run));
    }

    [Theory]
    [InlineData("HUP", 130)]
    [InlineData("TERM", 130)]
    public void Train_Signal_EndsWithACheckpoint(string signal, int code)
    {
        using Process process = MuZeroProgram.Start(MuZeroProgram.Executable, [.. Train("{}"), "--checkpoint-freq", "0"]);
        WaitForResults();
        MuZeroProgram.Run("/bin/kill", ["-" + signal, $"{process.Id}"], input: "");

        Ending ending = MuZeroProgram.Await(process);

        Assert.True(ending.ExitCode == code, ending.Error);
        Assert.Single(CheckpointStore.List(Run));
    }

    [Fact]
    public void Train_UnderNohup_IgnoresTheEndOfTheTerminal()
    {
        using Process process = MuZeroProgram.Start("/bin/sh",
            ["-c", "trap '' HUP; exec \"$0\" \"$@\"", MuZeroProgram.Executable, .. Train("{\"training_iteration\": 300}")]);
        WaitForResults();
        MuZeroProgram.Run("/bin/kill", ["-HUP", $"{process.Id}"], input: "");

        Assert.Equal(0, MuZeroProgram.Await(process).ExitCode);
    }

    public void Dispose() => _scratch.Dispose();

    private string[] Train(string stop)
        => ["train", "tictactoe", "--local-dir", _scratch.FullPath, "--experiment-name", "run", "--stop", stop, .. TrainedRuns.Tiny];

    private void WaitForResults()
        => FarmUnderTest.WaitUntil(() => File.Exists(Path.Combine(Run, "result.json"))
        && new FileInfo(Path.Combine(Run, "result.json")).Length > 0);
}
