using Microsoft.Extensions.Hosting;
using MuZero.Agents;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Farm.Telemetry;
using MuZero.Farm.Weights;
using MuZero.Farm.Wire;
using MuZero.Learning;
using MuZero.Options;
using MuZero.Records;

namespace MuZero.Farm.Worker;

/// <summary>One lease from its beginning to its end: joins, plays, reports, leaves.</summary>
internal sealed class SelfPlayRole(
    WorkerOptions options, GameCatalog catalog, IBackend backend, Action<string> report, FarmChannel trainer, RedisServer redis,
    FarmMetrics metrics,
    ServiceStart start, ILogger<SelfPlayRole> log) : BackgroundService
{
    // Seeds of a worker's actors; workers are apart by more than a worker can have.
    private const int ActorsAtMost = 1024;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await start.Listening.WaitAsync(stoppingToken);
        WorkerSession session = new(new Wire.Registry.RegistryClient(trainer.Invoker), options.Deadline, log);
        RegisterReply run = await session.Join(stoppingToken);
        WorkerCounters counters = new();
        try
        {
            await Play(session, run, counters, stoppingToken);
        }
        finally
        {
            await session.Leave(counters);
        }
    }

    // From the lease to the counters at its end.
    private async Task Play(WorkerSession session, RegisterReply run, WorkerCounters counters, CancellationToken stop)
    {
        RunParameters parameters = RunParameters.Read(run.Parameters.ToByteArray(), "the run's parameters");
        IGame game = GameSource.Of(parameters, run: null, options.Game, catalog, report).Game;
        log.Playing(game.Spec.Id, run.Worker, run.Run);

        using FarmChannel? storage = run.Storage.Length > 0 ? new FarmChannel(run.Storage, options.Service) : null;
        WeightFollower weights = new(new Wire.Weights.WeightsClient((storage ?? trainer).Invoker), log);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task following = weights.Run(ending.Token);
        EpisodePusher pusher = new(redis, new RunKeys(run.Run));
        using EpisodeOutbox outbox = new(Logged(pusher.Push, log), new EpisodeSpool(options.Spool, (long)options.SpoolMebibytes << 20),
            game.Spec);
        using ActorPool actors = new(Actors(run, parameters, game, backend, options.Actors), weights, outbox.Deliver);
        metrics.ObserveSelfPlay(()
            => (outbox.Statistics.Stored, actors.Simulations, Math.Max(0, weights.LatestVersion - actors.WeightVersion)));
        outbox.Start();
        using CancellationTokenRegistration byActor = actors.Stopping.Register(ending.Cancel);
        using CancellationTokenRegistration byOutbox = outbox.Failed.Register(ending.Cancel);
        WorkerCounters Count() => Counters(actors, outbox, weights);
        try
        {
            // A worker without weights reports too, so that the farm's status says what it waits for.
            Task<string?> reporting = session.Report(TimeSpan.FromMilliseconds(run.HeartbeatMilliseconds), Count, ending.Token);
            await Task.WhenAny(weights.First, reporting);
            if (!reporting.IsCompleted)
            {
                actors.Start();
                report($"{run.Worker} plays {game.Spec.Id} for run {run.Run}");
                await start.Announce();
            }

            string? reason = await reporting;
            report($"{run.Worker} ends: {reason ?? "it was asked to stop"}");
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

    private static Actor[] Actors(RegisterReply run, RunParameters parameters, IGame game, IBackend backend, int count)
    {
        AgentParts agent = AgentParts.Of(game, parameters.Options);
        count = count > 0 ? count : Math.Max(1, parameters.Options.SelfPlay.Actors);
        return [.. Enumerable.Range(0, count).Select(index
            => agent.CreateActor(backend, $"{run.Worker}/{index}", (run.Index * ActorsAtMost) + index))];
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
}
