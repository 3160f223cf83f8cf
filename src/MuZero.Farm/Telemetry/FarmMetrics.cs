using System.Diagnostics.Metrics;
using MuZero.Results;

namespace MuZero.Farm.Telemetry;

/// <summary>The farm's instruments: dotted lower-case names, UCUM units, one meter. A service fills in those that are its own.</summary>
internal sealed class FarmMetrics : IRunObserver, IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MuZero";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _rejected;
    private volatile IterationResult? _result;

    /// <summary>Instruments without values yet.</summary>
    public FarmMetrics()
    {
        _rejected = _meter.CreateCounter<long>("muzero.replay.rejected", "{episode}", "Episodes put into quarantine, by reason.");
    }

    /// <summary>Episodes, simulations and the weights' lag of a worker.</summary>
    /// <param name="counters">Asked whenever metrics are read: episodes, simulations, versions behind.</param>
    public void ObserveSelfPlay(Func<(long Episodes, long Simulations, long Lag)> counters)
    {
        _meter.CreateObservableCounter("muzero.selfplay.episodes", () => counters().Episodes, "{episode}", "Episodes finished.");
        _meter.CreateObservableCounter("muzero.selfplay.simulations", () => counters().Simulations, "{simulation}",
            "Simulations searched.");
        _meter.CreateObservableGauge("muzero.weights.lag", () => counters().Lag, "{version}",
            "Versions between the newest weights and those that play.");
    }

    /// <summary>The replay buffer's size, ratio and what the trainer waits for.</summary>
    /// <param name="statistics">Asked whenever metrics are read.</param>
    /// <param name="deficit">Samples that the trainer waits for; above 0 more workers are wanted.</param>
    public void ObserveReplay(Func<ReplayStatistics> statistics, Func<double> deficit)
    {
        _meter.CreateObservableGauge("muzero.replay.size", () => Sizes(statistics()), "1",
            "What the replay buffer holds: episodes, positions, bytes.");
        _meter.CreateObservableGauge("muzero.train.samples_per_insert", () => statistics().SamplesPerInsert, "1",
            "Positions drawn per position inserted.");
        _meter.CreateObservableGauge("muzero.replay.deficit", deficit, "{sample}", "Samples that the trainer waits for.");
    }

    /// <summary>The workers of a trainer.</summary>
    /// <param name="players">Workers with a lease that play; asked whenever metrics are read.</param>
    /// <param name="reanalysers">Those that reanalyse.</param>
    public void ObserveWorkers(Func<int> players, Func<int> reanalysers)
    {
        _meter.CreateObservableGauge("muzero.selfplay.workers", players, "{worker}", "Self-play workers that hold a lease.");
        _meter.CreateObservableGauge(
            "muzero.reanalyse.workers", reanalysers, "{worker}", "Reanalysis services that hold a lease.");
    }

    /// <summary>Steps and losses, from the newest iteration.</summary>
    public void ObserveTraining(Func<long> steps)
    {
        _meter.CreateObservableCounter("muzero.train.steps", steps, "{step}", "Optimiser steps.");
        _meter.CreateObservableGauge("muzero.train.loss", Losses, "1", "Loss of the newest iteration, by head.");
    }

    /// <summary>1 if a part is available, 0 if the service works without it for now.</summary>
    public void ObserveParts(Func<IReadOnlyList<string>> missing)
    {
        _meter.CreateObservableGauge("muzero.redis.up", () => missing().Contains(Hosting.Outages.Redis) ? 0 : 1, "1",
            "1 while Redis can be used.");
        _meter.CreateObservableGauge("muzero.trainer.degraded",
            () => missing().Select(part => new Measurement<int>(1, new KeyValuePair<string, object?>("reason", part))), "1",
            "What the trainer does without.");
    }

    /// <summary>An episode was put into quarantine.</summary>
    public void NoteRejected(string reason) => _rejected.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <inheritdoc/>
    public RunVerdict IterationEnded(IterationResult result)
    {
        _result = result;
        return RunVerdict.Continue;
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Sizes(ReplayStatistics statistics)
    {
        yield return new Measurement<long>(statistics.Episodes, new KeyValuePair<string, object?>("unit", "episodes"));
        yield return new Measurement<long>(statistics.Positions, new KeyValuePair<string, object?>("unit", "positions"));
        yield return new Measurement<long>(statistics.Bytes, new KeyValuePair<string, object?>("unit", "bytes"));
    }

    private IEnumerable<Measurement<double>> Losses()
    {
        if (_result is { } result)
        {
            foreach (Metric metric in Metrics.All.Where(metric => metric.Kind == MetricKind.Loss && double.IsFinite(result[metric])))
            {
                string head = metric.Name[(metric.Name.IndexOf('/', StringComparison.Ordinal) + 1)..];
                yield return new Measurement<double>(result[metric], new KeyValuePair<string, object?>("head", head));
            }
        }
    }
}
