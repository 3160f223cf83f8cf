using System.Text.Json;
using MuZero.Numerics;
using MuZero.Tuning.Samplers;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Benchmarks.Tuning;

/// <summary>Samplers beside those of Optuna, whose results tests/oracle/tuning/regret.json holds.</summary>
internal static class SamplerBenchmarks
{
    private const int Seeds = 30;
    private const int Trials = 100;

    private static readonly (string Name, string Optuna, Func<ISampler> Create)[] _samplers =
    [
        ("tpe", "tpe", () => new TpeSampler()),
        ("tpe, each parameter on its own", "tpe", () => new TpeSampler(new TpeOptions { Multivariate = false })),
        ("cmaes", "cmaes", () => new CmaEsSampler()),
        ("evolution", "nsga2", () => new NsgaIISampler()),
        ("random", "random", () => new RandomSampler()),
    ];

    /// <summary>The median regret after 100 trials over 30 seeds, with the 95 % interval of its bootstrap.</summary>
    public static void Regret()
    {
        using JsonDocument stored = JsonDocument.Parse(File.ReadAllText(Path.Combine("tests", "oracle", "tuning", "regret.json")));
        Console.WriteLine("| problem | sampler | median regret | Optuna 3.1's |\n|---|---|---|---|");
        foreach (TuningProblem problem in TuningProblem.All)
        {
            foreach ((string name, string optuna, Func<ISampler> create) in _samplers)
            {
                double[] ours = [.. Enumerable.Range(0, Seeds).AsParallel().AsOrdered()
                    .Select(seed => Best(problem, create(), (ulong)seed) - problem.Least)];
                double[] theirs = [.. stored.RootElement.GetProperty("best").GetProperty(problem.Name).GetProperty(optuna)
                    .GetProperty($"{Trials}")
                    .EnumerateArray().Select(value => value.GetDouble() - problem.Least)];
                Console.WriteLine($"| {problem.Name} | {name} | {Describe(ours)} | {Describe(theirs)} |");
            }
        }
    }

    /// <summary>The processor time of an ask with six parameters and its tell, after 1,000 and 10,000 trials.</summary>
    public static void Ask()
    {
        Console.WriteLine("| sampler | space | ask and tell at trial 1,000, ms of processor time | at trial 10,000 |\n|---|---|---|---|");
        Dictionary<string, Distribution> real = Enumerable.Range(0, 6)
            .ToDictionary(i => $"x{i}", i => (Distribution)new FloatDistribution(0.0, 1.0));
        Dictionary<string, Distribution> whole = Enumerable.Range(0, 6)
            .ToDictionary(i => $"x{i}", i => (Distribution)new IntDistribution(1, 1000, Log: true));
        foreach ((string name, _, Func<ISampler> create) in _samplers)
        {
            WriteTimes(name, "6 real", create, real, objectives: 1);
            WriteTimes(name, "6 whole, logarithmic", create, whole, objectives: 1);
            WriteTimes(name, "6 real, two objectives", create, real, objectives: 2);
        }
    }

    private static void WriteTimes(string name, string kind, Func<ISampler> create, Dictionary<string, Distribution> space, int objectives)
    {
        Milliseconds(create(), space, objectives, trials: 100, pairs: 400); // compiles the code
        double few = Milliseconds(create(), space, objectives, trials: 1000, pairs: 50);
        double many = Milliseconds(create(), space, objectives, trials: 10_000, pairs: 20);
        Console.WriteLine($"| {name} | {kind} | {few:0.00} | {many:0.00} |");
    }

    private static double Best(TuningProblem problem, ISampler sampler, ulong seed)
    {
        using Study study = Study.Open(new MemoryStudyLog(), problem.Name, [Direction.Minimize],
            new StudyOptions { Sampler = sampler, Seed = seed });
        study.Optimize(problem.Value, Trials);
        return study.Best!.Value;
    }

    private static double Milliseconds(ISampler sampler, Dictionary<string, Distribution> space, int objectives, int trials, int pairs)
    {
        MemoryStudyLog log = new();
        Direction[] directions = [.. Enumerable.Repeat(Direction.Minimize, objectives)];
        using (Study filling = Study.Open(log, "time", directions))
        {
            for (int i = 0; i < trials; i++)
            {
                Pair(filling, space);
            }
        }

        using Study study = Study.Open(log, "time", directions, new StudyOptions { Sampler = sampler });
        Pair(study, space); // reads the trials
        TimeSpan start = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < pairs; i++)
        {
            Pair(study, space);
        }

        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds / pairs;
    }

    private static void Pair(Study study, Dictionary<string, Distribution> space)
    {
        StudyTrial trial = study.Ask(space);
        double[] x = [.. trial.Snapshot.Parameters.Values.Select(parameter => parameter.Representation)];
        study.Tell(trial, [.. study.Directions.Select((_, i) => x.Sum(place => Math.Pow(place - 0.4 - (0.1 * i), 2.0)))]);
    }

    private static string Describe(double[] regrets)
    {
        RandomStream random = new(1);
        double[] medians = [.. Enumerable.Range(0, 2000).Select(_ => Median([.. regrets.Select(_ => regrets[random.Next(regrets.Length)])]))
            .Order()];
        return $"{Median(regrets):0.0000} ({medians[50]:0.0000} to {medians[1949]:0.0000})";
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2.0;
    }
}
