using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using MuZero.Benchmarks.Farm;
using MuZero.Benchmarks.Games;
using MuZero.Benchmarks.Kernels;
using MuZero.Benchmarks.Tuning;

// dotnet run --project tests/MuZero.Benchmarks -c Release -- NAME...; without names the farm's. regret and ask are those of
// the samplers of Tuning.
// dotnet run --project tests/MuZero.Benchmarks -c Release -- kernels [what BenchmarkDotNet takes, such as --filter '*Winograd*']
if (args is ["kernels", .. string[] choice])
{
    // In this process: a separate build of BenchmarkDotNet does not fit this repository's layout.
    IConfig config = DefaultConfig.Instance
        .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
        .WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));
    BenchmarkSwitcher.FromTypes([typeof(ConvolutionKernels), typeof(SearchKernels)])
        .Run(choice.Length > 0 ? choice : ["--filter", "*"], config);
    return 0;
}

// dotnet run --project tests/MuZero.Benchmarks -c Release -- rules [SECONDS] [GAME...]: a million random games each, or as many as fit
// into the time.
if (args is ["rules", .. string[] games])
{
    return RandomGames.Run(games) ? 0 : 1;
}

// dotnet run --project tests/MuZero.Benchmarks -c Release -- tiles RUN EPISODES: scores and largest tiles of 2048.
if (args is ["tiles", string tiles, string count])
{
    TileBenchmarks.Run(tiles, int.Parse(count, CultureInfo.InvariantCulture));
    return 0;
}

// A worker of the studies' benchmarks.
if (args is ["study-worker", string storage, string location, string trials, string pause])
{
    StudyWorker.Run(new StudyPlace(storage, location), int.Parse(trials, CultureInfo.InvariantCulture),
        int.Parse(pause, CultureInfo.InvariantCulture));
    return 0;
}

Dictionary<string, Action> benchmarks = new()
{
    ["push"] = ReplayBenchmarks.Push,
    ["fetch"] = ReplayBenchmarks.Fetch,
    ["sample"] = ReplayBenchmarks.Sample,
    ["weights"] = WeightBenchmarks.Watchers,
    ["workers"] = WorkerBenchmarks.OneToFour,
};
Dictionary<string, Action> others = new()
{
    ["regret"] = SamplerBenchmarks.Regret,
    ["ask"] = SamplerBenchmarks.Ask,
    ["fronts"] = FrontBenchmarks.Volume,
};
string[] names = args.Length > 0 ? args : [.. benchmarks.Keys];
benchmarks["solvers"] = SolverBenchmarks.Times;
benchmarks["solver-scores"] = SolverBenchmarks.Scores;
benchmarks["study-pairs"] = StudyBenchmarks.Pairs;
benchmarks["study-open"] = StudyBenchmarks.Open;
benchmarks["study-worker-kills"] = StudyKills.OfWorkers;
benchmarks["study-redis-kills"] = StudyKills.OfRedis;
benchmarks["curves"] = SchedulerBenchmarks.Curves;
benchmarks["population"] = SchedulerBenchmarks.Population;
benchmarks["perft"] = PerftBenchmarks.All;
benchmarks["train-curves"] = CurveTraining.Write;
foreach (string name in names)
{
    if (!benchmarks.TryGetValue(name, out Action? run) && !others.TryGetValue(name, out run))
    {
        Console.Error.WriteLine($"No such benchmark: '{name}'; there are {string.Join(", ", benchmarks.Keys.Concat(others.Keys))}.");
        return 2;
    }

    run();
}

return 0;
