using System.CommandLine;
using MuZero.Cli.Calibration;
using MuZero.Cli.Input;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Options;

namespace MuZero.Cli.Benchmarking;

/// <summary>muzero bench tune: how many games at once make self-play fastest on this machine with this network, remembered for self_play.games = 0.</summary>
internal sealed class TuneBench
{
    private const double DefaultSeconds = 0.3;

    private readonly Terminal _terminal;
    private readonly BenchFlags _flags;
    private readonly AlgorithmChoice _run = new();
    private readonly Option<int?> _simulations = Flag.Whole("--simulations", "Simulations per move. Default: those of the game's preset.", 1, 100_000);
    private readonly Option<string[]> _set = Flag.Many("--set", "KEY=VALUE", "An option of the run to tune for, such as network.channels=32.");

    private TuneBench(Terminal terminal)
    {
        _terminal = terminal;
        _flags = new BenchFlags(terminal, DefaultSeconds, $"Length of each window; every number of games gets at least {GamesClimb.Windows}. Default 0.3.");
    }

    public static Command Create(Terminal terminal)
    {
        TuneBench bench = new(terminal);
        Command command = new("tune", "Finds how many games at once make self-play fastest here, and remembers it for --set self_play.games=0.") { bench._simulations, bench._set };
        bench._run.AddTo(command);
        bench._flags.AddTo(command);
        command.SetAction(bench.Run);
        return command;
    }

    private void Run(ParseResult parsed)
    {
        Algorithm algorithm = _run.Of(parsed);
        IGame game = BenchGames.Named(_flags, parsed);
        RunOptions options = Options(parsed, game, algorithm);
        TuningKey key = TuningKey.Of(Machine.Here(), game, options);
        TuningMemory memory = TuningMemory.Of(_terminal);
        memory.RequireWritable();
        int threads = _flags.Threads(parsed);
        BenchNetwork network = new(game, options.Network, dynamics: algorithm == Algorithm.MuZero);
        IReadOnlyList<GamesRate> rates = Measure(game, network, key.Simulations, threads, _flags.Seconds(parsed));
        GamesRate chosen = GamesClimb.Choose(rates);
        TuningResult result = new(key, chosen.Games, Math.Round(chosen.PerSecond, 1), threads);
        memory.Remember(result);
        TuneReport report = new(result, rates, memory.FilePath, BenchNetworkText.Setting(game, network, key.Play, threads));
        if (_flags.Json(parsed))
        {
            report.WriteJson(_terminal.Output);
        }
        else
        {
            report.WriteText(_terminal.Output);
        }
    }

    private RunOptions Options(ParseResult parsed, IGame game, Algorithm algorithm)
    {
        RunOptions preset = BenchGames.Preset(game, algorithm, ConfigFlags.Settings(parsed.GetValue(_set) ?? []));
        return preset with
        {
            Network = _flags.Network(parsed) ?? preset.Network,
            Search = preset.Search with { Simulations = parsed.GetValue(_simulations) ?? preset.Search.Simulations },
        };
    }

    private static IReadOnlyList<GamesRate> Measure(IGame game, BenchNetwork network, int simulations, int threads, double seconds)
    {
        Dictionary<int, TuneCandidate> candidates = [];
        double Window(int games)
        {
            if (!candidates.TryGetValue(games, out TuneCandidate? candidate))
            {
                candidate = new TuneCandidate([.. Enumerable.Range(0, threads)
                    .Select(thread => new SelfPlayLoad(game, network.Create(), network.Shape.Dynamics, games, simulations, thread))]);
                candidates.Add(games, candidate);
                _ = candidate.Measure(candidates.Count == 1 ? Measurement.WarmUp(seconds) : seconds);
            }

            return candidate.Measure(seconds);
        }

        try
        {
            return new GamesClimb(Sizes(TuneCandidate.NodeBytes(game.Spec, network.Shape) * (simulations + 1.0) * threads), Window).Run();
        }
        finally
        {
            foreach (TuneCandidate candidate in candidates.Values)
            {
                candidate.Dispose();
            }
        }
    }

    // All candidates live at once, which together is twice the largest; a run needs half of the memory for its replay buffer and the learner.
    private static int[] Sizes(double bytesPerGame)
    {
        double available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2.0;
        int[] sizes = [.. GamesClimb.Sizes.Where(games => 2.0 * games * bytesPerGame <= available)];
        return sizes.Length > 0 ? sizes : throw UserException.Usage($"Even {GamesClimb.Sizes[0]} games at once need more than half of this machine's memory. Lower --simulations or --threads.");
    }
}
