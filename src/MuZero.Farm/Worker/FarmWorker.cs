using MuZero.Farm.Hosting;
using MuZero.Learning;

namespace MuZero.Farm.Worker;

/// <summary>Self-play as a service: joins a run, plays with its newest weights, pushes episodes, and leaves when it is asked to.</summary>
public static class FarmWorker
{
    /// <summary>Plays until cancelled or sent home.</summary>
    /// <exception cref="UserException">The farm refuses this worker, or an actor failed.</exception>
    public static Task Run(WorkerOptions options, GameCatalog catalog, IBackend backend, Action<string> report, CancellationToken stop)
        => RunMember.Run<WorkerOptions, SelfPlayRole>(
            "selfplay", options.Checked(new WorkerOptionsValidator()), catalog, backend, report, _ => { }, stop);
}
