using MuZero.Agents;
using MuZero.Cli.Input;
using MuZero.Records;
using MuZero.Results;
using MuZero.Tuning.Running;
using MuZero.Tuning.Samplers;
using MuZero.Tuning.Schedulers;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Cli.Commands;

/// <summary>The settings of a study from the command line. Everything is checked here, before anything is written.</summary>
internal sealed class TuneSetup(Terminal terminal)
{
    private const int DefaultTrials = 10;

    // Machines come and go, which is not a trial's fault.
    private const int MachineFailures = 3;

    private readonly GameCatalog _games = Composition.Games();
    private readonly GameChoice _game = new();
    private readonly ConfigFlags _config = new();
    private readonly TuneFlags _tune = new();
    private readonly FarmFlags _farm = new();
    private readonly Option<string?> _name = Flag.Text(
        "--experiment-name", "NAME", "The study's name and its directory in --local-dir. Default: game, tune and time.");
    private readonly Option<string?> _directory = Flag.Text("--local-dir", "DIR", "Holds the studies and runs. Default ./runs.");
    private readonly Option<string?> _storage = Flag.Text(
        "--storage", "STORAGE",
        "Where the study is recorded: sqlite (default) or journal, files in its directory; or redis://HOST:PORT, which workers can join.");

    public void AddTo(Command command)
    {
        _game.AddTo(command);
        _tune.AddTo(command);
        Flag.Add(command, _name, _directory, _storage);
        _farm.AddRedisTo(command);
        _config.AddTo(command);
    }

    /// <summary>The flags that name the place in another command.</summary>
    public string Place(ParseResult parsed)
        => (parsed.GetValue(_directory) is { } directory ? $" --local-dir {directory}" : "")
            + (Storage(parsed) is { } storage ? $" --storage {storage}" : "")
            + (_farm.Redis(parsed).PasswordFile is { } password ? $" --redis-password-file {password}" : "");

    /// <summary>A study that does not exist yet.</summary>
    /// <exception cref="UserException">It exists, or something is unknown or not valid.</exception>
    public (StudyPlace Place, TunerSettings Settings) New(ParseResult parsed)
    {
        string named = _game.Named(parsed) ?? throw UserException.Usage(
            $"Name a game to tune: {string.Join(", ", _games.Names)}, or the path of a game's assembly. See muzero tune --help.");
        GameSource source = GameSource.Named(named, _games);
        RunConfig config = _config.Resolve(parsed, source.Game, saved: null, terminal);
        string scheduler = _tune.Scheduler(parsed) ?? "fifo";
        RunOptions options = ForTrials(config, scheduler, _tune.SchedulerConfig(parsed));
        SearchSpace space = _tune.Space(parsed, options) ?? throw UserException.Usage(
            "Name the options to tune: --tune training.learning_rate,search.c1 for their own ranges, or --space with a range each. "
                + "docs/OPTIONS.md has all.");
        string search = _tune.Search(parsed) ?? SamplerChoices.Names[0];
        TunerSettings settings = new()
        {
            Game = source.Reference,
            GameSha256 = source.Sha256,
            Space = space,
            Options = options,
            Metric = _tune.Metric(parsed) ?? (source.Game.Spec.Players == 1 ? Metrics.EvaluationMean : Metrics.EvaluationScore).Name,
            Direction = _tune.Mode(parsed) ?? Direction.Maximize,
            Search = search,
            Scheduler = scheduler,
            SchedulerConfig = _tune.SchedulerConfig(parsed),
            Trials = _tune.Trials(parsed) ?? (search == "grid" ? 1 : DefaultTrials),
            SeedsPerTrial = _tune.Seeds(parsed) ?? 1,
            MaxFailures = _tune.MaxFailures(parsed) ?? (Storage(parsed) is null or "sqlite" or "journal" ? 0 : MachineFailures),
            Seed = options.Seed,
        };
        Require(settings, source.Game);
        return (NewPlace(parsed, source.Game), settings);
    }

    /// <summary>The place of a study that is continued.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public StudyPlace Existing(ParseResult parsed) => StudySource.Find(parsed.GetValue(_name), LocalDirectory(parsed), Storage(parsed)) with
    {
        Redis = _farm.Redis(parsed),
    };

    /// <summary>The settings of a study that is continued: those that it has, with more trials or failures if the user names
    /// them.</summary>
    /// <exception cref="UserException">The user names another space, metric or anything else that a study keeps.</exception>
    public TunerSettings Resumed(ParseResult parsed, TunerSettings stored)
    {
        TunerSettings asked = stored with
        {
            Game = _game.Named(parsed) is { } named ? GameSource.Named(named, _games).Reference : stored.Game,
            Metric = _tune.Metric(parsed) ?? stored.Metric,
            Direction = _tune.Mode(parsed) ?? stored.Direction,
            Search = _tune.Search(parsed) ?? stored.Search,
            Scheduler = _tune.Scheduler(parsed) ?? stored.Scheduler,
            SchedulerConfig = _tune.SchedulerConfig(parsed) ?? stored.SchedulerConfig,
            SeedsPerTrial = _tune.Seeds(parsed) ?? stored.SeedsPerTrial,
            Trials = _tune.Trials(parsed) ?? stored.Trials,
            MaxFailures = _tune.MaxFailures(parsed) ?? stored.MaxFailures,
        };
        asked = asked with { Options = ForTrials(Named(parsed, stored.Options), asked.Scheduler, asked.SchedulerConfig) };
        asked = asked with { Space = _tune.Space(parsed, asked.Options) ?? stored.Space };
        return asked.Difference(stored) is not { } difference ? asked : throw UserException.Usage(
            $"The study cannot be continued with other settings: {difference}. Leave it out, or start another study without --resume.");
    }

