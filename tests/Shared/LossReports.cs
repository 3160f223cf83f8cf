using MuZero.Learning;

namespace MuZero.Tests.Shared;

/// <summary>Single losses of a report.</summary>
internal static class LossReports
{
    /// <summary>The loss of a name; 0 if the plan has none.</summary>
    public static float Term(this LossReport report, string name)
        => report.Terms.ToArray().FirstOrDefault(term => term.Name == name).Value;
}
