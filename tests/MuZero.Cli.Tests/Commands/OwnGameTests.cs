namespace MuZero.Cli.Tests.Commands;

/// <summary>A user's own game: tests/SampleGame, at most 60 lines, known to the program only by its assembly's path.</summary>
public sealed class OwnGameTests : IDisposable
{
    private static readonly string _assembly = Path.Combine(
        MuZeroProgram.Root, "artifacts", "bin", "SampleGame", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
        "SampleGame.dll");

    private readonly string _directory = Directory.CreateTempSubdirectory("muzero-own-").FullName;

    [Fact]
    public void SampleGame_IsNotLongerThanSixtyLines()
    {
        int lines = Directory.GetFiles(Path.Combine(MuZeroProgram.Root, "tests", "SampleGame"), "*.cs")
            .Sum(file => File.ReadLines(file).Count());

        Assert.InRange(lines, 1, 60);
    }

    [Fact]
    public void Check_SampleGame_KeepsEveryLaw()
    {
        Ending ending = MuZeroProgram.Run("games", "check", _assembly);

        Assert.True(ending.ExitCode == 0, ending.Output + ending.Error);
    }

    [Fact]
    public void SampleGame_TrainsByPath_AndIsPlayedInATerminal()
    {
        Ending trained = MuZeroProgram.Run(
            ["train", "--game", _assembly, "--local-dir", _directory, "--experiment-name", "own", "--stop", "{\"training_iteration\": 2}",
                .. TrainedRuns.Tiny]);
        Assert.True(trained.ExitCode == 0, trained.Error);

        Ending played = MuZeroProgram.RunInTerminal(
            ["play", Path.Combine(_directory, "own")],
            ("15 matches, move 1", ""),
            ("your move > ", "hint"),
            ("your move > ", "4"),
            ("is not a legal move or a command", ""),
            ("your move > ", "2"),
            ("The agent plays", ""),
            ("your move > ", "quit"));

        Assert.True(played.ExitCode == 0, played.Output + played.Error);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
