using System.Text.Json;
using MuZero.Agents;
using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Files.Safetensors;
using MuZero.Games;
using MuZero.Learning.Cpu;
using MuZero.Options;
using MuZero.Records;
using MuZero.Results;
using MuZero.Runs;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Runs;

/// <summary>The whole circle on a game of five moves.</summary>
public sealed class TrainingRunTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    [Theory]
    [InlineData("muzero", 0.0)]
    [InlineData("muzero", 1.0)]
    [InlineData("alphazero", 0.0)]
    public void Run_DeterministicAndResumed_EqualsAnUninterruptedRun(string algorithm, double priorityExponent)
    {
        RunOptions options = TinyRun.Options with
        {
            Deterministic = true,
            Algorithm = algorithm,
            Replay = TinyRun.Options.Replay with { PriorityExponent = priorityExponent }
        };
        Run("whole", options);
        Run("parts", options with { Stop = new Dictionary<string, double> { ["training_iteration"] = 2 } });

        Run("parts", options, resume: true);

        foreach (string file in new[] { "weights.safetensors", "optimizer.safetensors", "replay.bin", "self_play.bin" })
        {
            Assert.Equal(File.ReadAllBytes(Checkpoint("whole", 4, file)), File.ReadAllBytes(Checkpoint("parts", 4, file)));
        }
    }

    [Fact]
    public void Run_CancelledInsideAnIteration_ResumesBitForBit()
    {
        RunOptions options = TinyRun.Options with { Deterministic = true };
        Run("whole", options);
        using CancellationTokenSource stop = new();
        Watcher watcher = new();
        CountingGame game = new() { OnNewGame = count => { if (count == 16) { stop.Cancel(); } } };
        RunSummary interrupted = Run("parts", options, watcher: watcher, game: game, cancellation: stop.Token);
        long unfinished = interrupted.Iteration + 1;
        byte[] state = File.ReadAllBytes(Checkpoint("parts", (int)unfinished, "state.json"));

        Run("parts", options, resume: true);

        Assert.True(interrupted.Interrupted);
        Assert.True(JsonDocument.Parse(state).RootElement.GetProperty("steps_in_iteration").GetInt32() > 0);
        foreach (string file in new[] { "weights.safetensors", "optimizer.safetensors", "replay.bin", "self_play.bin" })
        {
            Assert.Equal(File.ReadAllBytes(Checkpoint("whole", 4, file)), File.ReadAllBytes(Checkpoint("parts", 4, file)));
        }
    }

    [Fact]
    public void Run_CancelledInsideAnIteration_KeepsTheLastResultsCheckpoint()
    {
        using CancellationTokenSource stop = new();
        CountingGame game = new() { OnNewGame = count => { if (count == 16) { stop.Cancel(); } } };

        RunSummary interrupted = Run("scores", TinyRun.Options with { Deterministic = true }, game: game, cancellation: stop.Token);

        CheckpointManifest finished = global::MuZero.Records.Checkpoint.Open(
            _scratch[$"scores/checkpoint_{interrupted.Iteration:D6}"]).Manifest;
        Assert.True(finished.Scores.ContainsKey("loss/total"));
        Assert.True(global::MuZero.Records.Checkpoint.Open(interrupted.Checkpoint!).Manifest.Step > finished.Step);
    }

    [Fact]
    public void Run_CancelledBetweenIterations_KeepsItsResults()
    {
        using CancellationTokenSource stop = new();
        Watcher watcher = new() { OnResult = stop.Cancel };

        RunSummary interrupted = Run("between", TinyRun.Options, watcher: watcher, cancellation: stop.Token);

        Assert.True(interrupted.Interrupted);
        Assert.Equal(1, interrupted.Iteration);
        Assert.True(global::MuZero.Records.Checkpoint.Open(interrupted.Checkpoint!).Manifest.Scores.ContainsKey("loss/total"));
    }

    [Fact]
    public void Run_InThreads_RecordsEveryResult()
    {
        Watcher watcher = new();

        RunSummary summary = Run("threads", TinyRun.Options with { Stop = new Dictionary<string, double> { ["training_steps"] = 20 } },
            watcher: watcher);

        Assert.StartsWith("training_steps reached 20", summary.Reason, StringComparison.Ordinal);
        Assert.Equal(4, watcher.Results.Count);
        string[] lines = File.ReadAllLines(_scratch["threads/result.json"]);
        Assert.Equal(4, lines.Length);
        JsonElement[] results = Array.ConvertAll(lines, line => JsonDocument.Parse(line).RootElement);
        foreach (string name in new[]
        {
            "training_iteration", "timesteps_total", "episodes_total", "self_play/first_wins", "self_play/draws", "self_play/second_wins",
            "episode_len_mean", "loss/total", "loss/policy", "loss/value",
            "loss/reward", "root_value_error", "policy_entropy", "replay/episodes", "samples_per_insert", "steps_per_second",
            "simulations_per_second", "weight_lag",
        })
        {
            Assert.True(results.Any(result => result.TryGetProperty(name, out _)), $"{name} is missing");
        }

        Assert.True(File.Exists(_scratch["threads/params.json"]));
        Assert.True(File.Exists(_scratch["threads/progress.csv"]));
        Assert.NotEmpty(Directory.GetFiles(_scratch["threads"], "events.out.tfevents.*"));
    }

    [Fact]
    public void Run_ObserverAsksForAnEnd_EndsWithItsReasonAndACheckpoint()
    {
        RunSummary summary = Run("pruned", TinyRun.Options, watcher: new Watcher { Verdict = RunVerdict.Stop("pruned") });

        Assert.Equal((1, "pruned", false), (summary.Iteration, summary.Reason, summary.Interrupted));
        Assert.Equal(1, summary.Last!.Iteration);
        Assert.EndsWith("checkpoint_000001", summary.Checkpoint, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_StopInTheMiddleOfAnIteration_EndsThere()
    {
        RunSummary summary = Run("steps",
            TinyRun.Options with
            {
                Stop = new Dictionary<string, double> { ["training_steps"] = 7 },
                Training = TinyRun.Options.Training with { IterationSteps = 5 }
            });

        Assert.Equal((2, 7), (summary.Iteration, summary.Step));
    }

    [Fact]
    public void Run_TimeEndsDuringTheFirstIteration_EndsThere()
    {
        // The buffer never has enough to begin with, so the trainer waits for samples until the time is over.
        RunOptions waiting = TinyRun.Options with
        {
            Stop = new Dictionary<string, double> { ["time_total_s"] = 0.2 },
            Replay = TinyRun.Options.Replay with { MinPositions = 1_000_000_000 },
            Deterministic = false,
        };

        RunSummary summary = Run("time", waiting);

        Assert.Equal((1, 0), (summary.Iteration, summary.Step));
        Assert.StartsWith("time_total_s reached", summary.Reason, StringComparison.Ordinal);
        Assert.NotNull(summary.Checkpoint);
    }

    [Fact]
    public void Run_WithoutAStop_SaysSoAtTheStart()
    {
        Watcher watcher = new() { Verdict = RunVerdict.Stop("seen") };

        Run("endless", TinyRun.Options with { Stop = new Dictionary<string, double>() }, watcher: watcher);

        Assert.Contains(watcher.Messages, message => message.Text.StartsWith("no stop criterion", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_KeepsOneCheckpoint_KeepsTheBestBesideIt()
    {
        Watcher watcher = new();

        RunSummary summary = Run("best",
            TinyRun.Options with { Checkpoint = new CheckpointOptions { Frequency = 1, Keep = 1, ScoreAttribute = "loss/total" } },
            watcher: watcher);

        IterationResult best = watcher.Results.MaxBy(result => result["loss/total"])!;
        CheckpointManifest kept = global::MuZero.Records.Checkpoint.Open(_scratch["best/best"]).Manifest;
        Assert.Equal((best.Iteration, best["loss/total"]), (kept.Iteration, kept.Scores["loss/total"]));
        Assert.Contains($"in iteration {best.Iteration}", summary.Best, StringComparison.Ordinal);
        Assert.Equal(["checkpoint_000004"], CheckpointStore.List(_scratch["best"]).Select(Path.GetFileName));
    }

    [Fact]
    public void Run_EvaluatedMatches_KeepTheBestAfterMoreGames()
    {
        Watcher watcher = new();
        RunOptions options = TinyRun.Options with { Evaluation = new EvaluationOptions { IntervalIterations = 1, Episodes = 4 } };

        Run("evaluated", options, watcher: watcher);
        Run("evaluated", options with { Stop = new Dictionary<string, double> { ["training_iteration"] = 5 } }, resume: true,
            watcher: watcher);

        Assert.All(watcher.Results, result => Assert.Equal(4, result["evaluation/episodes"]));
        CheckpointManifest kept = global::MuZero.Records.Checkpoint.Open(_scratch["evaluated/best"]).Manifest;
        Assert.True(kept.Scores["evaluation/episodes"] is 4 or 16);
        Assert.InRange(kept.Scores["evaluation/score_low"], 0.0, kept.Scores["evaluation/score"]);
        Assert.Equal(_scratch["evaluated/best"], SavedAgent.Open(_scratch["evaluated/best"], new EpisodeStrip()).Source);
    }

    [Fact]
    public void Run_StartedOver_ForgetsTheBestOfBefore()
    {
        Run("again", TinyRun.Options with { Checkpoint = new CheckpointOptions { ScoreAttribute = "loss/total" } });
        Directory.Delete(_scratch["again/checkpoint_000004"], recursive: true);

        Run("again", TinyRun.Options);

        Assert.False(Directory.Exists(_scratch["again/best"]));
    }

    [Fact]
    public void Create_AStopThatTheRunNeverHas_IsUsage()
    {
        UserException fault = Assert.Throws<UserException>(()
            => Run("never", TinyRun.Options with { Stop = new Dictionary<string, double> { ["evaluation/mean"] = 1 } }));

        Assert.Equal(ExitCode.Usage, fault.ExitCode);
    }

    [Fact]
    public void Create_ExhaustiveEvaluationsOfAGameThatCannotBeWalked_IsUsage()
    {
        UserException fault = Assert.Throws<UserException>(
            () => Run("walk", TinyRun.Options with { Evaluation = new EvaluationOptions { Exhaustive = true } }, game: new RandomStarts()));

        Assert.Contains("its first position depends on the seed", fault.Message, StringComparison.Ordinal);
        Assert.Contains("evaluation.exhaustive=false", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_WithCores_MakesAnActorLess()
    {
        TrainingSetup setup = new()
        {
            Game = new EpisodeStrip(),
            GameReference = "strip",
            Options = TinyRun.Options,
            Directory = RunDirectory.Create(_scratch.FullPath, "cores"),
            Resources = new RunResources(4),
        };

        Assert.Equal(3, EmbeddedRun.CreateParts(setup, new CpuBackend(), _ => { }).Actors.Threads);
    }

    [Fact]
    public void Run_StopThatFalls_EndsWhenTheResultHasFallen()
    {
        RunSummary summary = Run("falls", TinyRun.Options with { Stop = new Dictionary<string, double> { ["min-loss/total"] = 1e9 } });

        Assert.Equal(1, summary.Iteration);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Run_AGameThatThrows_EndsWithItsMessage(int evaluationInterval)
    {
        // In an actor's thread, or in the trainer's own, in which evaluations begin their games.
        int trainer = Environment.CurrentManagedThreadId;
        CountingGame game = new()
        {
            OnNewGame = count
            =>
            {
                if (count > 8
            && Environment.CurrentManagedThreadId == trainer == (evaluationInterval > 0))
                {
                    throw new InvalidDataException(
            "the dice fell off the table");
                }
            }
        };

        UserException fault = Assert.Throws<UserException>(()
            => Run("throws",
            TinyRun.Options with
            {
                Stop = new Dictionary<string, double>(),
                Evaluation = new EvaluationOptions { IntervalIterations = evaluationInterval }
            }, game: game));

        Assert.Equal(ExitCode.RunFailed, fault.ExitCode);
        Assert.Contains("the dice fell off the table", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_AGameThatThrowsAtOnce_EndsWithItsMessage()
    {
        CountingGame game = new() { OnNewGame = _ => throw new InvalidDataException("there is no board") };

        UserException fault = Assert.Throws<UserException>(() => Run("throws-at-once", TinyRun.Options, game: game));

        Assert.Equal((ExitCode.RunFailed, "The run cannot begin: InvalidDataException: there is no board"),
            (fault.ExitCode, fault.Message));
    }

    [Fact]
    public void Run_Restore_BeginsWithThoseWeights()
    {
        Run("first", TinyRun.Options);

        // With a rate of nearly nothing the weights stay what they were.
        RunOptions still = TinyRun.Options with { Training = TinyRun.Options.Training with { LearningRate = 1e-9, WeightDecay = 0 } };
        RunSummary second = Run("second", still, restore: Path.GetDirectoryName(Checkpoint("first", 4, "weights.safetensors")));

        // Four iterations more, on top of the step that the restored optimiser had reached.
        Assert.Equal(40, second.Step);
        float[] before = Weights("first"), after = Weights("second");
        Assert.All(Enumerable.Range(0, before.Length), i => Assert.Equal(before[i], after[i], 1e-5f));

        float[] Weights(string run)
        {
            SafetensorsFile file = SafetensorsFile.Parse(File.ReadAllBytes(Checkpoint(run, 4, "weights.safetensors")), run);
            return [.. file.Tensors.Where(tensor => tensor.Type == SafetensorsType.F32)
                .SelectMany(tensor => file.Floats(tensor.Name).ToArray())];
        }
    }

    public void Dispose() => _scratch.Dispose();

    private string Checkpoint(string name, int iteration, string file) => _scratch[$"{name}/checkpoint_{iteration:D6}/{file}"];

    private RunSummary Run(
        string name, RunOptions options, bool resume = false, string? restore = null, Watcher? watcher = null, IGame? game = null,
        CancellationToken cancellation = default)
    {
        TrainingSetup setup = new()
        {
            Game = game ?? new CountingGame(),
            GameReference = "strip",
            Options = options,
            Directory = RunDirectory.Create(_scratch.FullPath, name),
            Resume = resume,
            Restore = restore,
        };
        using TrainingRun run = EmbeddedRun.Create(setup, new CpuBackend(), watcher ?? new Watcher());
        return run.Run(cancellation);
    }

    private sealed class Watcher : IRunObserver
    {
        public List<IterationResult> Results { get; } = [];

        public List<RunMessage> Messages { get; } = [];

        public Action OnResult { get; init; } = () => { };

        public RunVerdict Verdict { get; init; } = RunVerdict.Continue;

        public void Report(RunMessage message) => Messages.Add(message);

        public RunVerdict IterationEnded(IterationResult result)
        {
            Results.Add(result);
            OnResult();
            return Verdict;
        }
    }
}
