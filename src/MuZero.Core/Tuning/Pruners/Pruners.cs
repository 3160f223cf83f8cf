using System.ComponentModel.DataAnnotations;
using MuZero.Errors;
using MuZero.Options;

namespace MuZero.Tuning.Pruners;

/// <summary>The pruners by name, as the command line names them.</summary>
internal static class Pruners
{
    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["none", "median", "percentile", "successive_halving", "hyperband", "patient", "threshold", "wilcoxon"];

    /// <summary>The pruner of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="json">Its settings as an object with Optuna's keys, such as <c>{"n_startup_trials": 10}</c>; null for the
    /// defaults.</param>
    /// <exception cref="UserException">There is no such pruner, or the settings are not valid.</exception>
    public static IPruner Create(string name, string? json)
    {
        return name switch
        {
            "none" => SettingsJson.Read<NoPruner>(json, name),
            "median" => SettingsJson.Read<MedianPruner>(json, name),
            "percentile" => SettingsJson.Read<PercentilePruner>(json, name),
            "successive_halving" => SettingsJson.Read<SuccessiveHalvingPruner>(json, name),
            "hyperband" => SettingsJson.Read<HyperbandPruner>(json, name),
            "patient" => SettingsJson.Read<PatientSettings>(json, name).Create(),
            "threshold" => Checked(SettingsJson.Read<ThresholdPruner>(json, name)),
            "wilcoxon" => SettingsJson.Read<WilcoxonPruner>(json, name),
            _ => throw UserException.Usage(
                $"There is no pruner '{name}'.{NearestName.Suggest(name, Names)} Pruners: {string.Join(", ", Names)}."),
        };
    }

    private static ThresholdPruner Checked(ThresholdPruner pruner) => pruner.Lower > pruner.Upper
        ? throw UserException.Usage(
            $"lower is {pruner.Lower} and upper is {pruner.Upper}; the lower limit must not be above the upper one.")
        : pruner;

    // The key wrapped_pruner names a pruner, which has its defaults.
    private sealed record PatientSettings
    {
        [Range(0, int.MaxValue)]
        public int Patience { get; init; } = 5;

        [Range(0.0, double.MaxValue)]
        public double MinDelta { get; init; }

        public string WrappedPruner { get; init; } = "";

        public PatientPruner Create() => new(WrappedPruner.Length == 0 ? null : Pruners.Create(WrappedPruner, null), Patience, MinDelta);
    }
}
