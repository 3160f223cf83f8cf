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
        => new(setup, CreateParts(setup, backend, text => observer.Report(new RunMessage(RunMessageKind.Choice, text))), observer);

    /// <param name="setup">The run's beginning.</param>
    /// <param name="backend">Builds learner and networks.</param>
    /// <param name="report">Receives a line about the episodes of an offline run.</param>
    internal static RunParts CreateParts(TrainingSetup setup, IBackend backend, Action<string> report)
    {
        RunOptions options = setup.Options;
        bool isOffline = options.Offline.Length > 0;
        int cores = options.Deterministic ? 1 : setup.Resources.Cores;
        int actorCount = isOffline ? 0 : options.SelfPlay.Actors > 0 ? options.SelfPlay.Actors : cores;
        TrainingRun.Require(setup, actorCount + ReanalysisThreads(options, cores));
        AgentParts agent = AgentParts.Of(setup.Game, options);
        InMemoryReplay replay = isOffline ? OfflineReplay.Fill(setup.Game, options, report) : new(options.Replay, setup.Game.Spec);
        ILearner learner = agent.CreateLearner(backend);
        InMemoryWeightStore weights = new();
        if (isOffline)
        {
            return Reanalysing(agent, new RunParts(learner, backend, replay, weights, new NoActors()), replay, weights, cores);
        }

        Actor[] actors = CreateActors(agent, backend, actorCount);
        if (options.Deterministic)
        {
            SerialActors serial = new(setup.Game, actors, replay, weights);
            return Reanalysing(agent, new RunParts(learner, backend, serial.Replay, weights, serial), replay, weights, cores);
        }

        ThreadedActors threads = new(actors, replay, weights);
        if (options.SelfPlay.Actors == 0)
        {
            // The trainer has a core until it is seen to wait.
            threads.Threads = actorCount - 1;
        }

        return Reanalysing(agent, new RunParts(learner, backend, replay, weights, threads), replay, weights, cores);
    }

    // Threads that may search again.
    private static int ReanalysisThreads(RunOptions options, int cores) => options.Reanalyse.Ratio == 0.0 ? 0
        : options.Deterministic ? 1
        : options.Reanalyse.Threads > 0 ? options.Reanalyse.Threads : cores;

    // The parts with a reanalysis of the buffer, if the options ask for it.
    private static RunParts Reanalysing(AgentParts agent, RunParts parts, InMemoryReplay buffer, InMemoryWeightStore weights, int cores)
    {
        ReanalyseOptions options = agent.Options.Reanalyse;
        if (options.Ratio == 0.0)
        {
            return parts;
        }

        TargetWeights target = new(weights, options.TargetInterval);
        TrainingOptions training = agent.Options.Training;
        ReanalysisPace pace = new(options.Ratio, options.Ratio * training.BatchSize * training.PublishSteps, target);
        int threads = ReanalysisThreads(agent.Options, cores);
        ReanalysisWorker[] workers =
        [
            .. Enumerable.Range(0, threads)
                .Select(index => new ReanalysisWorker(agent.CreateReanalyser(parts.Backend, index), buffer, target, pace)),
        ];
        ISavedReplay replay = (ISavedReplay)parts.Replay;
        IReanalysis reanalysis = agent.Options.Deterministic
            ? new SerialReanalysis(replay, workers[0], pace, target, buffer, weights)
            : new ThreadedReanalysis(replay, workers, pace, weights) { Threads = options.Threads > 0 ? threads : 1 };
        return parts with { Replay = reanalysis.Replay, Reanalysis = reanalysis };
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
