using MuZero.Agents;
using MuZero.Bench.Benchmarks;
using MuZero.Bench.Boards;
using MuZero.Bench.Calibration;
using MuZero.Bench.Measuring;
using MuZero.Bench.Networks;
using MuZero.Cli.Input;
using MuZero.Cli.Views;
using MuZero.Search;
using MuZero.SelfPlay;

namespace MuZero.Cli.Commands;

/// <summary>muzero bench: measures the engine's parts against a machine limit.</summary>
internal sealed class BenchCommand
{
    private const int DefaultSimulations = 50;
    private const int DefaultBatch = 64;
    private const int DefaultRoots = 256;
    private const int DefaultActions = 9;
    private const int DefaultTree = 10_000;
    private const double CalibrationSeconds = 0.3;

    private readonly Terminal _terminal;
    private readonly BenchGames _games = new(Composition.Games());

    private BenchCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        BenchCommand bench = new(terminal);
        return new Command("bench", "Measures the engine's speed on this machine, next to a ceiling measured in the same run.")
        {
            bench.SelfPlay(),
            bench.Search(),
            bench.Position(),
            bench.Inference(),
            bench.Train(),
            bench.Replay(),
            bench.Games(),
        };
    }

    private Command SelfPlay()
    {
        BenchFlags flags = new();
        Option<int?> games = Flag.Whole("--batch", $"Games at once per thread. Default {SelfPlayOptions.DefaultGames}.", 1, 65_536);
        Option<int?> simulations = Simulations($"Simulations per move. Default {DefaultSimulations}.");
        Command command = new("selfplay", "Simulations per second of self-play from end to end: search, network, moves, episodes.")
        {
            games, simulations,
        };
        flags.AddAlgorithmTo(command);
        return Measures(command, flags, parsed =>
        {
            BenchSetup setup = SetUp(flags, parsed, flags.Family(parsed));
            return SelfPlayBench.Run(
                setup,
                parsed.GetValue(games) ?? SelfPlayOptions.DefaultGames,
                parsed.GetValue(simulations) ?? DefaultSimulations);
        });
    }

    private Command Search()
    {
        BenchFlags flags = new();
        Option<int?> actions = Flag.Whole(
            "--actions", $"Actions of a blank game, if no game is named. Default {DefaultActions}.", 1, 100_000);
        Option<int?> roots = Flag.Whole("--roots", $"Positions per thread. Default {DefaultRoots}.", 1, 1_000_000);
        Option<int?> simulations = Simulations($"Simulations per position. Default {DefaultSimulations}.");
        Option<int?> batch = Flag.Whole("--batch", "Positions searched at once; it divides --roots. Default: all of them.", 1, 1_000_000);
        string description = "Simulations per second of MuZero's search: without --network the tree alone, over a table of random answers.";
        Option<SearchVariant?> variant = Flag.Choice<SearchVariant>("--variant", "The rules of the search. Default puct.");
        Command command = new("search", description) { actions, roots, simulations, batch, variant };
        return Measures(command, flags, parsed =>
        {
            IGame game = Searched(flags, parsed, parsed.GetValue(actions));
            int positions = parsed.GetValue(roots) ?? DefaultRoots;
            SearchBench bench = new(positions, parsed.GetValue(batch) ?? positions, parsed.GetValue(simulations) ?? DefaultSimulations)
            {
                Variant = parsed.GetValue(variant) ?? SearchVariant.Puct,
            };
            bench.Require(game, flags.Threads(parsed));
            BenchNetwork? network = flags.NetworkName(parsed) is null ? null : Network(flags, parsed, game, AgentFamilies.Default);
            return bench.Run(game, network, flags.Threads(parsed), flags.Seconds(parsed));
        });
    }

    private Command Position()
    {
        BenchFlags flags = new();
        Option<int?> simulations = Simulations($"Simulations of a search. Default {DefaultTree}.");
        Option<int?> batch = Flag.Whole("--batch", "Leaves per network call. Default 16.", 1, 1_024);
        string description = "Simulations per second of AlphaZero's search of one position; --threads share one tree.";
        Command command = new("position", description) { simulations, batch };
        return Measures(command, flags, parsed =>
        {
            BenchSetup setup = SetUp(flags, parsed, AgentFamilies.Named("alphazero"));
            return PositionBench.Run(setup, parsed.GetValue(simulations) ?? DefaultTree, parsed.GetValue(batch) ?? 16);
        });
    }

    private Command Inference()
    {
        BenchFlags flags = new();
        Option<int?> batch = Flag.Whole("--batch", $"Positions per call. Default {DefaultBatch}.", 1, 1_000_000);
        Command command = new("inference", "Evaluations per second of the dynamics and prediction networks, without a search.") { batch };
        return Measures(command, flags, parsed => InferenceBench.Run(SetUp(flags, parsed), parsed.GetValue(batch) ?? DefaultBatch));
    }

    private Command Train()
    {
        BenchFlags flags = new();
        Option<int?> batch = Flag.Whole(
            "--batch", "Positions per step. Default 64, or what the named network was published with.", 1, 65_536);
        Option<int?> unrollSteps = Flag.Whole("--unroll-steps", "K. Default 5, or what the named network was published with.", 1, 1_000);
        Command command = new("train", "Optimiser steps per second of MuZero's training: batch, unroll, gradients, step.")
        {
            batch, unrollSteps,
        };
        return Measures(command, flags, parsed =>
        {
            (int publishedBatch, int publishedSteps) = TrainBench.Published(flags.NetworkName(parsed));
            return TrainBench.Run(
                SetUp(flags, parsed), parsed.GetValue(batch) ?? publishedBatch, parsed.GetValue(unrollSteps) ?? publishedSteps);
        });
    }

    private Command Replay()
    {
        BenchFlags flags = new();
        Option<int?> batch = Flag.Whole("--batch", $"Positions per batch. Default {DefaultBatch}.", 1, 65_536);
        Command command = new("replay", "Positions per second drawn by priority, made into targets, and given new priorities.") { batch };
        return Measures(command, flags, parsed => ReplayBench.Run(SetUp(flags, parsed), parsed.GetValue(batch) ?? DefaultBatch));
    }

    private Command Games()
    {
        BenchFlags flags = new(
            CalibrationSeconds, $"Length of each window; every number of games gets at least {GamesSearch.Windows}. Default 0.3.");
        Option<int?> simulations = Simulations("Simulations per move. Default: those of the game's preset.");
        string description = "Finds how many games at once make self-play fastest here, and stores it for --set self_play.games=0.";
        Command command = new("games", description) { simulations };
        flags.AddAlgorithmTo(command);
        flags.AddTo(command);
        command.SetAction(parsed =>
        {
            IAgentFamily family = flags.Family(parsed);
            IGame game = flags.Game(parsed, _games);
            RunOptions preset = Preset(game, family, flags.Settings(parsed));
            RunOptions options = preset with
            {
                Network = flags.Network(parsed) ?? preset.Network,
                Search = preset.Search with { Simulations = parsed.GetValue(simulations) ?? preset.Search.Simulations },
            };
            CalibrationMemory memory = CalibrationMemory.OfUser(_terminal.Environment, _terminal.Report);
            memory.RequireWritable();
            GamesBench bench = new(Composition.Choose(game, options).Backend, Machine.Current(Composition.HasGpu), memory);
            BenchView.Write(_terminal.Output, bench.Run(game, options, flags.Threads(parsed), flags.Seconds(parsed)), flags.Json(parsed));
        });
        return command;
    }

    private Command Measures(Command command, BenchFlags flags, Func<ParseResult, BenchReport> measure)
    {
        flags.AddTo(command);
        command.SetAction(parsed => BenchView.Write(_terminal.Output, measure(parsed), flags.Json(parsed)));
        return command;
    }

    private static Option<int?> Simulations(string description) => Flag.Whole("--simulations", description, 1, 100_000);

    private BenchSetup SetUp(BenchFlags flags, ParseResult parsed) => SetUp(flags, parsed, AgentFamilies.Default);

    private BenchSetup SetUp(BenchFlags flags, ParseResult parsed, IAgentFamily family)
    {
        IGame game = flags.Game(parsed, _games);
        return new BenchSetup(game, Network(flags, parsed, game, family), flags.Threads(parsed), flags.Seconds(parsed));
    }

    private static BenchNetwork Network(BenchFlags flags, ParseResult parsed, IGame game, IAgentFamily family)
    {
        RunOptions preset = Preset(game, AgentFamilies.Default, flags.Settings(parsed));
        AgentParts agent = AgentParts.Of(game, preset with { Algorithm = family.Name, Network = flags.Network(parsed) ?? preset.Network });
        return new BenchNetwork(Composition.Choose(agent.Plan).Backend, agent);
    }

    private static RunOptions Preset(IGame game, IAgentFamily family, IEnumerable<OptionEntry> settings)
    {
        OptionEntry run = new("algorithm", OptionForm.Words, family.Name, "--run");
        return AgentFamilies.Resolve([.. ConfigSource.OfGame(game), new ConfigLayer("flag", [run, .. settings])]).Options;
    }

    // A named game, or a blank one for the tree alone.
    private IGame Searched(BenchFlags flags, ParseResult parsed, int? actions)
    {
        if (flags.GameName(parsed) is not { } name)
        {
            return flags.NetworkName(parsed) is null
                ? new BlankGame(actions ?? DefaultActions)
                : throw UserException.Usage(
                    "--network needs a game that gives it its shapes. Name a game, or leave --network out to measure the tree alone.");
        }

        IGame game = _games.Load(name);
        return actions is null
            ? game
            : throw UserException.Usage(
                $"{game.Spec.Id} has {game.Spec.Actions} actions, so --actions has no effect. Remove --actions or the game.");
    }
}
