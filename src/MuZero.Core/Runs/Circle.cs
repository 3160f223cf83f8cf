using MuZero.Agents;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Options;
using MuZero.Records;
using MuZero.Replay;
using MuZero.SelfPlay;

namespace MuZero.Runs;

/// <summary>The ends of the circle that may be in other processes: the source of batches, the sink of weights, and the players.</summary>
/// <param name="Replay">The replay buffer.</param>
/// <param name="Weights">The weight store.</param>
/// <param name="SelfPlay">Self-play; the run disposes it.</param>
public sealed record Circle(IReplay Replay, IWeightStore Weights, ISelfPlay SelfPlay);

/// <summary>The whole circle in this process.</summary>
internal static class EmbeddedCircle
{
    public static Circle Create(TrainingSetup setup, IBackend backend, Action<Episode> finished)
    {
        RunOptions options = setup.Options;
        InMemoryReplay replay = new(options.Replay, setup.Game.Spec);
        FileWeightStore weights = EmptyStore(setup.Directory);
        AgentBlueprint blueprint = new(setup.Game, options, backend);
        int free = options.Deterministic ? 1 : Math.Max(1, Environment.ProcessorCount - 1);
        Actor[] actors = [.. Enumerable.Range(0, options.SelfPlay.Actors > 0 ? options.SelfPlay.Actors : free).Select(index => blueprint.CreateActor($"actor-{index}", index))];
        ISelfPlay selfPlay = options.Deterministic
            ? new SerialSelfPlay(setup.Game, actors, replay, weights, finished)
            : new ThreadedSelfPlay(actors, replay, weights, finished);
        return new Circle(replay, weights, selfPlay);
    }

    // What an earlier process published is newer than the checkpoint it is resumed from, or nothing to a new run.
    private static FileWeightStore EmptyStore(RunDirectory directory)
    {
        string path = Path.Combine(directory.FullPath, "weights");
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        return new FileWeightStore(path);
    }
}
