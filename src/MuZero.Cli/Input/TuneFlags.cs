using System.Text.Json;
using MuZero.Results;
using MuZero.Tuning.Samplers;
using MuZero.Tuning.Schedulers;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Cli.Input;

/// <summary>The flags of a study; the names are Ray Tune's if the meaning is equal.</summary>
internal sealed class TuneFlags
{
    private readonly Option<string?> _space = Flag.Text(
        "--space", "JSON|FILE",
        "The options that are varied, with their ranges: {\"training.learning_rate\": {\"loguniform\": [1e-4, 1e-2]}}.");
    private readonly Option<string?> _tune = Flag.Text(
        "--tune", "KEYS", "Options, separated by commas, that are varied in their own tuning ranges; docs/OPTIONS.md has them.");
    private readonly Option<int?> _trials = Flag.Whole(
        "--num-samples", "Trials; with --search grid, trials of each point. Default 10, with a grid 1.", 1, 1_000_000);
    private readonly Option<string?> _search = Flag.Text(
        "--search", "NAME",
        $"{string.Join(", ", SamplerChoices.All.Select(choice => $"{choice.Name} ({choice.Summary})"))}. Default "
            + $"{SamplerChoices.Names[0]}.");
    private readonly Option<string?> _scheduler = Flag.Text(
        "--scheduler", "NAME", $"{string.Join(", ", Schedulers.Names)}. Default fifo: every trial runs to its end.");
    private readonly Option<string?> _schedulerConfig = Flag.Text(
        "--scheduler-config", "JSON", "Settings of the scheduler with Ray Tune's names: {\"max_t\": 100, \"grace_period\": 5}.");
    private readonly Option<string?> _metric = Flag.Text(
        "--metric", "NAME",
        "The result that is optimised; a trial's value is its last. Default evaluation/mean, of two players evaluation/score.");
    private readonly Option<string?> _mode = Flag.Text("--mode", "max|min", "The better direction. Default max.");
    private readonly Option<int?> _seeds = Flag.Whole(
        "--seeds-per-trial", "Runs of a trial, with seeds of their own, of which the median counts. Default 1.", 1, 1000);
    private readonly Option<int?> _failures = Flag.Whole(
        "--max-failures", "Failures of a trial after which it is tried again from its checkpoint. Default 0.", 0, 1000);

    public void AddTo(Command command)
        => Flag.Add(command, _space, _tune, _trials, _search, _scheduler, _schedulerConfig, _metric, _mode, _seeds, _failures);

    /// <summary>The number of trials, or null.</summary>
    public int? Trials(ParseResult parsed) => parsed.GetValue(_trials);

    /// <summary>The failures after which a trial is tried again, or null.</summary>
    public int? MaxFailures(ParseResult parsed) => parsed.GetValue(_failures);

    /// <summary>The runs of a trial, or null.</summary>
    public int? Seeds(ParseResult parsed) => parsed.GetValue(_seeds);

    /// <summary>The sampler's name, or null.</summary>
    /// <exception cref="UserException">There is no such sampler.</exception>
    public string? Search(ParseResult parsed)
        => parsed.GetValue(_search) is { } name ? SamplerChoices.Named(name, _search.Name).Name : null;

    /// <summary>The scheduler's name, or null.</summary>
    public string? Scheduler(ParseResult parsed) => parsed.GetValue(_scheduler) is not { } name ? null
        : Schedulers.Names.Contains(name) ? name
        : throw UserException.Usage(
            $"{_scheduler.Name} is '{name}'; it must be "
                + $"{string.Join(", ", Schedulers.Names)}.{NearestName.Suggest(name, Schedulers.Names)}");

    /// <summary>The scheduler's settings as JSON, or null.</summary>
    public string? SchedulerConfig(ParseResult parsed) => parsed.GetValue(_schedulerConfig);

    /// <summary>The metric's name, or null.</summary>
    /// <exception cref="UserException">There is no such result; those that there are are listed.</exception>
    public string? Metric(ParseResult parsed)
    {
        string? name = parsed.GetValue(_metric);
        return name is null ? null : Metrics.Find(name) is { } metric
            ? metric.Name
            : Metrics.Require(name, _metric.Name) is { Falls: true } goal
            ? throw UserException.Usage($"{_metric.Name} is '{name}'; write {_metric.Name} {goal.Metric} {_mode.Name} min.")
            : name;
    }

