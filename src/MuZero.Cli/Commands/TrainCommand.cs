using System.CommandLine;
using System.Globalization;
using MuZero.Cli.Configuration;
using MuZero.Cli.Views;
using MuZero.Diagnostics;
using MuZero.Games;
using MuZero.Training;

namespace MuZero.Cli.Commands;

/// <summary>muzero train: the whole circle on this machine.</summary>
internal sealed class TrainCommand
{
    private readonly Terminal _terminal;
    private readonly GameCatalog _games = Composition.Games();
    private readonly GameChoice _game = new();
    private readonly ConfigFlags _config = new();
    private readonly Option<string?> _restore = Flag.Text("--restore", "CHECKPOINT", "Begin a new run with the weights and the optimiser of a checkpoint.");
    private readonly Option<bool> _resume = Flag.Switch("--resume", "Continue a run from its newest complete checkpoint: --experiment-name, or the newest run of the game.");
    private readonly Option<string?> _name = Flag.Text("--experiment-name", "NAME", "The run's directory in --local-dir. Default: game, algorithm and time.");
    private readonly Option<string?> _directory = Flag.Text("--local-dir", "DIR", "Holds the runs. Default ./runs.");

    private TrainCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        TrainCommand train = new(terminal);
        Command command = new("train", "Trains an agent; Ctrl-C ends it with a checkpoint.");
        train._game.AddTo(command);
        command.Add(train._name);
        command.Add(train._directory);
        command.Add(train._resume);
        command.Add(train._restore);
        train._config.AddTo(command);
        command.SetAction(train.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        TrainingSetup setup = SetUp(parsed);
        RunOptions options = setup.Options;
        using Interruption interruption = new(_terminal);
        _terminal.Report($"training {setup.Game.Spec.Id} with {options.Algorithm}, seed {options.Seed}, in {setup.Directory.FullPath}");
        RunSummary summary = _terminal.IsLive
            ? LiveTrainingView.Run(_terminal.LiveConsole(), observer => Composition.Train(setup, observer, interruption.Token))
            : Composition.Train(setup, new PlainTrainingView(_terminal), interruption.Token);
        _terminal.Report(string.Create(CultureInfo.InvariantCulture, $"{summary.Reason} after iteration {summary.Iteration}, step {summary.Step}; "
            + $"{(summary.Checkpoint is { } path ? $"newest checkpoint {Path.GetFileName(path)}" : "no checkpoint was written")}"));
        _terminal.Output.WriteLine(setup.Directory.FullPath);
        return (int)(summary.Interrupted ? ExitCode.Interrupted : ExitCode.Ok);
    }

    private TrainingSetup SetUp(ParseResult parsed)
    {
        bool resume = parsed.GetValue(_resume);
        string? restore = parsed.GetValue(_restore);
        if (resume && restore is not null)
        {
            throw UserException.Usage("--resume continues a run and --restore begins a new one. Leave one of them.");
        }

        return resume ? Resumed(parsed) : New(parsed, restore);
    }

    private TrainingSetup New(ParseResult parsed, string? restore)
    {
        string named = _game.Named(parsed) ?? throw UserException.Usage($"Name a game to train: {string.Join(", ", _games.Names)}, or the path of a game's assembly. See muzero train --help.");
        IGame game = _games.Load(named);
        RunOptions options = _config.Resolve(parsed, game, saved: null, _terminal.Environment).Options;
        RequireCheckpoint(restore);
        string name = parsed.GetValue(_name) ?? string.Create(CultureInfo.InvariantCulture,
            $"{game.Spec.Id[..Math.Min(32, game.Spec.Id.Length)]}-{options.Algorithm}-{DateTime.Now:yyyyMMdd-HHmmss}").ToLowerInvariant();
        RunDirectory directory = RunDirectory.Create(LocalDirectory(parsed), name);
        return directory.HasRun
            ? throw UserException.Usage($"{directory.FullPath} holds a run already. Add --resume to continue it, or choose another --experiment-name.")
            : new TrainingSetup { Game = game, GameReference = GameChoice.Reference(named, _games), Options = options, Directory = directory, Restore = restore };
    }

    // What the run was started with stands in the preset's place; flags, files and the environment still win.
    private TrainingSetup Resumed(ParseResult parsed)
    {
        string? named = _game.Named(parsed);
        (RunDirectory directory, RunParameters parameters) = new SavedRuns(LocalDirectory(parsed))
            .Find(parsed.GetValue(_name), named is null ? null : _games.Load(named).Spec.Id);
        IGame game = _games.Load(named ?? parameters.Environment);
        parameters.Require(game.Spec, directory.FullPath);
        ConfigLayer saved = new("saved", OptionDocument.Parse(RunOptionsJson.Write(parameters.Options), RunParameters.FileName));
        RunOptions options = _config.Resolve(parsed, game, saved, _terminal.Environment).Options;
        return options.Algorithm == parameters.Options.Algorithm
            ? new TrainingSetup { Game = game, GameReference = parameters.Environment, Options = options, Directory = directory, Resume = true }
            : throw UserException.Usage($"{directory.FullPath} was trained with {parameters.Options.Algorithm}; it cannot be resumed with {options.Algorithm}. Leave out --run, or start a new run.");
    }

    private string LocalDirectory(ParseResult parsed) => parsed.GetValue(_directory) ?? "runs";

    private static void RequireCheckpoint(string? path)
    {
        if (path is not null && !Directory.Exists(path))
        {
            throw UserException.Usage($"There is no checkpoint {path} to restore. Name a directory such as runs/NAME/checkpoint_000100.");
        }
    }
}
