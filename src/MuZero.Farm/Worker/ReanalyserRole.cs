using Microsoft.Extensions.Hosting;
using MuZero.Agents;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Farm.Weights;
using MuZero.Farm.Wire;
using MuZero.Learning;
using MuZero.Options;
using MuZero.Records;

namespace MuZero.Farm.Worker;

/// <summary>One lease of a reanalysis service: joins as a worker, searches the run's episodes again, reports, leaves.</summary>
internal sealed class ReanalyserRole(
    ReanalyserOptions options, GameCatalog catalog, IBackend backend, Action<string> report, FarmChannel trainer, RedisServer redis,
    Outages outages, ServiceStart start, ILogger<ReanalyserRole> log) : BackgroundService
{
    // Seeds of a service's threads; services are apart by more than a service can have.
    private const int ThreadsAtMost = 1024;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await start.Listening.WaitAsync(stoppingToken);
        WorkerSession session = new(new Wire.Registry.RegistryClient(trainer.Invoker), options.Deadline, log, reanalyses: true);
        RegisterReply run = await session.Join(stoppingToken);
        WorkerCounters counters = new();
        try
        {
            await Reanalyse(session, run, counters, stoppingToken);
        }
        finally
        {
            await session.Leave(counters);
        }
    }

    private async Task Reanalyse(WorkerSession session, RegisterReply run, WorkerCounters counters, CancellationToken stop)
    {
        RunParameters parameters = RunParameters.Read(run.Parameters.ToByteArray(), "the run's parameters");
        IGame game = GameSource.Of(parameters, run: null, options.Game, catalog, report).Game;
        RequireRatio(run, parameters.Options.Reanalyse);
        using FarmChannel? storage = run.Storage.Length > 0 ? new FarmChannel(run.Storage, options.Service) : null;
        WeightFollower weights = new(new Wire.Weights.WeightsClient((storage ?? trainer).Invoker), log);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task following = weights.Run(ending.Token);
        RemoteReanalysis[] workers = Workers(run, parameters, game, weights);
        try
        {
            await Work(session, run, workers, weights, ending);
        }
        finally
        {
            await ending.CancelAsync();
            await following;
            counters.MergeFrom(Counters(workers, weights));
            Array.ForEach(workers, worker => worker.Dispose());
        }
    }

    private async Task Work(
        WorkerSession session, RegisterReply run, RemoteReanalysis[] workers, WeightFollower weights, CancellationTokenSource ending)
    {
        using RepeatingThreads threads = new("Reanalysis",
            [.. workers.Select<RemoteReanalysis, Action<CancellationToken>>(worker => worker.Work)]);
        using CancellationTokenRegistration byThread = threads.Stopping.Register(ending.Cancel);
        string? reason = null;
        try
        {
            Task<string?> reporting = session.Report(
                TimeSpan.FromMilliseconds(run.HeartbeatMilliseconds), () => Counters(workers, weights), ending.Token);
            await Task.WhenAny(weights.First, reporting);
            if (!reporting.IsCompleted)
            {
                threads.Start();
                report($"{run.Worker} searches the episodes of run {run.Run} again");
                await start.Announce();
            }

            reason = await reporting;
        }
        finally
        {
            await Task.Run(threads.Stop, CancellationToken.None);
            report($"{run.Worker} ends after {workers.Sum(worker => worker.Positions):N0} positions: {reason ?? "it was asked to stop"}");
        }

        if (threads.Fault is { } fault)
        {
            throw fault;
        }
    }

    private static WorkerCounters Counters(RemoteReanalysis[] workers, WeightFollower weights) => new()
    {
        ReanalysedPositions = workers.Sum(worker => worker.Positions),
        Simulations = workers.Sum(worker => worker.Simulations),
        WeightVersion = weights.LatestVersion,
        WaitsFor = weights.WaitsFor,
    };

    private static void RequireRatio(RegisterReply run, ReanalyseOptions reanalyse)
    {
        if (reanalyse.Ratio == 0.0)
        {
            throw UserException.Usage($"Run '{run.Run}' has reanalyse.ratio 0, so no position is searched again. Start its trainer with "
                + "--set reanalyse.ratio=0.5, for example.");
        }
    }

    private RemoteReanalysis[] Workers(RegisterReply run, RunParameters parameters, IGame game, WeightFollower weights)
    {
        AgentParts agent = AgentParts.Of(game, parameters.Options);
        ReanalyseOptions reanalyse = parameters.Options.Reanalyse;
        TargetWeights target = new(weights, reanalyse.TargetInterval);
        StaleEpisodes episodes = new(redis, new RunKeys(run.Run), game);
        int count = options.Threads > 0 ? options.Threads : Math.Max(1, reanalyse.Threads);
        return [.. Enumerable.Range(0, count).Select(index => new RemoteReanalysis(
            agent.CreateReanalyser(backend, (run.Index * ThreadsAtMost) + index), episodes, target, reanalyse.Ratio, outages))];
    }
}
