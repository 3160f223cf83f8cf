using MuZero.Farm.Redis;
using MuZero.Farm.Tests.Fixtures;
using MuZero.Farm.Trainer;
using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Networks;
using MuZero.Options;
using MuZero.Records;
using MuZero.Replay;
using MuZero.Results;
using MuZero.Runs;
using MuZero.Tests.Shared;

namespace MuZero.Farm.Tests.Trainer;

/// <summary>A trainer whose disk is full from the end of an iteration on, until the test frees it.</summary>
public sealed class DiskPauseTests : IDisposable
{
    private static readonly RunOptions _tiny = new()
    {
        Stop = new Dictionary<string, double> { ["training_iteration"] = 3 },
        Network = new NetworkOptions { Kind = NetworkKind.Mlp, LatentSize = 8, HiddenSize = 8 },
        Replay = RunOnRedis.Free,
        Training = new TrainingOptions { BatchSize = 4, UnrollSteps = 2, IterationSteps = 5, PublishSteps = 5 },
        Checkpoint = new CheckpointOptions { Frequency = 1 },
    };

    private readonly RedisProcess _redis = new();
    private readonly ScratchDirectory _scratch = new();

    public void Dispose()
    {
        _redis.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Run_StoppedWhileTheDiskIsFull_ReportsTheNewestCheckpoint()
    {
        using CancellationTokenSource stop = new();
        FullDisk disk = new(fromIteration: 3, faults: int.MaxValue) { Noticed = stop.Cancel };

        RunSummary summary = await Run(disk, stop.Token);

        Assert.True(summary.Interrupted);
        Assert.Equal((2L, 10L), (summary.Iteration, summary.Step));
        Assert.Equal("checkpoint_000002", Path.GetFileName(summary.Checkpoint));
    }

    [Fact]
    public async Task Run_SpaceAgain_GoesOnToTheEnd()
    {
        FullDisk disk = new(fromIteration: 2, faults: 1);

        RunSummary summary = await Run(disk, CancellationToken.None);

        Assert.Equal((false, 3L, 15L), (summary.Interrupted, summary.Iteration, summary.Step));
        Assert.Equal([1L, 2, 2, 3], disk.Ended);
    }

    private async Task<RunSummary> Run(IRunObserver observer, CancellationToken stop)
    {
        TrainingSetup setup = new()
        {
            Game = RunOnRedis.Game,
            GameReference = "strip",
            Options = _tiny,
            Directory = RunDirectory.Create(_scratch.FullPath, "run"),
        };
        TrainerOptions options = new() { Redis = new RedisOptions { Endpoint = _redis.Endpoint }, Farewell = TimeSpan.Zero };
        using RedisServer server = _redis.Connect();
        _ = new RedisReplay(
            server, new RunKeys("run"), RunOnRedis.Game, _tiny.Replay, run: new RunIdentity(setup.Directory.ReadId(), IsResumed: false));
        EpisodePusher pusher = new(server, new RunKeys("run"));
        for (int i = 1; i <= 10; i++)
        {
            SelfPlay.Episode episode = RunOnRedis.Episode(i);
            pusher.Push(EpisodeCodec.Encode(episode), EpisodeSummary.Of(episode));
        }

        return await FarmTrainer.Run(options, setup, new CpuBackend(), observer, stop);
    }

    /// <summary>Fails as a write to a full disk does.</summary>
    private sealed class FullDisk(long fromIteration, int faults) : IRunObserver
    {
        private int _left = faults;

        public Action Noticed { get; init; } = () => { };

        public List<long> Ended { get; } = [];

        public RunVerdict IterationEnded(IterationResult result)
        {
            Ended.Add(result.Iteration);
            if (result.Iteration >= fromIteration && _left-- > 0)
            {
                Noticed();
                throw new IOException("No space left on device", 28);
            }

            return RunVerdict.Continue;
        }
    }
}
