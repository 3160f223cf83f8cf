using MuZero.Bench.Measuring;
using MuZero.Bench.Networks;

namespace MuZero.Bench.Benchmarks;

/// <summary>The subject of a benchmark and the length of its measurement.</summary>
/// <param name="Game">The game that is played.</param>
/// <param name="Network">Its network.</param>
/// <param name="Threads">Threads, each with a load of its own.</param>
/// <param name="Seconds">The length of a window.</param>
public sealed record BenchSetup(IGame Game, BenchNetwork Network, int Threads, double Seconds)
{
    internal static string Count(int threads) => Quantity.Of(threads, "thread");

    internal Measurement Measure(Func<int, IBenchLoad> create) => Measurement.Take(Threads, Seconds, create);

    /// <summary>The setting in words: game, network, work, threads.</summary>
    internal string Describe(string work) => string.Create(CultureInfo.InvariantCulture,
        $"{Game.Spec.Id}, {Network.Parameters:N0} parameters, {Network.FlopsPerEvaluation / 1e6:0.####} MFLOP per evaluation, {work}, ")
        + Count(Threads);

    /// <summary>The report of a load that evaluates the network once per item. Its ceiling is the network at the processor's
    /// peak.</summary>
    internal BenchReport Evaluate(
        string bench,
        string item,
        string unit,
        string work,
        IReadOnlyList<(string Name, double Value)> numbers,
        Func<int, IBenchLoad> create)
    {
        Measurement measured = Measure(create);
        double peak = MultiplyAddPeak.Flops(Threads, Seconds);
        string ceiling = "the network's operations, with padding, at the processor's multiply-add peak";
        return new BenchReport(bench, item, unit, measured, peak / Network.FlopsPerEvaluation, ceiling)
        {
            Setting = Describe(work),
            Numbers =
            [
                ("threads", Threads), .. numbers, ("parameters", Network.Parameters), ("network_flops", Network.FlopsPerEvaluation),
                ("fma_gflops", peak / 1e9), ("nominal_gflops", measured.PerSecond * Network.FlopsPerEvaluation / 1e9),
            ],
        };
    }
}
