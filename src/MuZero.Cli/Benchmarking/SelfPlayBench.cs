using System.CommandLine;
using MuZero.Cli.Input;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Search;
using MuZero.SelfPlay;

namespace MuZero.Cli.Benchmarking;

/// <summary>muzero bench selfplay: simulations per second of whole self-play, moves and episodes included.</summary>
internal sealed class SelfPlayBench
{
    private const int DefaultGames = SelfPlayOptions.DefaultGames;
    private const int DefaultSimulations = 50;

    private readonly BenchFlags _flags;
    private readonly Option<int?> _games = Flag.Whole("--batch", $"Games at once per thread. Default {DefaultGames}.", 1, 65_536);
    private readonly Option<int?> _simulations = Flag.Whole("--simulations", $"Simulations per move. Default {DefaultSimulations}.", 1, 100_000);
    private readonly AlgorithmChoice _run = new();

    private SelfPlayBench(Terminal terminal) => _flags = new BenchFlags(terminal);

    public static Command Create(Terminal terminal)
    {
        SelfPlayBench bench = new(terminal);
        Command command = new("selfplay", "Simulations per second of self-play from end to end: search, network, moves, episodes.") { bench._games, bench._simulations };
        bench._run.AddTo(command);
        bench._flags.AddTo(command);
        command.SetAction(bench.Run);
        return command;
    }

    private void Run(ParseResult parsed)
    {
        (IGame game, NetworkOptions options) = BenchGames.Load(_flags, parsed);
        Algorithm algorithm = _run.Of(parsed);
        bool learned = algorithm == Algorithm.MuZero;
        int games = parsed.GetValue(_games) ?? DefaultGames;
        int simulations = parsed.GetValue(_simulations) ?? DefaultSimulations;
        int threads = _flags.Threads(parsed);
        BenchNetwork network = new(game, options, learned);
        Measurement measured = Measurement.Take(threads, _flags.Seconds(parsed), thread => new SelfPlayLoad(game, network.Create(), learned, games, simulations, thread));
        double peak = Ceiling.Flops(threads, _flags.Seconds(parsed));
        _flags.Write(parsed, new BenchReport("selfplay", "simulation", "sims/s", measured, peak / network.FlopsPerEvaluation, BenchNetworkText.Ceiling)
        {
            Product = "move",
            Setting = BenchNetworkText.Setting(game, network, $"{algorithm.ToString().ToLowerInvariant()}, {games} games at once, {simulations} simulations per move", threads),
            Numbers = [("threads", threads), ("batch", games), ("simulations", simulations), .. BenchNetworkText.Numbers(network, peak, measured)],
        });
    }
}

/// <summary>An actor that plays on; its episodes are let go. One item is a simulation; the memory of the episodes is not counted to it.</summary>
internal sealed class SelfPlayLoad : IBenchLoad
{
    private readonly TimedNetwork _network;
    private readonly Actor _actor;
    private readonly List<Episode> _finished = [];

    public SelfPlayLoad(IGame game, INetwork network, bool learned, int games, int simulations, int thread)
    {
        _network = new TimedNetwork(network);
        ISearchModel model = learned ? new LearnedModel(_network, game.Spec) : new PerfectModel(_network, game.Spec);
        SearchOptions search = (new SearchOptions { Simulations = simulations }).For(game.Spec);
        _actor = new Actor("bench", game, _network, Planner.Create(model, search, games), new SelfPlayOptions { Games = games }, seed: (ulong)thread + 1);
    }

    /// <inheritdoc/>
    public long InferenceTicks => _network.Ticks;

    /// <inheritdoc/>
    public long ProductBytes { get; private set; }

    /// <inheritdoc/>
    public long Products => _actor.Moves;

    /// <inheritdoc/>
    public long Run()
    {
        long before = _actor.Simulations;
        _finished.Clear();
        _actor.Plan();
        long searched = GC.GetAllocatedBytesForCurrentThread();
        _actor.Play(_finished);
        ProductBytes += GC.GetAllocatedBytesForCurrentThread() - searched;
        return _actor.Simulations - before;
    }

    /// <inheritdoc/>
    public void Dispose() => _actor.Dispose();
}