    /// <summary>The better direction, or null.</summary>
    /// <exception cref="UserException">It is neither max nor min.</exception>
    public Direction? Mode(ParseResult parsed) => parsed.GetValue(_mode) switch
    {
        null => null,
        "max" => Direction.Maximize,
        "min" => Direction.Minimize,
        { } word => throw UserException.Usage($"{_mode.Name} is '{word}'; it must be max or min."),
    };

    /// <summary>The space, or null if none is named.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">The options of the trials, from which ranges may be derived.</param>
    /// <exception cref="UserException">It is not a space of options.</exception>
    public SearchSpace? Space(ParseResult parsed, RunOptions options) => (parsed.GetValue(_space), parsed.GetValue(_tune)) switch
    {
        (null, null) => null,
        ({ } text, null) when text.TrimStart().StartsWith('{') => SearchSpace.Parse(text, _space.Name),
        ({ } path, null) => SearchSpace.Parse(ReadFile(path), path),
        (null, { } names) => SearchSpace.OfOptions(
            names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), options, _tune.Name),
        _ => throw UserException.Usage(
            $"{_space.Name} and {_tune.Name} cannot be combined. Write the range of every option into {_space.Name}."),
    };

    private string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.Usage, $"{_space.Name} names {path}, which cannot be read: {fault.Message}", fault);
        }
    }
}

/// <summary>The flags of one process that runs trials: side by side, and with which share of the machine.</summary>
internal sealed class TrialFlags
{
    private readonly Option<int?> _concurrent = Flag.Whole(
        "--max-concurrent", "Trials that run side by side. Default: as many as the machine has cores for.", 1, 1024);
    private readonly Option<string?> _resources = Flag.Text(
        "--resources-per-trial", "JSON", "The share of the machine of one trial. Default {\"cpu\": 1}.");
    private readonly Option<double?> _budget = Flag.Seconds(
        "--time-budget", "The study stops after this time, with checkpoints; --resume continues it.", 0.001, 1e8);

    public void AddTo(Command command) => Flag.Add(command, _concurrent, _resources, _budget);

    /// <summary>The time after which the study stops, or null.</summary>
    public TimeSpan? Budget(ParseResult parsed) => FarmFlags.Time(parsed.GetValue(_budget));

    /// <summary>The share of a trial.</summary>
    public RunResources Resources(ParseResult parsed) => new((int)Math.Ceiling(Shares(parsed).Cpu));

    /// <summary>Trials side by side.</summary>
    /// <exception cref="UserException">The resources are not an object of cpu and gpu.</exception>
    public int Concurrent(ParseResult parsed)
    {
        (double cpu, double gpu) = Shares(parsed);
        int most = Math.Max(1, (int)(Environment.ProcessorCount / cpu));
        return parsed.GetValue(_concurrent) ?? (gpu > 0.0 ? Math.Min(most, Math.Max(1, (int)(1.0 / gpu))) : most);
    }

    private (double Cpu, double Gpu) Shares(ParseResult parsed)
    {
        if (parsed.GetValue(_resources) is not { } text)
        {
            return (1.0, 0.0);
        }

        double cpu = 1.0, gpu = 0.0;
        try
        {
            foreach (JsonProperty share in JsonDocument.Parse(text).RootElement.EnumerateObject())
            {
                double amount = share.Value.GetDouble();
                (cpu, gpu) = share.Name switch
                {
                    "cpu" when amount is > 0.0 and <= 1024.0 => (amount, gpu),
                    "gpu" when amount is >= 0.0 and <= 64.0 => (cpu, amount),
                    _ => throw new FormatException(share.Name),
                };
            }

            return (cpu, gpu);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            throw UserException.Usage(
                $"{_resources.Name} is '{text}'; it must be an object of cpu and gpu with positive numbers, such as {{\"cpu\": 1}}.");
        }
    }
}
