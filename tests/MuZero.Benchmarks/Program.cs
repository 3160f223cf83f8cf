using MuZero.Benchmarks.Farm;
using MuZero.Benchmarks.Inference;

// dotnet run --project tests/MuZero.Benchmarks -c Release -- NAME...; without names all but inference.
// dotnet run --project tests/MuZero.Benchmarks -c Release -- inference [SHAPE...] [BATCH...]
if (args is ["inference", .. string[] shapes])
{
    InferenceBenchmarks.Run(shapes);
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
string[] names = args.Length > 0 ? args : [.. benchmarks.Keys];
foreach (string name in names)
{
    if (!benchmarks.TryGetValue(name, out Action? run))
    {
        Console.Error.WriteLine($"There is no benchmark '{name}'; there are {string.Join(", ", benchmarks.Keys)}.");
        return 2;
    }

    run();
}

return 0;
