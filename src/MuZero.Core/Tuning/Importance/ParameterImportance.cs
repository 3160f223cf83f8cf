using MuZero.Tuning.Samplers.Parzen;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Importance;

/// <summary>The importance of a study's parameters.</summary>
internal static class ParameterImportance
{
    /// <summary>Shares by parameter, the largest first; they sum to 1, or are all 0 if no parameter makes a difference.</summary>
    /// <param name="study">The study. Complete trials with finite values count.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <returns>Nothing if fewer than two trials count or they have no parameter in common.</returns>
    public static OrderedDictionary<string, double> Of(StudyState study, ImportanceOptions? options = null)
    {
        options ??= new ImportanceOptions();
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
            (uint)options.Objective, (uint)study.Directions.Count, nameof(options.Objective));
        List<Trial> trials = [.. study.Finished
            .Where(trial => trial.State == TrialState.Complete && double.IsFinite(trial.Values[options.Objective]))
            .OrderBy(trial => trial.Number)];
        List<string> names = [.. (options.Parameters ?? ParameterGroups.Common(trials)).Where(study.Parameters.ContainsKey)];
        Observations all = Observations.Of(study, trials, names, options.Objective);
        if (all.Losses.Length < 2 || names.Count == 0)
        {
            return [];
        }

        double[] importance = options.Method == ImportanceMethod.Fanova
            ? Fanova.Of(all, options.Trees, options.Seed)
            : PedAnova.Of(all, options.TargetQuantile);
        double sum = importance.Sum();
        OrderedDictionary<string, double> shares = [];
        foreach (int i in Enumerable.Range(0, names.Count).OrderByDescending(i => importance[i])
            .ThenBy(i => names[i], StringComparer.Ordinal))
        {
            shares[names[i]] = sum > 0.0 ? importance[i] / sum : 0.0;
        }

        return shares;
    }
}

/// <summary>Parameters and losses of trials that have all parameters of a list.</summary>
/// <param name="Space">The ranges.</param>
/// <param name="Points">Representations [trials][parameters].</param>
/// <param name="Losses">A loss per trial; smaller is better.</param>
internal sealed record Observations(IReadOnlyList<Distribution> Space, double[][] Points, double[] Losses)
{
    /// <summary>The observations of a study. The range of a parameter spans those of all trials.</summary>
    public static Observations Of(StudyState study, IReadOnlyList<Trial> trials, List<string> names, int objective)
    {
        List<Trial> having = [.. trials.Where(trial => names.TrueForAll(name =>
            trial.Parameters.TryGetValue(name, out Parameter? parameter)
                && study.Parameters[name].IsCompatibleWith(parameter.Distribution)))];
        double[][] points = [.. having.Select(trial => names.Select(name => trial.Parameters[name].Representation).ToArray())];
        double sign = study.Directions[objective] == Direction.Minimize ? 1.0 : -1.0;
        IEnumerable<Distribution> space = names.Select(
            name => having.Select(trial => trial.Parameters[name].Distribution).Distinct().Aggregate(study.Parameters[name], Union));
        return new Observations([.. space], points, [.. having.Select(trial => sign * trial.Values[objective])]);
    }

    private static Distribution Union(Distribution one, Distribution other) => (one, other) switch
    {
        (FloatDistribution a, FloatDistribution b) when a != b
            => new FloatDistribution(Math.Min(a.Low, b.Low), Math.Max(a.High, b.High), a.Log, a.Step == b.Step ? a.Step : null),
        (IntDistribution a, IntDistribution b) when a != b
            => new IntDistribution(Math.Min(a.Low, b.Low), Math.Max(a.High, b.High), a.Log, a.Step == b.Step ? a.Step : 1),
        _ => one,
    };
}
