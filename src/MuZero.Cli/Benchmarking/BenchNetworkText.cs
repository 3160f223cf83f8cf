using System.Globalization;
using MuZero.Games;

namespace MuZero.Cli.Benchmarking;

/// <summary>The common description of a network in benchmarks.</summary>
internal static class BenchNetworkText
{
    public const string Ceiling = "the network's operations, padding counted, at the processor's multiply-add peak";

    public static string Setting(IGame game, BenchNetwork network, string work, int threads) => string.Create(CultureInfo.InvariantCulture,
        $"{game.Spec.Id}, {network.Parameters:N0} parameters, {network.FlopsPerEvaluation / 1e6:0.####} MFLOP per evaluation, {work}, {threads} {(threads == 1 ? "thread" : "threads")}");

    public static IReadOnlyList<(string Name, double Value)> Numbers(BenchNetwork network, double peak, Measurement measured) =>
    [
        ("parameters", network.Parameters), ("network_flops", network.FlopsPerEvaluation), ("fma_gflops", peak / 1e9),
        ("nominal_gflops", measured.PerSecond * network.FlopsPerEvaluation / 1e9),
    ];
}
