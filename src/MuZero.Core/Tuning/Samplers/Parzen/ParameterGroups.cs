using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Samplers.Parzen;

/// <summary>Sets of parameters that trials always have together or not at all.</summary>
internal static class ParameterGroups
{
    /// <summary>The coarsest partition of all parameters into such sets, each sorted, in the order of their first names.</summary>
    public static List<List<string>> Of(IEnumerable<Trial> trials)
    {
        List<List<string>> groups = [];
        foreach (Trial trial in trials)
        {
            if (!IsUnion(groups, trial))
            {
                groups = Refined(groups, trial);
            }
        }

        return [.. groups.Select(group => group.Order(StringComparer.Ordinal).ToList()).OrderBy(group => group[0], StringComparer.Ordinal)];
    }

    /// <summary>The parameters that all trials have, sorted.</summary>
    public static List<string> Common(IEnumerable<Trial> trials)
    {
        List<string>? common = null;
        foreach (Trial trial in trials)
        {
            common ??= [.. trial.Parameters.Keys.Order(StringComparer.Ordinal)];
            common.RemoveAll(name => !trial.Parameters.ContainsKey(name));
        }

        return common ?? [];
    }

    private static bool IsUnion(List<List<string>> groups, Trial trial)
    {
        int known = 0;
        foreach (List<string> group in groups)
        {
            int had = group.Count(trial.Parameters.ContainsKey);
            if (had != 0 && had != group.Count)
            {
                return false;
            }

            known += had;
        }

        return known == trial.Parameters.Count;
    }

    private static List<List<string>> Refined(List<List<string>> groups, Trial trial)
    {
        HashSet<string> rest = [.. trial.Parameters.Keys];
        List<List<string>> refined = [];
        foreach (List<string> group in groups)
        {
            refined.Add(group.FindAll(rest.Contains));
            refined.Add(group.FindAll(name => !rest.Contains(name)));
        }

        foreach (List<string> group in groups)
        {
            rest.ExceptWith(group);
        }

        refined.Add([.. rest]);
        return refined.FindAll(group => group.Count > 0);
    }
}
