using MuZero.Agents;
using MuZero.Bench.Calibration;
using MuZero.Cli.Reference;

namespace MuZero.Cli.Input;

/// <summary>The flags that decide a run's options; the names are RLlib's if the meaning is equal.</summary>
internal sealed class ConfigFlags
{
    private const string VariablePrefix = "MUZERO_";

    private readonly Option<string?> _run = Flag.Text("--run", "ALGORITHM", $"{Meaning("algorithm")} {AgentFamilies.Choices}.");
    private readonly Option<string?> _stop = Flag.Text(
        "--stop",
        "JSON",
        "When the run ends, by results: {\"training_iteration\": 100, \"evaluation/mean\": 475}; \"min-NAME\" for results that fall.");
    private readonly Option<string[]> _config = Flag.Many(
        "--config", "JSON|FILE", "Options as JSON, or a file of them. May be given several times; the later wins.");
    private readonly Option<string[]> _file = Flag.Many("--config-file", "FILE", "A file of options.", "-f");
    private readonly Option<string[]> _set = Flag.Many(
        "--set", "KEY=VALUE", "One option, such as training.learning_rate=0.01. 'muzero config explain GAME' lists all.");
    private readonly Option<bool> _noPreset = Flag.Switch(
        "--no-preset", "The game's own preset is left out; options that follow from its specification are set nevertheless.");
    private readonly Option<ulong?> _seed = Flag.Seed(Meaning("seed"));
    private readonly Option<bool> _deterministic = Flag.Switch("--deterministic", Meaning("deterministic"));
    private readonly Option<string?> _offline = Flag.Text(
        "--offline",
        "EPISODES",
        "Learns from logged episodes alone: a run, a checkpoint or a file of episodes. Sets reanalyse.ratio to 1 unless it is named.");
    private readonly Option<int?> _frequency = Flag.Whole("--checkpoint-freq", Meaning("checkpoint.frequency"), 0, 1_000_000);
    private readonly Option<bool> _atEnd = Flag.Switch("--checkpoint-at-end", Meaning("checkpoint.at_end"));
    private readonly Option<bool> _notAtEnd = Flag.Switch("--no-checkpoint-at-end", "No checkpoint is written when the run ends.");
    private readonly Option<int?> _keep = Flag.Whole("--keep-checkpoints-num", Meaning("checkpoint.keep"), 0, 1_000_000);
    private readonly Option<string?> _score = Flag.Text("--checkpoint-score-attr", "NAME", Meaning("checkpoint.score_attribute"));

    public void AddTo(Command command)
        => Flag.Add(command, _run, _stop, _config, _file, _set, _noPreset, _seed, _deterministic, _offline, _frequency, _atEnd,
            _notAtEnd, _keep, _score);

    /// <summary>The options of a run of <paramref name="game"/>.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="game">Brings the preset; null for none.</param>
    /// <param name="saved">The options of the run that is resumed, in the preset's place, or null.</param>
    /// <param name="terminal">Environment variables; gets a line if self_play.games is 0 and nothing was measured on this machine.</param>
    /// <exception cref="UserException">An option is unknown or wrong.</exception>
    public RunConfig Resolve(ParseResult parsed, IGame? game, ConfigLayer? saved, Terminal terminal)
    {
        IReadOnlyList<ConfigLayer> ofGame = game is null ? []
            : parsed.GetValue(_noPreset) ? [DerivedOptions.For(game.Spec)]
            : ConfigSource.OfGame(game);
        ConfigLayer[] begun = saved is not null ? [saved] : [.. ofGame, Offline(parsed)];
        RunConfig config = WithWholePath(AgentFamilies.Resolve([.. begun, .. Named(parsed, terminal)]));
        int started = saved is null ? 0 : AgentFamilies.Resolve([saved]).Options.SelfPlay.Games;
        return game is null ? config : WithGames(config, started, game, terminal);
    }

    /// <summary>The options that the user names: in files, variables and flags, the weakest first.</summary>
    /// <exception cref="UserException">A file cannot be read, or a setting has no form.</exception>
    public IReadOnlyList<ConfigLayer> Named(ParseResult parsed, Terminal terminal)
    {
        string[] configs = parsed.GetValue(_config) ?? [];
        string[] files = parsed.GetValue(_file) ?? [];
        return
        [
            .. files.Select(path => ConfigSource.FromFile(path, "-f")),
            .. configs.Where(config => !IsJson(config)).Select(path => ConfigSource.FromFile(path, "--config")),
            ConfigSource.FromEnvironment(terminal.Environment, VariablePrefix, IsReserved),
            .. configs.Where(IsJson).Select(json => new ConfigLayer("flag", OptionDocument.Parse(json, "--config"))),
            new ConfigLayer("flag", [.. Settings(parsed.GetValue(_set) ?? []), .. Flags(parsed)]),
        ];
    }

