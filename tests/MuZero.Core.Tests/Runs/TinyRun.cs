using MuZero.Learning;
using MuZero.Networks;
using MuZero.Options;
using MuZero.Replay;
using MuZero.Search;
using MuZero.SelfPlay;

namespace MuZero.Core.Tests.Runs;

/// <summary>The options of a run that ends within a second.</summary>
internal static class TinyRun
{
    public static RunOptions Options { get; } = new()
    {
        Stop = new Dictionary<string, double> { ["training_iteration"] = 4 },
        Network = new NetworkOptions { Kind = NetworkKind.Mlp, LatentSize = 8, HiddenSize = 8 },
        Search = new SearchOptions { Simulations = 6 },
        SelfPlay = new SelfPlayOptions { Games = 4, RandomMoves = 0.2 },
        Replay = new ReplayOptions { MinPositions = 20, SamplesPerInsert = 2, MaxEpisodes = 50 },
        // 5 steps an iteration and 3 to a publication: a checkpoint falls between two publications.
        Training = new TrainingOptions { BatchSize = 8, UnrollSteps = 2, IterationSteps = 5, PublishSteps = 3 },
        Checkpoint = new CheckpointOptions { Frequency = 1, Keep = 0 },
    };
}
