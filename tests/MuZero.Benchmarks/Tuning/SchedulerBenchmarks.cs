using System.Globalization;
using MuZero.Tests.Shared.Tuning;
using MuZero.Tuning.Schedulers;

namespace MuZero.Benchmarks.Tuning;

/// <summary>Schedulers on stored learning curves and population based training on toys, in virtual time.</summary>
internal static class SchedulerBenchmarks
{
    private const int Seeds = 20;

    /// <summary>The winner's rank among 500 settings and the budget, over 20 orders of the settings.</summary>
    public static void Curves()
    {
        LearningCurves curves = LearningCurves.Read();
        Write("asha, max_t 81", seed => new AshaScheduler(new AshaSettings { MaxT = 81 }, seed), curves.Count);
        Write("asha, max_t 81, grace_period 3", seed => new AshaScheduler(new AshaSettings { MaxT = 81, GracePeriod = 3 }, seed),
            curves.Count);
        Write("hyperband, rule ray, two bands", _ => Hyperband(HyperbandRule.Ray), 286);
        Write("hyperband, rule ray_total, two bands", _ => Hyperband(HyperbandRule.RayTotal), 286);
        Write("hyperband, rule paper, two bands", _ => Hyperband(HyperbandRule.Paper), 286);
        Write("median", _ => new MedianStoppingScheduler(new MedianStoppingSettings()), curves.Count);
        Write("fifo on as many epochs", _ => new FifoScheduler(), 47);

        static HyperbandScheduler Hyperband(HyperbandRule rule) => new(new HyperbandSettings { Rule = rule });

        void Write(string name, Func<ulong, ITrialScheduler> scheduler, int trials)
        {
            CurveOutcome[] outcomes = [.. Enumerable.Range(1, Seeds).Select(
                seed => CurveOutcome.Of(curves, scheduler((ulong)seed), (ulong)seed, trials, workers: 8))];
            int[] ranks = [.. outcomes.Select(outcome => outcome.Rank).Order()];
            double median = (ranks[(Seeds / 2) - 1] + ranks[Seeds / 2]) / 2.0;
            double budget = outcomes.Select(outcome => outcome.Budget).Order().ElementAt(Seeds / 2);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {trials} settings, rank median {median}, worst {ranks[^1]} of {curves.Count}; ")
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"budget median {100 * budget:F2} %, most {100 * outcomes.Max(outcome => outcome.Budget):F2} %"));
        }
    }

    /// <summary>Population based training on the paper's toy and on a moving optimum, beside the best fixed setting.</summary>
    public static void Population()
    {
        PopulationOutcome[] toy = [.. Enumerable.Range(1, Seeds).Select(seed => PopulationRuns.Surrogate((ulong)seed))];
        PopulationOutcome[] moving = [.. Enumerable.Range(1, Seeds).Select(seed => PopulationRuns.Moving((ulong)seed))];
        Write("the paper's toy, 2 trials of 200 iterations", toy);
        Write("a moving optimum, 20 trials of 200 iterations", moving);

        static void Write(string name, PopulationOutcome[] outcomes)
        {
            double[] scores = [.. outcomes.Select(outcome => outcome.Best).Order()];
            double bestFixed = outcomes.Select(outcome => outcome.BestFixed).Order().ElementAt(Seeds / 2);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: median {scores[Seeds / 2]:G4}, worst {scores[0]:G4}; best fixed median {bestFixed:G4}; ")
                + $"better than the best fixed {outcomes.Count(outcome => outcome.Best > outcome.BestFixed)} of {Seeds}, "
                + $"replayed bit for bit {outcomes.Count(outcome => outcome.Replayed == outcome.Best)} of {Seeds}");
        }
    }
}
