using System.Text.Json.Nodes;
using MuZero.Farm.Wire;

namespace MuZero.Cli.Views;

/// <summary>A farm's status for people and for programs.</summary>
internal static class FarmText
{
    /// <summary>A table of workers under two lines about the whole.</summary>
    public static void Table(TextWriter text, FarmStatus status)
    {
        double ratio = status.InsertedPositions == 0 ? 0.0 : (double)status.SampledPositions / status.InsertedPositions;
        text.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{status.Run}: {status.Game}, step {status.TrainingStep}, iteration {status.TrainingIteration}, "
            + $"{status.StepsPerSecond:F0} steps/s, weights {status.WeightVersion}"));
        text.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"replay: {Quantity.Of(status.ReplayEpisodes, "episode")}, {Quantity.Of(status.ReplayPositions, "position")}, "
            + $"{status.ReplayBytes / 1048576.0:F0} MiB, {ratio:F2} samples per insert, "
            + $"{status.RejectedEpisodes} rejected{Holds(status)}"));
        if (status.Degraded.Length > 0)
        {
            text.WriteLine($"DEGRADED: {status.Degraded}");
        }

        List<string[]> rows =
        [
            ["worker", "role", "state", "episodes/s", "simulations/s", "episodes", "weights behind", "rejected", "waits for"],
        ];
        rows.AddRange(status.Workers.Select(worker => new[]
        {
            worker.Worker, Role(worker), worker.State, Number(worker.EpisodesPerSecond), Number(worker.SimulationsPerSecond),
            Number(worker.Counters.Episodes), Number(Lag(status, worker)),
            Number(worker.RejectedEpisodes), worker.Counters.WaitsFor,
        }));
        TextTable.Write(text, rows);
    }

    /// <summary>One JSON object.</summary>
    public static JsonObject Json(FarmStatus status) => new()
    {
        ["run"] = status.Run,
        ["game"] = status.Game,
        ["epoch"] = status.Epoch,
        ["training_step"] = status.TrainingStep,
        ["training_iteration"] = status.TrainingIteration,
        ["steps_per_second"] = JsonText.Finite(status.StepsPerSecond),
        ["weight_version"] = status.WeightVersion,
        ["replay_episodes"] = status.ReplayEpisodes,
        ["replay_positions"] = status.ReplayPositions,
        ["replay_bytes"] = status.ReplayBytes,
        ["inserted_positions"] = status.InsertedPositions,
        ["sampled_positions"] = status.SampledPositions,
        ["rejected_episodes"] = status.RejectedEpisodes,
        ["limiter_holds"] = status.LimiterHolds,
        ["degraded"] = status.Degraded,
        ["workers"] = JsonText.Array(status.Workers, worker => new()
        {
            ["worker"] = worker.Worker,
            ["role"] = Role(worker),
            ["state"] = worker.State,
            ["host"] = worker.Host,
            ["process"] = worker.Process,
            ["episodes"] = worker.Counters.Episodes,
            ["simulations"] = worker.Counters.Simulations,
            ["episodes_per_second"] = JsonText.Finite(worker.EpisodesPerSecond),
            ["simulations_per_second"] = JsonText.Finite(worker.SimulationsPerSecond),
            ["weight_lag"] = Lag(status, worker),
            ["spooled_episodes"] = worker.Counters.SpooledEpisodes,
            ["reanalysed_positions"] = worker.Counters.ReanalysedPositions,
            ["dropped_episodes"] = worker.Counters.DroppedEpisodes,
            ["rejected_episodes"] = worker.RejectedEpisodes,
            ["silent_seconds"] = worker.SilentSeconds,
            ["waits_for"] = worker.Counters.WaitsFor,
        }),
    };

    private static string Role(WorkerStatus worker) => worker.Reanalyses ? "reanalyse" : "selfplay";

    private static string Holds(FarmStatus status)
        => status.LimiterHolds.Length == 0 ? "" : $"; the limiter holds back the {status.LimiterHolds}";

    private static long Lag(FarmStatus status, WorkerStatus worker) => Math.Max(0, status.WeightVersion - worker.Counters.WeightVersion);

    private static string Number(double number) => number.ToString("F0", CultureInfo.InvariantCulture);
}
