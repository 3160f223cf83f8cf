using MuZero.Bench.Measuring;
using MuZero.Bench.Networks;
using MuZero.Options;
using MuZero.Search;
using MuZero.Search.Positions;

namespace MuZero.Bench.Benchmarks;

/// <summary>Simulations per second of the search of one position, its threads on one tree.</summary>
public static class PositionBench
{
    /// <summary>Searches a game's first position again and again, each time in a new tree.</summary>
    /// <param name="setup">The game, its network and the threads of the tree.</param>
    /// <param name="simulations">Simulations of a search.</param>
    /// <param name="batch">Leaves per network call.</param>
    public static BenchReport Run(BenchSetup setup, int simulations, int batch)
    {
        PositionOptions options = new() { Threads = setup.Threads, Batch = batch };
        Measurement measured = Measurement.Take(
            1, setup.Seconds, _ => new PositionLoad(setup.Network, options, simulations), threadsPerLoad: setup.Threads);
        double peak = MultiplyAddPeak.Flops(setup.Threads, setup.Seconds);
        return new BenchReport(
            "position", "simulation", "sims/s", measured, peak / setup.Network.FlopsPerEvaluation,
            "the network's operations, with padding, at the processor's multiply-add peak")
        {
            Setting = setup.Describe($"one tree of {Quantity.Of(simulations, "simulation")}, batches of {batch}"),
            Numbers =
            [
                ("threads", setup.Threads), ("simulations", simulations), ("batch", batch),
                ("sims_per_processor_second", measured.PerSecond / (measured.CpuShare * setup.Threads)),
                ("parameters", setup.Network.Parameters), ("network_flops", setup.Network.FlopsPerEvaluation), ("fma_gflops", peak / 1e9),
            ],
        };
    }
}

/// <summary>Searches one position. One item is a simulation.</summary>
internal sealed class PositionLoad : IBenchLoad
{
    private readonly TimedNetwork[] _networks;
    private readonly PositionSearch _search;
    private readonly Decisions _decisions;
    private readonly IGameState _state;

    public PositionLoad(BenchNetwork network, PositionOptions options, int simulations)
    {
        IGame game = network.Agent.Game;
        _networks = [.. Enumerable.Range(0, options.Threads).Select(_ => new TimedNetwork(network.CreateNetwork()))];
        RunOptions run = network.Agent.Options;
        _search = new PositionSearch(
            game, _networks, network.Agent.Family.PlansWithRules, run.Search with { Simulations = simulations }, options, positions: 1);
        _decisions = new Decisions(1, game.Spec);
        _state = game.NewGame(0);
    }

    // Of the threads together, which is the time of one if they work at once.
    public long InferenceTicks => _networks.Sum(network => network.Ticks) / _networks.Length;

    public long Run()
    {
        _search.Plan([_state], [], _decisions);
        return _search.Simulations;
    }

    public void Dispose() => Array.ForEach(_networks, network => network.Dispose());
}
