using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Learning.Cpu;
using MuZero.Options;
using MuZero.Records;
using MuZero.Results;
using MuZero.Runs;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Runs;

public sealed class RunAccuracyTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    [Fact]
    public void Run_WithJudgedAccuracy_RecordsItAndLearnsTheSame()
    {
        EvaluationOptions evaluation = new() { IntervalIterations = 2, Episodes = 4 };
        RunOptions options = TinyRun.Options with { Deterministic = true, Evaluation = evaluation };
        Run("plain", options, new Noughts());

        Run("judged", options with { Evaluation = evaluation with { AccuracyPositions = 20, AccuracyPlies = "1,4" } }, new Noughts());

        IterationResult[] judged =
            [.. new RunJournalReader(Directory("judged")).Read().Where(result => !double.IsNaN(result["evaluation/accuracy"]))];
        Assert.Equal([2, 4], judged.Select(result => result.Iteration));
        Assert.All(judged, result => Assert.InRange(
            result["evaluation/accuracy"], result["evaluation/accuracy_low"], result["evaluation/accuracy_high"]));
        Assert.All(judged, result => Assert.Equal(
            ((9 * result["evaluation/accuracy_1"]) + (20 * result["evaluation/accuracy_2"])) / 29, // nine positions have one stone
            result["evaluation/accuracy"],
            1e-6));
        foreach (string file in new[] { "weights.safetensors", "optimizer.safetensors", "replay.bin" })
        {
            Assert.Equal(File.ReadAllBytes(Checkpoint("plain", file)), File.ReadAllBytes(Checkpoint("judged", file)));
        }
    }

    [Fact]
    public void Run_StopAtAnAccuracy_EndsThere()
    {
        EvaluationOptions evaluation = new() { IntervalIterations = 1, Episodes = 4, AccuracyPositions = AccuracyJudge.AllPositions };
        Dictionary<string, double> stop = new() { ["evaluation/accuracy"] = 0.1 };
        RunOptions options = TinyRun.Options with { Stop = stop, Evaluation = evaluation };

        RunSummary summary = Run("accurate", options, new Noughts());

        Assert.StartsWith("evaluation/accuracy reached", summary.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_AccuracyOfAGameWithoutSolver_IsUsage()
    {
        RunOptions options = TinyRun.Options with { Evaluation = new EvaluationOptions { AccuracyPositions = 10 } };

        UserException fault = Assert.Throws<UserException>(() => Run("unsolved", options, new EpisodeStrip()));

        Assert.Equal("strip has no solver, so evaluation.accuracy_positions has nothing to judge by. Leave it out.", fault.Message);
    }

    public void Dispose() => _scratch.Dispose();

    private RunDirectory Directory(string name) => RunDirectory.Create(_scratch.FullPath, name);

    private string Checkpoint(string name, string file) => _scratch[$"{name}/checkpoint_000004/{file}"];

    private RunSummary Run(string name, RunOptions options, IGame game)
    {
        TrainingSetup setup = new() { Game = game, GameReference = game.Spec.Id, Options = options, Directory = Directory(name) };
        using TrainingRun run = EmbeddedRun.Create(setup, new CpuBackend(), new Quiet());
        return run.Run(CancellationToken.None);
    }

    private sealed class Quiet : IRunObserver;
}
