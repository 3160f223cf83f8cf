using Microsoft.Extensions.Logging;
using MuZero.Agents;
using MuZero.Errors;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Farm.Telemetry;
using MuZero.Farm.Weights;
using MuZero.Farm.Wire;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Options;
using MuZero.SelfPlay;

namespace MuZero.Farm.Worker;

/// <summary>Self-play as a service: joins a run, plays with its newest weights, pushes episodes, and leaves when it is asked to.</summary>
public static class FarmWorker
{
    // Seeds of a worker's actors; workers are apart by more than a worker can have.
    private const int ActorsAtMost = 1024;

    /// <summary>Plays until cancelled or sent home.</summary>
    /// <param name="options">The farm's addresses.</param>
    /// <param name="catalog">Finds the run's game.</param>
    /// <param name="backend">Builds the actors' networks.</param>
    /// <param name="report">Gets a line when the worker has joined and when it ends.</param>
    /// <param name="stop">Ends the worker: the move is finished, what was played is pushed.</param>
    /// <exception cref="UserException">The farm refuses this worker, or an actor failed.</exception>
    public static async Task Run(WorkerOptions options, GameCatalog catalog, IBackend backend, Action<string> report, CancellationToken stop)
    {
        await using FarmServer server = FarmServer.Create(options.Checked(new WorkerOptionsValidator()).Service, _ => { }, _ => { });
        using FarmChannel channel = new(options.Trainer, options.Service);
        ILogger log = server.Log;
        ServiceState state = await server.Start("selfplay", stop);
        WorkerSession session = new(new Wire.Registry.RegistryClient(channel.Invoker), options.Deadline, log);
        RegisterReply card = await session.Join(stop);
        WorkerCounters counters = new();
        try
        {
            await Play(options, catalog, backend, report, new Place(channel, server, state, session, card), counters, stop);
        }
        finally
        {
            await session.Leave(counters);
        }
    }

    // From the lease to what the counters are at its end.
    private static async Task Play(
        WorkerOptions options, GameCatalog catalog, IBackend backend, Action<string> report, Place place, WorkerCounters counters, CancellationToken stop)
    {
        (FarmChannel channel, FarmServer server, ServiceState state, WorkerSession session, RegisterReply card) = place;
        ILogger log = server.Log;
        RunParameters parameters = RunParameters.Read(card.Parameters.ToByteArray(), "the run's parameters");
        IGame game = catalog.Load(parameters.Environment);
        parameters.Require(game.Spec, $"run {card.Run}");
        log.Playing(game.Spec.Id, card.Worker, card.Run);

        using FarmChannel? storage = card.Storage.Length > 0 ? new FarmChannel(card.Storage, options.Service) : null;
        WeightFollower weights = new(new Wire.Weights.WeightsClient((storage ?? channel).Invoker), log);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task following = weights.Run(ending.Token);
        using RedisServer redis = new(options.Redis);
        EpisodePusher pusher = new(redis, new RunKeys(card.Run));
        using EpisodeOutbox outbox = new(Logged(pusher.Push, log), new EpisodeSpool(options.Spool, (long)options.SpoolMebibytes << 20), game.Spec);
        using ActorPool actors = new(Actors(card, parameters, game, backend, options.Actors), weights, outbox.Deliver);
        using FarmMetrics metrics = new();
        metrics.ObserveSelfPlay(() => (outbox.Statistics.Stored, actors.Simulations, Math.Max(0, weights.LatestVersion - actors.WeightVersion)));
        outbox.Start();
        using CancellationTokenRegistration byActor = actors.Stopping.Register(ending.Cancel);
        using CancellationTokenRegistration byOutbox = outbox.Failed.Register(ending.Cancel);
        WorkerCounters Count() => Counters(actors, outbox, weights);
        try
        {
            // A worker without weights reports too, so that the farm's status says what it waits for.
            Task<string?> reporting = session.Report(TimeSpan.FromMilliseconds(card.HeartbeatMilliseconds), Count, ending.Token);
            await Task.WhenAny(weights.First, reporting);
            if (!reporting.IsCompleted)
            {
                actors.Start();
                server.Health.IsReady = true;
                report($"{card.Worker} plays {game.Spec.Id} for run {card.Run}");
                if (options.Service.StateFile is { } file)
                {
                    state.Write(file);
                }
            }

            string? reason = await reporting;
            report($"{card.Worker} ends: {reason ?? "it was asked to stop"}");
        }
        finally
        {
            await Task.Run(() =>
            {
                actors.Stop();
                outbox.Stop(options.Flush);
            }, CancellationToken.None);
            await ending.CancelAsync();
            await following;
            counters.MergeFrom(Count());
        }

        if ((outbox.Fault ?? actors.Fault) is { } fault)
        {
            throw fault;
        }
    }

    private static Actor[] Actors(RegisterReply card, RunParameters parameters, IGame game, IBackend backend, int count)
    {
        AgentBlueprint blueprint = new(game, parameters.Options, backend);
        count = count > 0 ? count : Math.Max(1, parameters.Options.SelfPlay.Actors);
        return [.. Enumerable.Range(0, count).Select(index => blueprint.CreateActor($"{card.Worker}/{index}", (card.Index * ActorsAtMost) + index))];
    }

    private static PushEpisode Logged(PushEpisode push, ILogger log) => (frame, summary, acknowledged) =>
    {
        PushResult result = push(frame, summary, acknowledged);
        if (result is PushResult.Stored)
        {
            log.EpisodeAcknowledged(summary.Producer, summary.Sequence);
        }

        return result;
    };

    private static WorkerCounters Counters(ActorPool actors, EpisodeOutbox outbox, WeightFollower weights)
    {
        OutboxStatistics sent = outbox.Statistics;
        return new WorkerCounters
        {
            Episodes = sent.Stored,
            Moves = actors.Moves,
            Simulations = actors.Simulations,
            WeightVersion = weights.LatestVersion,
            SpooledEpisodes = sent.Spooled,
            DroppedEpisodes = sent.Dropped,
            WaitsFor = weights.WaitsFor is { Length: > 0 } reason ? reason : sent.WaitsFor,
        };
    }

    /// <summary>A worker's standing with the farm.</summary>
    private sealed record Place(FarmChannel Channel, FarmServer Server, ServiceState State, WorkerSession Session, RegisterReply Card);
}