    // What --offline implies for a new run: weaker than anything that the user names.
    private ConfigLayer Offline(ParseResult parsed) => new("flag",
        parsed.GetValue(_offline) is null ? [] : [new OptionEntry("reanalyse.ratio", OptionForm.Words, "1", _offline.Name)]);

    // A run may be resumed in another directory. A path with a zero byte stays as it is, and is refused when its episodes are read.
    private static RunConfig WithWholePath(RunConfig config)
    {
        string path = config.Options.Offline;
        return path.Length == 0 || path.Contains('\0', StringComparison.Ordinal)
            ? config
            : new RunConfig(config.Options with { Offline = Path.GetFullPath(path) }, config.Origins);
    }

    // Decided once, when a run is set up, so that params.json holds a number.
    private static RunConfig WithGames(RunConfig config, int started, IGame game, Terminal terminal)
    {
        const string Key = "self_play.games";
        RunOptions options = config.Options;
        if (options.SelfPlay.Games > 0)
        {
            return config;
        }

        CalibrationMemory memory = CalibrationMemory.OfUser(terminal.Environment, terminal.Report);
        CalibratedGames games = CalibratedGames.Choose(
            options, started, game, Machine.Current(Composition.HasGpu), memory, terminal.Report);
        return new RunConfig(
            options with { SelfPlay = options.SelfPlay with { Games = games.Games } },
            new Dictionary<string, string>(config.Origins) { [Key] = $"{games.Reason}; 0 in {config.Origins[Key]}" });
    }

    /// <summary>The settings of --set, KEY=VALUE each.</summary>
    /// <exception cref="UserException">One is not such a pair.</exception>
    public static IEnumerable<OptionEntry> Settings(IEnumerable<string> settings)
    {
        foreach (string setting in settings)
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw UserException.Usage($"--set takes KEY=VALUE, such as training.learning_rate=0.01, not '{setting}'.");
            }

            foreach (OptionEntry entry in ConfigSource.Words(setting[..equals].Trim(), setting[(equals + 1)..].Trim(), "--set"))
            {
                yield return entry;
            }
        }
    }

    private IEnumerable<OptionEntry> Flags(ParseResult parsed)
    {
        (Option Option, string Key)[] flags =
        [
            (_run, "algorithm"), (_seed, "seed"), (_deterministic, "deterministic"),
            (_frequency, "checkpoint.frequency"), (_atEnd, "checkpoint.at_end"),
            (_keep, "checkpoint.keep"), (_score, "checkpoint.score_attribute"),
        ];
        foreach ((Option option, string key) in flags)
        {
            if (parsed.GetResult(option) is { Implicit: false } result)
            {
                string text = result.Tokens is [{ } token] ? token.Value : "true";
                yield return new OptionEntry(key, OptionForm.Words, text, option.Name);
            }
        }

        if (parsed.GetValue(_offline) is { } offline)
        {
            yield return new OptionEntry("offline", OptionForm.Words, offline, _offline.Name);
        }

        if (parsed.GetValue(_notAtEnd))
        {
            yield return parsed.GetResult(_atEnd) is { Implicit: false }
                ? throw UserException.Usage($"{_atEnd.Name} and {_notAtEnd.Name} cannot be combined.")
                : new OptionEntry("checkpoint.at_end", OptionForm.Words, "false", _notAtEnd.Name);
        }

        foreach (OptionEntry criterion in parsed.GetValue(_stop) is { } stop ? ConfigSource.Stop(stop, _stop.Name) : [])
        {
            yield return criterion;
        }
    }

    // Variables of the program itself and of the farm's services.
    private static bool IsReserved(string variable)
        => variable == CommandLine.DebugVariable || variable.StartsWith(FarmVariables.Prefix, StringComparison.Ordinal);

    private static string Meaning(string key) => OptionReference.Named(key).Meaning;

    private static bool IsJson(string text) => text.TrimStart().StartsWith('{');
}
