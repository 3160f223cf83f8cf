using MuZero.Errors;
using MuZero.Options;
using MuZero.Results;
using MuZero.Tuning.Spaces;

namespace MuZero.Tuning.Schedulers;

/// <summary>The schedulers by name, as the command line names them.</summary>
internal static class Schedulers
{
    private static readonly string[] _times =
    [
        Metrics.TrainingIteration.Name, Metrics.TimestepsTotal.Name, Metrics.EpisodesTotal.Name, Metrics.TrainingSteps.Name,
        Metrics.TotalSeconds.Name,
    ];

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["fifo", "median", "asha", "hyperband", "pbt", "pbt_replay"];

    /// <summary>The scheduler of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="json">Its settings as an object with Ray Tune's keys, such as <c>{"max_t": 100}</c>; null for the defaults.</param>
    /// <param name="seed">The seed of its random choices.</param>
    /// <param name="space">The parameters of the study, which population based training perturbs.</param>
    /// <exception cref="UserException">There is no such scheduler, or the settings are not valid.</exception>
    public static ITrialScheduler Create(string name, string? json, ulong seed, IReadOnlyDictionary<string, Distribution> space)
        => Settings(name, json) switch
        {
            MedianStoppingSettings median => new MedianStoppingScheduler(median),
            AshaSettings asha => new AshaScheduler(asha, seed),
            HyperbandSettings hyperband => new HyperbandScheduler(hyperband),
            PopulationBasedSettings population => new PopulationBasedTraining(population, Mutations(population, space), seed),
            PopulationBasedReplaySettings replay => new PopulationBasedReplay(ReadSchedule(replay.PolicyFile)),
            _ => new FifoScheduler(),
        };

    /// <summary>The result that a scheduler takes as the time of a trial.</summary>
    /// <exception cref="UserException">There is no such scheduler, or the settings are not valid.</exception>
    public static string TimeAttribute(string name, string? json) => Settings(name, json).TimeAttr;

    /// <summary>The time at which a scheduler ends every trial, or null if it does not.</summary>
    /// <exception cref="UserException">There is no such scheduler, or the settings are not valid.</exception>
    public static double? LongestTime(string name, string? json) => Settings(name, json) switch
    {
        AshaSettings { StopLastTrials: true } asha => asha.MaxT,
        HyperbandSettings { StopLastTrials: true } hyperband => hyperband.MaxT,
        _ => null,
    };

    /// <summary>The schedule that a scheduler replays, or null if it does not replay one.</summary>
    /// <exception cref="UserException">There is no such scheduler, or the settings or the schedule are not valid.</exception>
    public static PopulationBasedSchedule? Replayed(string name, string? json)
        => Settings(name, json) is PopulationBasedReplaySettings replay ? ReadSchedule(replay.PolicyFile) : null;

    private static SchedulerSettings Settings(string name, string? json)
    {
        SchedulerSettings settings = name switch
        {
            "fifo" => SettingsJson.Read<FifoSettings>(json, name),
            "median" => SettingsJson.Read<MedianStoppingSettings>(json, name),
            "asha" => SettingsJson.Read<AshaSettings>(json, name),
            "hyperband" => SettingsJson.Read<HyperbandSettings>(json, name),
            "pbt" => SettingsJson.Read<PopulationBasedSettings>(json, name),
            "pbt_replay" => SettingsJson.Read<PopulationBasedReplaySettings>(json, name),
            _ => throw UserException.Usage(
                $"There is no scheduler '{name}'.{NearestName.Suggest(name, Names)} Schedulers: {string.Join(", ", Names)}."),
        };
        if (!_times.Contains(settings.TimeAttr))
        {
            throw UserException.Usage($"time_attr is '{settings.TimeAttr}'; it must be a result that grows: {string.Join(", ", _times)}."
                + NearestName.Suggest(settings.TimeAttr, _times));
        }

        return settings is AshaSettings { GracePeriod: int grace, MaxT: int longest } && grace > longest
            ? throw UserException.Usage($"grace_period is {grace} and max_t is {longest}; the grace period must not be longer than max_t.")
            : settings;
    }

    private static Dictionary<string, Distribution> Mutations(
        PopulationBasedSettings settings, IReadOnlyDictionary<string, Distribution> space)
    {
        foreach (string name in settings.HyperparamMutations.Where(name => !space.ContainsKey(name)))
        {
            throw UserException.Usage(
                $"hyperparam_mutations names '{name}', which is not in the search space.{NearestName.Suggest(name, space.Keys)} "
                + $"Parameters: {string.Join(", ", space.Keys)}.");
        }

        return space.Where(entry => settings.HyperparamMutations.Count == 0 || settings.HyperparamMutations.Contains(entry.Key))
            .ToDictionary();
    }

    private static PopulationBasedSchedule ReadSchedule(string path)
    {
        if (path.Length == 0)
        {
            throw UserException.Usage("pbt_replay has no schedule to replay. Name its file: {\"policy_file\": \"FILE\"}.");
        }

        try
        {
            return PopulationBasedSchedule.Parse(File.ReadAllText(path), path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            string why = fault.Message.TrimEnd('.').ReplaceLineEndings(" ");
            throw new UserException(ExitCode.Usage, $"{path} cannot be read ({why}). Name a schedule's file in policy_file.", fault);
        }
    }
}
