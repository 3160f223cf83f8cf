using System.Text.Json;
using MuZero.Plots.Axes;
using MuZero.Tuning.Importance;
using MuZero.Tuning.Running;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Plots.Pictures;

/// <summary>A study as the pictures need it, read once.</summary>
internal sealed class StudyView
{
    // Optuna's attribute, and ours.
    private const string MetricNames = "study:metric_names";

    /// <summary>The study's name.</summary>
    public required string Name { get; init; }

    /// <summary>The direction of each objective.</summary>
    public required IReadOnlyList<Direction> Directions { get; init; }

    /// <summary>The name of each objective.</summary>
    public required IReadOnlyList<string> Objectives { get; init; }

    /// <summary>All trials by number.</summary>
    public required IReadOnlyList<Trial> Trials { get; init; }

    /// <summary>Every parameter by name, with the range of all trials, in the order of the names.</summary>
    public required IReadOnlyDictionary<string, Distribution> Parameters { get; init; }

    /// <summary>The user's remarks.</summary>
    public required IReadOnlyDictionary<string, JsonElement> UserAttributes { get; init; }

    /// <summary>The importance of parameters for each objective; empty if it is not known.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, double>> Importances { get; init; } = [];

    /// <summary>The time of the picture, up to which running trials run.</summary>
    public DateTime Now { get; init; }

    public static StudyView Of(Study study, DateTime now) => study.Read(state =>
    {
        IReadOnlyList<Trial> trials = [.. state.Trials];
        return new StudyView
        {
            Name = state.Name,
            Directions = state.Directions,
            Objectives = ObjectiveNames(state),
            Trials = trials,
            Parameters = Ranges(trials),
            UserAttributes = new Dictionary<string, JsonElement>(state.UserAttributes),
            Importances = [.. Enumerable.Range(0, state.Directions.Count)
                .Select(objective => ParameterImportance.Of(state, new ImportanceOptions { Objective = objective }))],
            Now = now,
        };
    });

    /// <summary>Complete trials with a finite value of an objective.</summary>
    public IReadOnlyList<Trial> Complete(int objective)
        => [.. Trials.Where(trial => trial.State == TrialState.Complete && double.IsFinite(ValueOf(trial, objective)))];

    /// <summary>The value of an objective, or NaN.</summary>
    public static double ValueOf(Trial trial, int objective) => trial.Values.Count > objective ? trial.Values[objective] : double.NaN;

    /// <summary>True if <paramref name="value"/> is better than <paramref name="other"/>.</summary>
    public bool IsBetter(int objective, double value, double other)
        => Directions[objective] == Direction.Minimize ? value < other : value > other;

    /// <summary>The best trial of one objective, the front of several; complete and feasible. Empty if there is none.</summary>
    public IReadOnlyList<Trial> Best()
    {
        List<Trial> trials = [.. Trials.Where(trial => trial.State == TrialState.Complete && trial.IsFeasible
            && trial.Values.Count == Directions.Count && trial.Values.All(double.IsFinite))];
        int[] ranks = Domination.Ranks([.. trials.Select(trial => Domination.Losses(Directions, trial))]);
        IEnumerable<Trial> best = trials.Where((_, i) => ranks[i] == 0);
        return [.. Directions.Count == 1 ? best.Take(1) : best];
    }

    /// <summary>An objective's name with its direction, for an axis.</summary>
    public string ValueTitle(int objective)
        => $"{Objectives[objective]} ({(Directions[objective] == Direction.Minimize ? "lower" : "higher")} is better)";

    /// <summary>The parameters, the most important first as far as it is known, at most <paramref name="most"/>, without those of one
    /// value.</summary>
    public IReadOnlyList<string> Leading(int objective, int most)
    {
        IReadOnlyDictionary<string, double>? importance = Importances.Count > objective ? Importances[objective] : null;
        return [.. Parameters.Where(entry => !entry.Value.IsSingle).Select(entry => entry.Key)
            .OrderByDescending(name => importance?.GetValueOrDefault(name) ?? 0.0).ThenBy(name => name, StringComparer.Ordinal).Take(most)];
    }

    /// <summary>A trial in the words of its hover text.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="names">The parameters to show; all if there are none.</param>
    public static string Hint(Trial trial, params string[] names)
    {
        string values = trial.Values.Count == 0 ? "" : ": " + string.Join(", ", trial.Values.Select(NumberText.Short));
        return $"Trial {trial.Number} ({StateName(trial.State)}){values}"
            + string.Concat(trial.Parameters.Values.Where(parameter => names.Length == 0 || names.Contains(parameter.Name))
                .OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
                .Select(parameter => $"\n{parameter.Name} = {NumberText.Value(parameter.Value)}"));
    }

    /// <summary>A state as a word.</summary>
    public static string StateName(TrialState state) => state.ToString().ToLowerInvariant();

    /// <summary>The number of trials by state, in words.</summary>
    public string Counts()
    {
        List<string> parts = [.. Trials.GroupBy(trial => trial.State).OrderBy(group => group.Key is TrialState.Running)
            .ThenBy(group => group.Key)
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count():N0} {StateName(group.Key)}"))];
        return string.Create(CultureInfo.InvariantCulture, $"{Trials.Count:N0} {(Trials.Count == 1 ? "trial" : "trials")}")
            + (parts.Count == 0 ? "" : ": " + string.Join(", ", parts));
    }

    private static string[] ObjectiveNames(StudyState state)
    {
        int count = state.Directions.Count;
        JsonElement names = state.SystemAttributes.GetValueOrDefault(MetricNames);
        if (names.ValueKind == JsonValueKind.Array && names.GetArrayLength() == count)
        {
            return [.. names.EnumerateArray().Select(name => name.ToString())];
        }

        JsonElement settings = state.UserAttributes.GetValueOrDefault(TunerSettings.Attribute);
        return count == 1 && settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty("metric", out JsonElement metric)
            ? [metric.ToString()]
            : count == 1
                ? ["value"] : [.. Enumerable.Range(1, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"value {i}"))];
    }

    // Bounds may differ between trials; the widest is taken.
    private static SortedDictionary<string, Distribution> Ranges(IReadOnlyList<Trial> trials)
    {
        SortedDictionary<string, Distribution> ranges = new(StringComparer.Ordinal);
        foreach (Parameter parameter in trials.SelectMany(trial => trial.Parameters.Values))
        {
            ranges[parameter.Name] = ranges.TryGetValue(parameter.Name, out Distribution? known)
                ? Joined(known, parameter.Distribution)
                : parameter.Distribution;
        }

        return ranges;
    }

    private static Distribution Joined(Distribution known, Distribution other) => (known, other) switch
    {
        _ when ReferenceEquals(known, other) => known,
        (FloatDistribution a, FloatDistribution b) => new FloatDistribution(Math.Min(a.Low, b.Low), Math.Max(a.High, b.High), a.Log),
        (IntDistribution a, IntDistribution b) => new IntDistribution(Math.Min(a.Low, b.Low), Math.Max(a.High, b.High), a.Log),
        _ => known,
    };
}
