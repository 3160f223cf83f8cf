using MuZero.Agents;
using MuZero.Cli.Input;
using MuZero.Records;

namespace MuZero.Cli.Commands;

/// <summary>A run's game, options and directory: the common flags of train, trainer and farm up.</summary>
internal sealed class RunSetup(Terminal terminal)
{
    private readonly GameCatalog _games = Composition.Games();
    private readonly GameChoice _game = new();
    private readonly ConfigFlags _config = new();
    private readonly Option<string?> _name = Flag.Text(
        "--experiment-name", "NAME", "The run's directory in --local-dir. Default: game, algorithm and time.");
    private readonly Option<int?> _cores = Flag.Whole("--cores", "Cores that the run may use. Default: all of the machine.", 1, 1024);
    private readonly Option<string?> _directory = Flag.Text("--local-dir", "DIR", "Holds the runs. Default ./runs.");

    public void AddTo(Command command)
    {
        command.Add(_cores);
        _game.AddTo(command);
        command.Add(_name);
        command.Add(_directory);
        _config.AddTo(command);
    }

    /// <summary>A run that does not exist yet.</summary>
    /// <exception cref="UserException">It exists, or something is unknown or wrong.</exception>
    public TrainingSetup New(ParseResult parsed, string? restore)
    {
        TrainingSetup setup = Create(parsed) with { Restore = restore };
        if (setup.Directory.HasCheckpoint)
        {
            throw UserException.Usage(
                $"{setup.Directory.FullPath} holds a run already. Add --resume to continue it, or choose another --experiment-name.");
        }

        if (setup.Directory.HasRun)
        {
            terminal.Report($"{setup.Directory.FullPath} holds a run without a checkpoint; starting it over");
        }

        return setup;
    }

    /// <summary>A continued run: its first options take the preset's place; flags, files and the environment still win.</summary>
    /// <exception cref="UserException">There is no such run, or an option is unknown or not valid.</exception>
    public TrainingSetup Resumed(ParseResult parsed)
    {
        string? named = _game.Named(parsed);
        (RunDirectory directory, RunParameters parameters) = new RunList(LocalDirectory(parsed))
            .Find(parsed.GetValue(_name), parsed.GetValue(_name) is not null || named is null ? null : _games.Load(named).Spec.Id);
        if (!directory.HasCheckpoint)
        {
            throw UserException.Usage(
                $"{directory.FullPath} has no checkpoint to resume from. Start it over: leave out --resume, "
                + $"and add --experiment-name {Path.GetFileName(directory.FullPath)}.");
        }

        GameSource source = GameSource.Of(parameters, directory.FullPath, named, _games, terminal.Report);
        ConfigLayer saved = new("saved", OptionDocument.Parse(RunOptionsJson.Write(parameters.Options), RunParameters.FileName));
        RunOptions options = _config.Resolve(parsed, source.Game, saved, terminal).Options;
        IAgentFamily trained = AgentFamilies.Named(parameters.Options.Algorithm);
        IAgentFamily family = AgentFamilies.Named(options.Algorithm);
        return family == trained
            ? Setup(source, options, directory, parsed) with { Resume = true }
            : throw UserException.Usage(
                $"{directory.FullPath} was trained with {trained.Title}; it cannot be resumed with {family.Title}. "
                + "Leave out --run, or start a new run.");
    }

    /// <summary>The line with which a run begins.</summary>
    public static string Describe(TrainingSetup setup)
    {
        RunOptions options = setup.Options;
        string games = options.Offline.Length > 0 ? "" : $", {Quantity.Of(options.SelfPlay.Games, "parallel game")}";
        return $"Training {setup.Game.Spec.Id} with {AgentFamilies.Named(options.Algorithm).Title} (seed {options.Seed}"
            + $"{games}). Output: {setup.Directory.FullPath}";
    }

    /// <summary>For services, which may be stopped and started at any time: a run that continues if it has a checkpoint, and else
    /// begins.</summary>
    public TrainingSetup NewOrResumed(ParseResult parsed)
    {
        TrainingSetup setup = Create(parsed);
        return setup.Directory.HasRun && setup.Directory.HasCheckpoint ? Resumed(parsed) : setup;
    }

    private TrainingSetup Create(ParseResult parsed)
    {
        string named = _game.Named(parsed) ?? throw UserException.Usage(
            $"Name a game to train: {string.Join(", ", _games.Names)}, or the path of a game's assembly. "
            + $"See muzero {parsed.CommandResult.Command.Name} --help.");
        GameSource source = GameSource.Named(named, _games);
        IGame game = source.Game;
        RunOptions options = _config.Resolve(parsed, game, saved: null, terminal).Options;
        string local = LocalDirectory(parsed);
        RunDirectory directory = parsed.GetValue(_name) is { } name
            ? RunDirectory.Named(local, name)
            : RunDirectory.Reserve(local, string.Create(CultureInfo.InvariantCulture,
                $"{game.Spec.Id[..Math.Min(32, game.Spec.Id.Length)]}-{options.Algorithm}-{DateTime.Now:yyyyMMdd-HHmmss}")
                .ToLowerInvariant());
        return Setup(source, options, directory, parsed);
    }

    private TrainingSetup Setup(GameSource source, RunOptions options, RunDirectory directory, ParseResult parsed) => new()
    {
        Game = source.Game,
        GameReference = source.Reference,
        GameSha256 = source.Sha256,
        Options = options,
        Directory = directory,
        Resources = Resources(parsed),
    };

    private RunResources Resources(ParseResult parsed)
        => parsed.GetValue(_cores) is { } cores ? new RunResources(cores) : RunResources.Machine;

    /// <summary>The name that the user gave, or null.</summary>
    public string? Name(ParseResult parsed) => parsed.GetValue(_name);

    /// <summary>The directory that holds the runs.</summary>
    public string LocalDirectory(ParseResult parsed) => parsed.GetValue(_directory) ?? "runs";
}
