using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MuZero.Farm.Hosting;
using MuZero.Farm.Registry;
using MuZero.Farm.Weights;
using MuZero.Learning;

namespace MuZero.Farm.Trainer;

/// <summary>The trainer as a service: the same <see cref="TrainingRun"/> as on one machine, over a replay buffer in Redis, serving weights
/// and the registry of workers.</summary>
public static class FarmTrainer
{
    /// <summary>Trains until a stop criterion is met or the token is cancelled.</summary>
    /// <exception cref="UserException">What failed and what to do.</exception>
    public static async Task<RunSummary> Run(TrainerOptions options, TrainingSetup setup, IBackend backend, IRunObserver observer,
        CancellationToken stop)
    {
        options = options.Checked(new TrainerOptionsValidator());
        WeightGate.Require(setup.Game.Spec.Players, setup.Options, isFarm: true);
        if (setup.Options.Offline.Length > 0)
        {
            throw UserException.Usage("An offline run learns from logged episodes, and a farm's trainer from its workers'. Use "
                + "muzero train --offline.");
        }

        TrainingRun.Require(setup, planners: 0); // before Redis and the directory are touched
        await using FarmServer server = FarmServer.Create(
            options.Service,
            services =>
            {
                services.AddSingleton(backend).AddSingleton(observer);
                services.AddTrainer(options, setup, stop);
            },
            application =>
            {
                application.MapGrpcService<RegistryService>();
                if (options.Storage is null)
                {
                    application.MapGrpcService<OwnWeightService>();
                }
            });
        TrainerRole role = await server.Run<TrainerRole>("trainer", stop);
        return role.Summary;
    }
}
