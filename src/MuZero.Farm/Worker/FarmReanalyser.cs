using Microsoft.Extensions.DependencyInjection;
using MuZero.Farm.Hosting;
using MuZero.Learning;

namespace MuZero.Farm.Worker;

/// <summary>Reanalysis as a service: joins a run, searches its episodes again with the newest weights, and leaves when it is asked
/// to.</summary>
public static class FarmReanalyser
{
    /// <summary>Searches until cancelled or sent home.</summary>
    /// <exception cref="UserException">The farm refuses this service, the run does not reanalyse, or a search failed.</exception>
    public static Task Run(
        ReanalyserOptions options, GameCatalog catalog, IBackend backend, Action<string> report, CancellationToken stop)
        => RunMember.Run<ReanalyserOptions, ReanalyserRole>(
            "reanalyse", options.Checked(new ReanalyserOptionsValidator()), catalog, backend, report,
            services => services.AddSingleton<Outages>(), stop);
}
