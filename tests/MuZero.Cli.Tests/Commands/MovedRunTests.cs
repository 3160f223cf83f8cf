using System.Text.Json.Nodes;
using MuZero.Agents;
using MuZero.Games;
using MuZero.Records;
using MuZero.Tests.Shared;

namespace MuZero.Cli.Tests.Commands;

/// <summary>A run of a user's own game, moved, renamed and copied, with and without the game's assembly.</summary>
public sealed class MovedRunTests : IDisposable
{
    private static readonly string _built = Path.Combine(
        MuZeroProgram.Root, "artifacts", "bin", "SampleGame", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
        "SampleGame.dll");

    private readonly ScratchDirectory _scratch = new();

    public MovedRunTests()
    {
        Directory.CreateDirectory(_scratch["home/bin"]);
        File.Copy(_built, Game);
        Ending trained = InProcess.Run(
            ["train", "--game", Game, "--local-dir", _scratch["home/runs"], "--experiment-name", "own", "--stop",
                "{\"training_iteration\": 1}", .. TrainedRuns.Tiny]);
        Assert.True(trained.ExitCode == 0, trained.Error);
    }

    private string Game => _scratch["home/bin/SampleGame.dll"];

    private string Run => _scratch["home/runs/own"];

    [Fact]
    public void Evaluate_RunAndGameMovedTogether_FindsTheGameBesideTheRun()
    {
        Directory.Move(_scratch["home"], _scratch["elsewhere"]);

        Ending ending = Evaluate(_scratch["elsewhere/runs/own"]);

        Assert.True(ending.ExitCode == 0, ending.Error);
        Assert.Contains($"loaded from {_scratch["elsewhere/bin/SampleGame.dll"]}", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_RunMovedAlone_FindsTheGameWhereItWas()
    {
        Directory.CreateDirectory(_scratch["deep/er"]);
        Directory.Move(Run, _scratch["deep/er/renamed"]);

        Ending ending = Evaluate(_scratch["deep/er/renamed"]);

        Assert.True(ending.ExitCode == 0, ending.Error);
        Assert.Contains($"loaded from {Game}", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_GameIsGone_SayWhichAndTakeAnother()
    {
        string moved = _scratch["moved.dll"];
        File.Move(Game, moved);

        foreach (string[] words in (string[][])[["evaluate", Run], ["play", Run], Resume()])
        {
            Ending ending = InProcess.Run(words);
            Assert.Equal(2, ending.ExitCode);
            Assert.Equal($"The run's game samplegame was in {Game}, which is not there. Name the game's assembly with --game "
                + "PATH/SampleGame.dll.", Assert.Single(ending.ErrorLines));
        }

        foreach (string[] words in (string[][])[["evaluate", Run, "--episodes", "2"], ["play", Run], Resume()])
        {
            Ending ending = InProcess.Run([.. words, "--game", moved]);
            Assert.True(ending.ExitCode == 0, ending.Error);
        }

        // The resumed run has recorded the new place.
        Assert.Equal(0, Evaluate(Run).ExitCode);
    }

    [Fact]
    public void Commands_AssemblyWasReplaced_ExecuteNothingUnlessItIsNamed()
    {
        File.AppendAllText(Game, "changed");

        foreach (string[] words in (string[][])[["evaluate", Run], ["play", Run], Resume()])
        {
            Ending ending = InProcess.Run(words);
            Assert.Equal(2, ending.ExitCode);
            Assert.Contains("has changed since (its SHA-256 is not the recorded one)", Assert.Single(ending.ErrorLines),
                StringComparison.Ordinal);
        }

        Assert.Equal(0, InProcess.Run([.. Resume(), "--game", Game]).ExitCode);
        Assert.Equal(0, Evaluate(Run).ExitCode);
    }

    [Theory]
    [InlineData("env_sha256", "has no recorded SHA-256")]
    [InlineData(null, "came with the run's directory")]
    public void Resume_ARunOfAStranger_ExecutesNothing(string? without, string reason)
    {
        // The second brings an assembly, and vouches for it itself.
        string parameters = Path.Combine(Run, "params.json");
        JsonObject json = JsonNode.Parse(File.ReadAllText(parameters))!.AsObject();
        string inside = Path.Combine(Run, "SampleGame.dll");
        File.Copy(Game, inside);
        json["env"] = without is null ? inside : json["env"]!.GetValue<string>();
        json["env_relative"] = without is null ? "SampleGame.dll" : json["env_relative"]!.GetValue<string>();
        _ = without is not null && json.Remove(without);
        File.WriteAllText(parameters, json.ToJsonString());

        Ending ending = InProcess.Run(Resume());

        Assert.Equal(2, ending.ExitCode);
        Assert.Contains(reason, Assert.Single(ending.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_AnotherGameIsNamed_NamesBoth()
    {
        Ending ending = InProcess.Run("evaluate", Run, "--game", "tictactoe");

        Assert.Equal(4, ending.ExitCode);
        Assert.Contains("samplegame", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WithTheGame_TakesItAndLoadsNothing()
    {
        IGame game = new GameCatalog([]).Load(Game);
        File.Delete(Game);

        SavedAgent agent = SavedAgent.Open(Run, game);

        Assert.Same(game, agent.Game);
        Assert.Equal(Path.GetFileName(CheckpointStore.List(Run)[0]), Path.GetFileName(agent.Source));
    }

    [Fact]
    public void Load_AssemblyIsOverwrittenAfterwards_PlaysOn()
    {
        // A process of its own: the runtime dies of a file that shrinks while it is mapped.
        Ending ending = MuZeroProgram.Run("/bin/sh", ["-c",
            """
            "$0" train --resume --game "$1" --local-dir "$2" --experiment-name own --stop '{"training_iteration": 40}' 2>&1 |
                while read -r line; do
                    case $line in iteration*) : > "$1" ;; esac
                    echo "$line"
                done
            """, MuZeroProgram.Executable, Game, Path.GetDirectoryName(Run)!], input: "");

        Assert.Contains("(iteration 40,", ending.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _scratch.Dispose();

    private static Ending Evaluate(string run) => InProcess.Run("evaluate", run, "--episodes", "2");

    private string[] Resume() =>
        ["train", "--resume", "--local-dir", Path.GetDirectoryName(Run)!, "--experiment-name", "own", "--stop",
            "{\"training_iteration\": 2}"];
}
