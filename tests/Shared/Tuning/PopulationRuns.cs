using System.Globalization;
using MuZero.Numerics;
using MuZero.Tuning.Schedulers;
using MuZero.Tuning.Spaces;

namespace MuZero.Tests.Shared.Tuning;

/// <summary>The result of a population.</summary>
/// <param name="Best">The best last value of its trials.</param>
/// <param name="Replayed">The last value of that trial's schedule, replayed in one trial.</param>
/// <param name="BestFixed">The best last value of settings that do not change.</param>
internal readonly record struct PopulationOutcome(double Best, double Replayed, double BestFixed);

/// <summary>Population based training on the toys.</summary>
internal static class PopulationRuns
{
    private const int Iterations = 200;

    /// <summary>The paper's toy with its two workers, h = (1, 0) and (0, 1). A fixed setting is one of these, as in the figure.</summary>
    public static PopulationOutcome Surrogate(ulong seed)
    {
        Dictionary<string, Distribution> space = new()
        {
            ["h0"] = new FloatDistribution(0.0, 2.0),
            ["h1"] = new FloatDistribution(0.0, 2.0)
        };
        Dictionary<string, object?>[] starts =
        [
            new() { ["h0"] = 1.0, ["h1"] = 0.0 },
            new() { ["h0"] = 0.0, ["h1"] = 1.0 },
        ];
        return Run(space, starts, (parameters, _) => new SurrogateToy(Number(parameters, "h0"), Number(parameters, "h1")), starts, seed);
    }

    /// <summary>The moving optimum with twenty random learning rates; the fixed ones are 200 from 0.0001 to 1.</summary>
    public static PopulationOutcome Moving(ulong seed)
    {
        Dictionary<string, Distribution> space = new() { ["lr"] = new FloatDistribution(1e-4, 1.0, Log: true) };
        RandomStream random = new(seed);
        Dictionary<string, object?>[] starts = [.. Enumerable.Range(0, 20).Select(
            _ => new Dictionary<string, object?> { ["lr"] = space["lr"].ValueOf(space["lr"].Draw(random)) })];
        Dictionary<string, object?>[] fixedOnes = [.. Enumerable.Range(0, 200).Select(
            i => new Dictionary<string, object?> { ["lr"] = 1e-4 * Math.Pow(1e4, i / 199.0) })];
        return Run(
            space,
            starts,
            (parameters, trial) => new MovingOptimum(Number(parameters, "lr"), RandomStream.Derive(seed, (ulong)trial)),
            fixedOnes,
            seed);
    }

    /// <summary>A parameter; a whole number in JSON is a long.</summary>
    public static double Number(IReadOnlyDictionary<string, object?> parameters, string name)
        => Convert.ToDouble(parameters[name], CultureInfo.InvariantCulture);

    private static PopulationOutcome Run(
        Dictionary<string, Distribution> space,
        Dictionary<string, object?>[] starts,
        Func<IReadOnlyDictionary<string, object?>, int, ISimulatedModel> model,
        Dictionary<string, object?>[] fixedOnes,
        ulong seed)
    {
        // Workers of one speed report in turns, and who reports last is always compared with older scores.
        RandomStream speeds = new(RandomStream.Derive(seed, 1));
        PopulationBasedTraining population = new(new PopulationBasedSettings { PerturbationInterval = 4.0 }, space, seed);
        (int best, double value) = Last(population, [.. starts.Select((start, trial) => new SimulatedTrial(
            start, model(start, trial), 0.5 * Math.Pow(4.0, speeds.NextDouble())))], workers: 4);

        PopulationBasedSchedule schedule = PopulationBasedSchedule.Parse(population.ScheduleOf(best).ToJson(), "the schedule");
        (_, double replayed) = Last(
            new PopulationBasedReplay(schedule), [new SimulatedTrial(schedule.Initial, model(schedule.Initial, schedule.Origin))],
            workers: 1);
        (_, double bestFixed) = Last(
            new FifoScheduler(), [.. fixedOnes.Select((start, trial) => new SimulatedTrial(start, model(start, trial)))], workers: 4);
        return new PopulationOutcome(value, replayed, bestFixed);
    }

    private static (int Trial, double Value) Last(ITrialScheduler scheduler, IReadOnlyList<SimulatedTrial> trials, int workers)
    {
        SimulatedTuner tuner = new(scheduler, workers, Iterations);
        tuner.Run(trials, isAddedAtOnce: true);
        SimulatedReport best = tuner.Reports.Where(report => report.Time == Iterations).MaxBy(report => report.Value);
        return (best.Trial, best.Value);
    }
}
