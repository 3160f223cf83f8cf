using System.Text.Json;
using MuZero.Errors;
using MuZero.Options;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Running;

/// <summary>The agreement of a study's workers. It is the study's user attribute <see cref="Attribute"/>, so that a worker needs the
/// study's name only.</summary>
internal sealed record TunerSettings
{
    /// <summary>The name of the study's attribute.</summary>
    public const string Attribute = "muzero";

    /// <summary>The game as the user named it: a built-in name, or the path of an assembly.</summary>
    public required string Game { get; init; }

    /// <summary>The SHA-256 of the game's assembly; null for a built-in game.</summary>
    public string? GameSha256 { get; init; }

    /// <summary>The options that are varied.</summary>
    public required SearchSpace Space { get; init; }

    /// <summary>The options of every trial, before its parameters; "stop" ends each.</summary>
    public required RunOptions Options { get; init; }

    /// <summary>The result that is optimised; a trial's value is the last one that its run has.</summary>
    public required string Metric { get; init; }

    /// <summary>The better direction.</summary>
    public Direction Direction { get; init; } = Direction.Maximize;

    /// <summary>The sampler's name.</summary>
    public string Search { get; init; } = "random";

    /// <summary>The scheduler's name.</summary>
    public string Scheduler { get; init; } = "fifo";

    /// <summary>The scheduler's settings as JSON, or null for its defaults.</summary>
    public string? SchedulerConfig { get; init; }

    /// <summary>The number of trials; with a grid, the number of times that each point is tried.</summary>
    public int Trials { get; init; } = 1;

    /// <summary>The runs of a trial, of which the median counts.</summary>
    public int SeedsPerTrial { get; init; } = 1;

    /// <summary>The failures of a trial after which it is tried again.</summary>
    public int MaxFailures { get; init; }

    /// <summary>The seed of the proposals.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>A text that tells this study from others of its name, such as one that was deleted.</summary>
    public string Id { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>True if the scheduler copies checkpoints between trials or resumes them later, so that their directories must be in one
    /// place.</summary>
    public bool SharesCheckpoints => Scheduler is "pbt" or "hyperband";

    /// <summary>The settings as the study's attribute has them.</summary>
    public JsonElement ToJson()
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            json.WriteString("id", Id);
            json.WriteString("game", Game);
            json.WriteString("game_sha256", GameSha256);
            json.WriteString("metric", Metric);
            json.WriteString("mode", Mode(Direction));
            json.WriteString("search", Search);
            json.WriteString("scheduler", Scheduler);
            json.WriteString("scheduler_config", SchedulerConfig);
            json.WriteNumber("num_samples", Trials);
            json.WriteNumber("seeds_per_trial", SeedsPerTrial);
            json.WriteNumber("max_failures", MaxFailures);
            json.WriteString("seed", Seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
            json.WritePropertyName("space");
            json.WriteRawValue(Space.Text);
            json.WritePropertyName("options");
            json.WriteRawValue(RunOptionsJson.Write(Options));
            json.WriteEndObject();
        }

        return JsonDocument.Parse(bytes.ToArray()).RootElement.Clone();
    }

    /// <summary>The settings of a study.</summary>
    /// <exception cref="UserException">It was not made by this program, or its settings are damaged.</exception>
    public static TunerSettings Of(Study study)
        => study.Read(state => state.UserAttributes.TryGetValue(Attribute, out JsonElement json) ? Read(json, study.Name)
        : throw UserException.Usage(
            $"The study {study.Name} was not made by muzero tune, so its trials cannot be run. Start one with muzero tune GAME."));

    /// <summary>The first difference from what a study has, as one phrase; null if there is none. The number of trials and of failures may
    /// differ.</summary>
    public string? Difference(TunerSettings stored)
    {
        (string Name, string? Mine, string? Theirs)[] texts =
        [
            ("the game", Game, stored.Game), ("the metric", Metric, stored.Metric), ("the mode", Mode(Direction), Mode(stored.Direction)),
            ("the search", Search, stored.Search), ("the scheduler", Scheduler, stored.Scheduler),
            ("the scheduler's configuration", SchedulerConfig ?? "{}", stored.SchedulerConfig ?? "{}"),
            ("the number of seeds per trial", $"{SeedsPerTrial}", $"{stored.SeedsPerTrial}"), ("the seed", $"{Seed}", $"{stored.Seed}"),
        ];
        foreach ((string name, string? mine, string? theirs) in texts)
        {
            if (mine != theirs)
            {
                return $"{name} is {theirs} there, not {mine}";
            }
        }

        if (GameSha256 != stored.GameSha256)
        {
            return "the game's assembly has changed since";
        }

        OptionKey? key = OptionKey.All.FirstOrDefault(key => key.Text(Options) != key.Text(stored.Options));
        return Space.Difference(stored.Space)
            ?? (key is null ? null : $"{key.Name} is {key.Text(stored.Options)} there, not {key.Text(Options)}");
    }

    private static TunerSettings Read(JsonElement json, string study)
    {
        try
        {
            string source = $"the study {study}";
            return new TunerSettings
            {
                Id = json.GetProperty("id").GetString()!,
                Game = json.GetProperty("game").GetString()!,
                GameSha256 = json.GetProperty("game_sha256").GetString(),
                Space = SearchSpace.Parse(json.GetProperty("space").GetRawText(), source),
                Options = RunOptionsJson.Read(json.GetProperty("options").GetRawText(), source),
                Metric = json.GetProperty("metric").GetString()!,
                Direction = json.GetProperty("mode").GetString() == "min" ? Direction.Minimize : Direction.Maximize,
                Search = json.GetProperty("search").GetString()!,
                Scheduler = json.GetProperty("scheduler").GetString()!,
                SchedulerConfig = json.GetProperty("scheduler_config").GetString(),
                Trials = json.GetProperty("num_samples").GetInt32(),
                SeedsPerTrial = json.GetProperty("seeds_per_trial").GetInt32(),
                MaxFailures = json.GetProperty("max_failures").GetInt32(),
                Seed = ulong.Parse(json.GetProperty("seed").GetString()!, System.Globalization.CultureInfo.InvariantCulture),
            };
        }
        catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException or FormatException
            or ArgumentNullException)
        {
            throw new CorruptDataException($"The settings of the study {study} are damaged: {fault.Message} Start another study.", fault);
        }
    }

    /// <summary>The word of a direction: max or min.</summary>
    public static string Mode(Direction direction) => direction == Direction.Minimize ? "min" : "max";
}
