using MuZero.Tuning.Samplers;
using MuZero.Tuning.Studies;

namespace MuZero.Benchmarks.Tuning;

/// <summary>Samplers on two objectives, beside those of Optuna (tests/oracle/tuning/regret.py fronts).</summary>
internal static class FrontBenchmarks
{
    private const int Seeds = 20;
    private const int Trials = 100;

    private static readonly double[] _reference = [3.3, 3.3];

    private static readonly (string Name, Func<ISampler> Create)[] _samplers =
    [
        ("tpe", () => new TpeSampler()),
        ("tpe, parameters together", () => new TpeSampler(new TpeOptions { Multivariate = true })),
        ("evolution", () => new NsgaIISampler()),
        ("random", () => new RandomSampler()),
    ];

    /// <summary>The median volume that 100 trials dominate, over 20 seeds, with the range of the middle 80 %.</summary>
    public static void Volume()
    {
        Console.WriteLine("| function | sampler | volume |\n|---|---|---|");
        foreach ((string problem, Func<double[], double[]> value) in new (string, Func<double[], double[]>)[] { ("zdt1", Zdt1),
            ("spheres", Spheres) })
        {
            foreach ((string name, Func<ISampler> create) in _samplers)
            {
                double[] volumes = [.. Enumerable.Range(0, Seeds).AsParallel().Select(seed => Volume(create(), (ulong)seed, value))
                    .Order()];
                Console.WriteLine($"| {problem} | {name} | {volumes[Seeds / 2]:0.000} ({volumes[2]:0.000} to {volumes[^3]:0.000}) |");
            }
        }
    }

    // Zitzler, Deb and Thiele 2000, with 6 parameters.
    private static double[] Zdt1(double[] x)
    {
        double rest = 1.0 + (9.0 * x.Skip(1).Average());
        return [x[0], rest * (1.0 - Math.Sqrt(x[0] / rest))];
    }

    private static double[] Spheres(double[] x)
        => [2.0 * x.Sum(place => Math.Pow(place - 0.3, 2.0)), 2.0 * x.Sum(place => Math.Pow(place - 0.7, 2.0))];

    private static double Volume(ISampler sampler, ulong seed, Func<double[], double[]> value)
    {
        using Study study = Study.Open(
            new MemoryStudyLog(), "front", [Direction.Minimize, Direction.Minimize], new StudyOptions { Sampler = sampler, Seed = seed });
        for (int i = 0; i < Trials; i++)
        {
            StudyTrial trial = study.Ask();
            study.Tell(trial, value([.. Enumerable.Range(0, 6).Select(j => trial.SuggestFloat($"x{j}", 0.0, 1.0))]));
        }

        return Hypervolume.Of([.. study.ParetoFront.Select(trial => trial.Values.ToArray())], _reference);
    }
}
