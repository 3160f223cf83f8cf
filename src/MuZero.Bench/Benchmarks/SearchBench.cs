using MuZero.Bench.Measuring;
using MuZero.Bench.Networks;
using MuZero.Networks;
using MuZero.Search;

namespace MuZero.Bench.Benchmarks;

/// <summary>Simulations per second of MuZero's batched search, with a network or of the tree alone.</summary>
/// <param name="Roots">Positions per thread.</param>
/// <param name="Batch">Positions searched at once; it divides <paramref name="Roots"/>.</param>
/// <param name="Simulations">Simulations per position.</param>
public sealed record SearchBench(int Roots, int Batch, int Simulations)
{
    /// <summary>The rules of the search.</summary>
    public SearchVariant Variant { get; init; } = SearchVariant.Puct;

    /// <summary>Searches a game's first positions.</summary>
    /// <param name="game">Gives the positions and the number of actions.</param>
    /// <param name="network">Evaluates positions; null measures the tree alone, over a table of random answers.</param>
    /// <param name="threads">Threads, each with a search of its own.</param>
    /// <param name="seconds">The length of a window.</param>
    public BenchReport Run(IGame game, BenchNetwork? network, int threads, double seconds)
    {
        int actions = game.Spec.Actions;
        SearchLoad[] loads = new SearchLoad[threads];
        Measurement measured = Measurement.Take(threads, seconds,
            thread => loads[thread] = new SearchLoad(game, network?.CreateNetwork() ?? Table(game, thread), this));
        double depth = loads[0].MeanDepth;
        double peak = MultiplyAddPeak.Flops(threads, seconds);
        double flops = network?.FlopsPerEvaluation ?? 0.0;
        double ceiling = network is not null
            ? peak / flops
            : Measurement.Take(threads, seconds, _ => new ScanCeiling(Batch, Simulations + 1, actions, depth)).PerSecond;
        string ceilingText = network is not null
            ? "the network's multiply-adds at the processor's peak"
            : "the same memory scanned in order";
        return new BenchReport("search", "simulation", "sims/s", measured, ceiling, ceilingText)
        {
            Setting = $"{Quantity.Of(actions, "action")}, {Quantity.Of(Roots, "root")} in batches of {Batch}, "
                + $"{Quantity.Of(Simulations, "simulation")}, {BenchSetup.Count(threads)}, "
                + string.Create(CultureInfo.InvariantCulture, $"mean depth {depth:0.0}"),
            Numbers =
            [
                ("threads", threads), ("actions", actions), ("roots", Roots), ("batch", Batch), ("simulations", Simulations),
                ("mean_depth", depth), ("fma_gflops", peak / 1e9), ("network_flops", flops),
            ],
        };
    }

    /// <summary>Checks the sizes before a network is created.</summary>
    /// <exception cref="UserException">The batch does not divide the roots, or the machine lacks the memory.</exception>
    public void Require(IGame game, int threads)
    {
        if (Roots % Batch != 0)
        {
            throw UserException.Usage(
                $"--batch is {Batch}, which does not divide the {Roots} positions of --roots. Choose another of the two.");
        }

        // A node's four cache lines and its row of priors, and the same again for the ceiling.
        double needed = 2.0 * threads * Batch * (Simulations + 1.0) * (256.0 + (4.0 * game.Spec.Actions));
        double available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (needed > available)
        {
            const double Gibibyte = 1L << 30;
            string memory = string.Create(
                CultureInfo.InvariantCulture, $"{needed / Gibibyte:0.0} GiB; there are {available / Gibibyte:0.0}");
            throw UserException.Usage(
                $"{Quantity.Of(Batch, "tree")} of {Quantity.Of(Simulations, "simulation")} and {Quantity.Of(game.Spec.Actions, "action")} "
                + $"on {Quantity.Of(threads, "thread")} need {memory}. "
                + "Lower --batch or --simulations.");
        }
    }

    private TableNetwork Table(IGame game, int thread)
        => new(NetworkShape.For(game, new NetworkOptions(), dynamics: true), Batch, (ulong)thread + 1);
}

/// <summary>Searches the same positions again and again, a batch of them at a time. One item is a simulation.</summary>
internal sealed class SearchLoad : IBenchLoad
{
    private readonly TimedNetwork _network;
    private readonly IPlanner _planner;
    private readonly Decisions _decisions;
    private readonly IGameState[] _states;
    private readonly int _batch;
    private int _next;

    public SearchLoad(IGame game, INetwork network, SearchBench bench)
    {
        _network = new TimedNetwork(network);
        _batch = bench.Batch;
        SearchOptions options = new() { Simulations = bench.Simulations, Variant = bench.Variant };
        _planner = Planner.Create(new LearnedModel(_network, game.Spec), options, _batch);
        _decisions = new Decisions(_batch, game.Spec);
        _states = [.. Enumerable.Range(0, bench.Roots).Select(i => game.NewGame((ulong)i))];
    }

    public long InferenceTicks => _network.Ticks;

    /// <summary>Nodes that a walk passes, the mean over everything run so far.</summary>
    public double MeanDepth => _planner.MeanDepth;

    public long Run()
    {
        _planner.Plan(_states.AsSpan(_next, _batch), [], _decisions);
        _next = (_next + _batch) % _states.Length;
        return (long)_batch * _planner.Simulations;
    }

    public void Dispose() => _network.Dispose();
}
