using MuZero.Agents;
using MuZero.Errors;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Options;
using MuZero.Replay;
using MuZero.SelfPlay;

namespace MuZero.Runs;

/// <summary>A run whose parts all live in this process: replay buffer and weights in memory, actors in threads or in turn with the
/// trainer.</summary>
public static class EmbeddedRun
{
    /// <summary>Builds every part; nothing plays or learns yet.</summary>
    /// <exception cref="UserException">An option does not fit the game, or the game fails at its first move.</exception>
    public static TrainingRun Create(TrainingSetup setup, IBackend backend, IRunObserver observer)
        => new(setup, CreateParts(setup, backend), observer);

    internal static RunParts CreateParts(TrainingSetup setup, IBackend backend)
    {
        RunOptions options = setup.Options;
        int all = options.Deterministic ? 1 : setup.Resources.Cores;
        int actorCount = options.SelfPlay.Actors > 0 ? options.SelfPlay.Actors : all;
        TrainingRun.Require(setup, actorCount);
        AgentParts agent = AgentParts.Of(setup.Game, options);
        ILearner learner = agent.CreateLearner(backend);
        InMemoryReplay replay = new(options.Replay, setup.Game.Spec);
        InMemoryWeightStore weights = new();
        Actor[] actors = CreateActors(agent, backend, actorCount);
        if (options.Deterministic)
        {
            SerialActors serial = new(setup.Game, actors, replay, weights);
            return new RunParts(learner, backend, serial.Replay, weights, serial);
        }

        ThreadedActors threads = new(actors, replay, weights);
        if (options.SelfPlay.Actors == 0)
        {
            // The trainer has a core until it is seen to wait.
            threads.Threads = actorCount - 1;
        }

        return new RunParts(learner, backend, replay, weights, threads);
    }

    // Actors begin their games at once, so a fault of the game itself may appear here first.
    private static Actor[] CreateActors(AgentParts agent, IBackend backend, int count)
    {
        try
        {
            return [.. Enumerable.Range(0, count).Select(index => agent.CreateActor(backend, $"actor-{index}", index))];
        }
        catch (Exception fault) when (fault is not (UserException or OperationCanceledException))
        {
            throw new UserException(ExitCode.RunFailed, $"The run cannot begin: {fault.GetType().Name}: {fault.Message}", fault);
        }
    }
}
