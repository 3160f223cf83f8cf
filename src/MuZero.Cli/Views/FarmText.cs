using System.Globalization;
using MuZero.Farm.Wire;

namespace MuZero.Cli.Views;

/// <summary>A farm's status for people and for programs.</summary>
internal static class FarmText
{
    /// <summary>A table of workers under two lines about the whole.</summary>
    public static string Table(FarmStatus status)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        double ratio = status.InsertedPositions == 0 ? 0.0 : (double)status.SampledPositions / status.InsertedPositions;
        text.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{status.Run}: {status.Game}, step {status.TrainingStep}, iteration {status.TrainingIteration}, {status.StepsPerSecond:F0} steps/s, weights {status.WeightVersion}"));
        text.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"replay: {status.ReplayEpisodes} episodes, {status.ReplayPositions} positions, {status.ReplayBytes / 1048576.0:F0} MiB, {ratio:F2} samples per insert, {status.RejectedEpisodes} rejected{Holds(status)}"));
        if (status.Degraded.Length > 0)
        {
            text.WriteLine($"DEGRADED: {status.Degraded}");
        }

        List<string[]> rows = [["worker", "state", "episodes/s", "simulations/s", "episodes", "weights behind", "rejected", "waits for"]];
        rows.AddRange(status.Workers.Select(worker => new[]
        {
            worker.Worker, worker.State, Number(worker.EpisodesPerSecond), Number(worker.SimulationsPerSecond), Number(worker.Counters.Episodes), Number(Lag(status, worker)),
            Number(worker.RejectedEpisodes), worker.Counters.WaitsFor,
        }));
        TextTable.Write(text, rows);
        return text.ToString();
    }

    /// <summary>One JSON object.</summary>
    public static string Json(FarmStatus status)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        JsonText.Write(text, indented: false, json =>
        {
            json.WriteStartObject();
            json.WriteString("run", status.Run);
            json.WriteString("game", status.Game);
            json.WriteNumber("epoch", status.Epoch);
            json.WriteNumber("training_step", status.TrainingStep);
            json.WriteNumber("training_iteration", status.TrainingIteration);
            json.WriteFinite("steps_per_second", status.StepsPerSecond);
            json.WriteNumber("weight_version", status.WeightVersion);
            json.WriteNumber("replay_episodes", status.ReplayEpisodes);
            json.WriteNumber("replay_positions", status.ReplayPositions);
            json.WriteNumber("replay_bytes", status.ReplayBytes);
            json.WriteNumber("inserted_positions", status.InsertedPositions);
            json.WriteNumber("sampled_positions", status.SampledPositions);
            json.WriteNumber("rejected_episodes", status.RejectedEpisodes);
            json.WriteString("limiter_holds", status.LimiterHolds);
            json.WriteString("degraded", status.Degraded);
            json.WriteStartArray("workers");
            foreach (WorkerStatus worker in status.Workers)
            {
                json.WriteStartObject();
                json.WriteString("worker", worker.Worker);
                json.WriteString("state", worker.State);
                json.WriteString("host", worker.Host);
                json.WriteNumber("process", worker.Process);
                json.WriteNumber("episodes", worker.Counters.Episodes);
                json.WriteNumber("simulations", worker.Counters.Simulations);
                json.WriteFinite("episodes_per_second", worker.EpisodesPerSecond);
                json.WriteFinite("simulations_per_second", worker.SimulationsPerSecond);
                json.WriteNumber("weight_lag", Lag(status, worker));
                json.WriteNumber("spooled_episodes", worker.Counters.SpooledEpisodes);
                json.WriteNumber("dropped_episodes", worker.Counters.DroppedEpisodes);
                json.WriteNumber("rejected_episodes", worker.RejectedEpisodes);
                json.WriteNumber("silent_seconds", worker.SilentSeconds);
                json.WriteString("waits_for", worker.Counters.WaitsFor);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
        return text.ToString();
    }

    private static string Holds(FarmStatus status) => status.LimiterHolds.Length == 0 ? "" : $"; the limiter holds back the {status.LimiterHolds}";

    private static long Lag(FarmStatus status, WorkerStatus worker) => Math.Max(0, status.WeightVersion - worker.Counters.WeightVersion);

    private static string Number(double number) => number.ToString("F0", CultureInfo.InvariantCulture);
}