    /// <summary>The sampler of a study.</summary>
    public static ISampler Sampler(TunerSettings settings) => settings.Search == "grid"
        ? GridSampler.Of(Distributions(settings.Space), new GridOptions { Repeats = settings.Trials })
        : SamplerChoices.Named(settings.Search).Create(Distributions(settings.Space));

    /// <summary>The scheduler of a study.</summary>
    public static ITrialScheduler Scheduler(TunerSettings settings)
        => Schedulers.Create(settings.Scheduler, settings.SchedulerConfig, settings.Seed, Distributions(settings.Space));

    private static Dictionary<string, Distribution> Distributions(SearchSpace space)
        => space.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Distribution);

    private string? Storage(ParseResult parsed) => (parsed.GetValue(_storage), _farm.NamedRedis(parsed)) switch
    {
        (var storage, null) => storage,
        (null, { } redis) => $"redis://{redis}",
        _ => throw UserException.Usage("--storage and --redis cannot be combined. Leave one out."),
    };

    private string LocalDirectory(ParseResult parsed) => parsed.GetValue(_directory) ?? "runs";

    // Settings that the user names again must be those that the study has; the others stay.
    private RunConfig Named(ParseResult parsed, RunOptions stored)
    {
        ConfigLayer saved = new("saved", OptionDocument.Parse(RunOptionsJson.Write(stored), "the study"));
        return AgentFamilies.Resolve([saved, .. _config.Named(parsed, terminal)]);
    }

    // A trial's checkpoints are for going on with it, and a study has many trials: one each is enough, unless the user says otherwise.
    private static RunOptions ForTrials(RunConfig config, string scheduler, string? schedulerConfig)
    {
        RunOptions options = config.Options;
        string time = Schedulers.TimeAttribute(scheduler, schedulerConfig);
        bool keepsItself = !config.Origins.ContainsKey("checkpoint.keep");
        bool isCopied = scheduler == "pbt" && !config.Origins.ContainsKey("checkpoint.frequency");
        Dictionary<string, double> stop = new(options.Stop);
        if (Schedulers.LongestTime(scheduler, schedulerConfig) is { } longest)
        {
            _ = stop.TryAdd(time, longest); // so that a trial of the whole length ends by itself and is complete
        }

        return options with
        {
            Stop = stop,
            Checkpoint = options.Checkpoint with
            {
                Keep = keepsItself ? 1 : options.Checkpoint.Keep,
                Frequency = isCopied ? 1 : options.Checkpoint.Frequency,
                AtEnd = options.Checkpoint.AtEnd || scheduler is "pbt" or "pbt_replay" or "hyperband" or "median",
            },
        };
    }

    private static void Require(TunerSettings settings, IGame game)
    {
        RunOptions options = settings.Options;
        if (options.Stop.Count == 0)
        {
            throw UserException.Usage("Nothing ends a trial. Add --stop, such as --stop '{\"training_iteration\": 50}'.");
        }

        if (settings.SeedsPerTrial > 1 && settings.Scheduler.StartsWith("pbt", StringComparison.Ordinal))
        {
            throw UserException.Usage(
                "--seeds-per-trial cannot be combined with population based training, whose trials change their parameters. Leave it out.");
        }

        RunMetrics.Require(settings.Metric, "--metric", game.Spec, options.Evaluation);
        _ = Sampler(settings);
        _ = Scheduler(settings);
        TrainingRun.Require(new TrainingSetup
        {
            Game = game,
            GameReference = settings.Game,
            Options = options,
            Directory = RunDirectory.Named(".", "trial"),
        }, Math.Max(1, options.SelfPlay.Actors));
        _ = Composition.Choose(game, options);
    }

    private StudyPlace NewPlace(ParseResult parsed, IGame game)
    {
        string name = parsed.GetValue(_name) ?? string.Create(CultureInfo.InvariantCulture,
            $"{game.Spec.Id[..Math.Min(32, game.Spec.Id.Length)]}-tune-{DateTime.Now:yyyyMMdd-HHmmss}").ToLowerInvariant();
        RunDirectory directory = RunDirectory.Named(LocalDirectory(parsed), name);
        StudyPlace place = new(name, directory.FullPath, Storage(parsed) ?? "sqlite") { Redis = _farm.Redis(parsed) };
        place.Require();
        return StudyPlace.StorageIn(place.Directory) is { } storage && (place with { Storage = storage }).IsBegun()
            ? throw UserException.Usage(
                $"{place.Directory} holds a study already. Add --resume to continue it, or choose another --experiment-name.")
            : directory.HasRun
                ? throw UserException.Usage($"{place.Directory} holds a run, not a study. Choose another --experiment-name.")
                : place;
    }
}
