using MuZero.Games;
using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Networks;
using MuZero.Options;
using MuZero.Records;
using MuZero.Replay;
using MuZero.Results;
using MuZero.Runs;
using MuZero.Search;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Runs;

/// <summary>A game whose time limit pays the outcome is learned like one whose rules end it.</summary>
public sealed class CutRewardTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    [Theory]
    [InlineData("muzero", Transition.Terminated, 0.75)]
    [InlineData("muzero", Transition.Truncated, 0.75)]
    [InlineData("alphazero", Transition.Terminated, 0.9)]
    [InlineData("alphazero", Transition.Truncated, 0.9)]
    public void Run_OutcomePaidAtTheLastMove_ValuesAreTheOutcomes(string algorithm, Transition last, double least)
    {
        RunOptions options = new()
        {
            Algorithm = algorithm,
            Deterministic = true,
            Stop = new Dictionary<string, double> { ["training_iteration"] = 20 },
            Network = new NetworkOptions { Kind = NetworkKind.Mlp, LatentSize = 16, HiddenSize = 32 },
            Search = new SearchOptions { Simulations = 24, RootNoise = 0.5, DirichletAlpha = 1.0 },
            SelfPlay = new SelfPlayOptions { Games = 20 },
            Replay = new ReplayOptions { MinPositions = 100, MaxEpisodes = 400 },
            Training = new TrainingOptions
            {
                BatchSize = 32,
                UnrollSteps = 5,
                IterationSteps = 100,
                PublishSteps = 20,
                LearningRate = 0.005
            },
        };
        Watcher watcher = new();
        TrainingSetup setup = new()
        {
            Game = new PaidAtTheEnd(last, RewardTiming.Terminal),
            GameReference = "paid",
            Options = options,
            Directory = RunDirectory.Create(_scratch.FullPath, "run"),
        };
        using TrainingRun run = EmbeddedRun.Create(setup, new CpuBackend(), watcher);

        run.Run(CancellationToken.None);

        IterationResult result = watcher.Results[^1];
        Assert.InRange(result[Metrics.EpisodeRewardMean], least, 1.0);
        Assert.InRange(result[Metrics.RootValueError], 0.0, 0.18);
    }

    public void Dispose() => _scratch.Dispose();

    private sealed class Watcher : IRunObserver
    {
        public List<IterationResult> Results { get; } = [];

        public RunVerdict IterationEnded(IterationResult result)
        {
            Results.Add(result);
            return RunVerdict.Continue;
        }
    }
}
