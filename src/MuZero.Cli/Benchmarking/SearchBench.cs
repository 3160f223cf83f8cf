using System.CommandLine;
using System.Globalization;
using MuZero.Cli.Input;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Networks;

namespace MuZero.Cli.Benchmarking;

/// <summary>muzero bench search: simulations per second of the batched search, its tree alone or with a network.</summary>
internal sealed class SearchBench
{
    private const int DefaultActions = 9;
    private const int DefaultRoots = 256;
    private const int DefaultSimulations = 50;

    private readonly BenchFlags _flags;
    private readonly Option<int?> _actions = Flag.Whole("--actions", $"Actions of a blank game, where no --game is named. Default {DefaultActions}.", 1, 100_000);
    private readonly Option<int?> _roots = Flag.Whole("--roots", $"Positions per thread. Default {DefaultRoots}.", 1, 1_000_000);
    private readonly Option<int?> _simulations = Flag.Whole("--simulations", $"Simulations per position. Default {DefaultSimulations}.", 1, 100_000);
    private readonly Option<int?> _batch = Flag.Whole("--batch", "Positions searched at once; it divides --roots. Default: all of them.", 1, 1_000_000);

    private SearchBench(Terminal terminal) => _flags = new BenchFlags(terminal);

    public static Command Create(Terminal terminal)
    {
        SearchBench bench = new(terminal);
        Command command = new("search", "Simulations per second of MuZero's search: without --network the tree alone, over a table of random answers.")
        {
            bench._actions, bench._roots, bench._simulations, bench._batch,
        };
        bench._flags.AddTo(command);
        command.SetAction(bench.Run);
        return command;
    }

    private void Run(ParseResult parsed)
    {
        IGame game = Game(parsed);
        int roots = parsed.GetValue(_roots) ?? DefaultRoots;
        int batch = parsed.GetValue(_batch) ?? roots;
        int simulations = parsed.GetValue(_simulations) ?? DefaultSimulations;
        int threads = _flags.Threads(parsed);
        double seconds = _flags.Seconds(parsed);
        if (roots % batch != 0)
        {
            throw UserException.Usage($"--batch is {batch}, which does not divide the {roots} positions of --roots. Choose another of the two.");
        }

        RequireMemory(game.Spec.Actions, batch, simulations, threads);
        BenchNetwork? network = _flags.Network(parsed) is { } options ? new BenchNetwork(game, options, dynamics: true) : null;
        double flops = network?.FlopsPerEvaluation ?? 0.0;
        SearchLoad? first = null;
        Measurement measured = Measurement.Take(threads, seconds, thread =>
        {
            SearchLoad load = new(game, network?.Create() ?? Table(game, batch, thread), roots, batch, simulations);
            first ??= load;
            return load;
        });
        double depth = first!.MeanDepth;
        double peak = Ceiling.Flops(threads, seconds);
        double ceiling = flops > 0.0 ? peak / flops
            : Measurement.Take(threads, seconds, _ => new ScanCeiling(batch, simulations + 1, game.Spec.Actions, depth)).PerSecond;
        _flags.Write(parsed, new BenchReport("search", "simulation", "sims/s", measured, ceiling, flops > 0.0 ? "the network's multiply-adds at the processor's peak" : "the same memory scanned in order")
        {
            Setting = string.Create(CultureInfo.InvariantCulture,
                $"{game.Spec.Actions} actions, {roots} roots in batches of {batch}, {simulations} simulations, {threads} {(threads == 1 ? "thread" : "threads")}, mean depth {depth:0.0}"),
            Numbers =
            [
                ("threads", threads), ("actions", game.Spec.Actions), ("roots", roots), ("batch", batch), ("simulations", simulations),
                ("mean_depth", depth), ("fma_gflops", peak / 1e9), ("network_flops", flops),
            ],
        });
    }

    private IGame Game(ParseResult parsed)
    {
        IGame? game = _flags.Game(parsed);
        int? actions = parsed.GetValue(_actions);
        if (game is not null && actions is not null)
        {
            throw UserException.Usage($"{game.Spec.Id} has {game.Spec.Actions} actions, so --actions has no effect. Remove --actions or --game.");
        }

        return game ?? (_flags.Network(parsed) is null
            ? new BlankGame(actions ?? DefaultActions)
            : throw UserException.Usage("--network needs a game that gives it its shapes. Add --game, or leave --network out to measure the tree alone."));
    }

    private static void RequireMemory(int actions, int batch, int simulations, int threads)
    {
        // A node's four cache lines and its row of priors, and as much again for the ceiling.
        double needed = 2.0 * threads * batch * (simulations + 1.0) * (256.0 + (4.0 * actions));
        double available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (needed > available)
        {
            throw UserException.Usage(string.Create(CultureInfo.InvariantCulture,
                $"{batch} trees of {simulations} simulations and {actions} actions on {threads} threads need {needed / (1L << 30):0.0} GiB; there are {available / (1L << 30):0.0}. Lower --batch or --simulations."));
        }
    }

    private static TableNetwork Table(IGame game, int batch, int thread)
        => new(NetworkShape.For(game, new NetworkOptions(), dynamics: true), batch, (ulong)thread + 1);
}
