using MuZero.Farm.Redis;
using MuZero.Farm.Tests.Fixtures;
using MuZero.Farm.Trainer;
using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Networks;
using MuZero.Options;
using MuZero.Records;
using MuZero.Runs;
using MuZero.Tests.Shared;

namespace MuZero.Farm.Tests.Trainer;

/// <summary>A trainer service that is started over a run whose stop criterion has been met.</summary>
public sealed class FinishedRunTests : IDisposable
{
    private static readonly RunOptions _options = new()
    {
        Stop = new Dictionary<string, double> { ["training_iteration"] = 1 },
        Network = new NetworkOptions { Kind = NetworkKind.Mlp, LatentSize = 8, HiddenSize = 8 },
        Replay = RunOnRedis.Free,
        Training = new TrainingOptions { BatchSize = 4, UnrollSteps = 2, IterationSteps = 5, PublishSteps = 5 },
    };

    private readonly RedisProcess _redis = new();
    private readonly ScratchDirectory _scratch = new();

    public void Dispose()
    {
        _redis.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Run_Resumed_StaysUpAndTrainsNothing()
    {
        TrainingSetup setup = new()
        {
            Game = RunOnRedis.Game,
            GameReference = "strip",
            Options = _options,
            Directory = RunDirectory.Create(_scratch.FullPath, "run"),
        };
        using (TrainingRun first = EmbeddedRun.Create(setup, new CpuBackend(), new Observers()))
        {
            _ = first.Run(CancellationToken.None);
        }

        string results = File.ReadAllText(Path.Combine(setup.Directory.FullPath, "result.json"));
        using CancellationTokenSource stop = new();
        StaysUp observer = new(stop);
        TrainerOptions options = new() { Redis = new RedisOptions { Endpoint = _redis.Endpoint }, Farewell = TimeSpan.Zero };

        RunSummary summary = await FarmTrainer.Run(options, setup with { Resume = true }, new CpuBackend(), observer, stop.Token);

        Assert.True(observer.StayedUp);
        Assert.True(summary.WasFinished);
        Assert.Equal(results, File.ReadAllText(Path.Combine(setup.Directory.FullPath, "result.json")));
    }

    // Ends the service as soon as it has said that it stays up.
    private sealed class StaysUp(CancellationTokenSource stop) : IRunObserver
    {
        public bool StayedUp { get; private set; }

        public void Report(RunMessage message)
        {
            if (message.Text.Contains("stays up and trains nothing", StringComparison.Ordinal))
            {
                StayedUp = true;
                stop.Cancel();
            }
        }
    }
}
