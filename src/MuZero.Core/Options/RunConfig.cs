using MuZero.Errors;
using MuZero.Results;

namespace MuZero.Options;

/// <summary>A run's options and the source of each: flag over environment over file over preset over default.</summary>
/// <param name="Options">The options.</param>
/// <param name="Origins">By name, of every option that is not a default: "preset (TicTacToe/preset.json:4)".</param>
public sealed record RunConfig(RunOptions Options, IReadOnlyDictionary<string, string> Origins)
{
    private const string AlgorithmKey = "algorithm";

    /// <summary>Lays the layers over the defaults. A layer's section with an algorithm's name counts only if that is the algorithm of the
    /// run, and wins over the layer's other settings.</summary>
    /// <param name="layers">The weakest first.</param>
    /// <param name="algorithms">The names that "algorithm" may have.</param>
    /// <exception cref="UserException">An option is unknown or wrong.</exception>
    public static RunConfig Resolve(IReadOnlyList<ConfigLayer> layers, IReadOnlyList<string> algorithms)
    {
        IEnumerable<OptionEntry> named = layers.SelectMany(layer => layer.Entries).Where(entry => entry.Key == AlgorithmKey);
        string algorithm = Apply(new RunOptions(), named, algorithms).Algorithm;
        RunOptions options = new();
        Dictionary<string, string> origins = [];
        foreach (ConfigLayer layer in layers)
        {
            foreach (string other in algorithms.Where(other => other != algorithm))
            {
                _ = Apply(options, Section(layer, other), algorithms); // finds faults in the sections of other algorithms too
            }

            IEnumerable<OptionEntry> common = layer.Entries.Where(entry => !algorithms.Any(section => IsIn(section, entry)));
            foreach (IEnumerable<OptionEntry> entries in new[] { common, Section(layer, algorithm) })
            {
                options = Apply(options, entries, algorithms);
                foreach (OptionEntry entry in entries.Where(entry => !(entry.Form == OptionForm.Empty && OptionKey.IsSection(entry.Key))))
                {
                    origins[OptionKey.Named(entry).Name] = $"{layer.Origin} ({entry.Place})";
                }
            }
        }

        RequireResults(options, origins);
        return new RunConfig(options, origins);
    }

    private static RunOptions Apply(RunOptions options, IEnumerable<OptionEntry> entries, IReadOnlyList<string> algorithms)
        => RunOptionsJson.Apply(options, entries.Select(entry
            => entry.Key == AlgorithmKey ? entry with { Text = OptionKey.OneOf(algorithms, entry) } : entry));

    private static void RequireResults(RunOptions options, Dictionary<string, string> origins)
    {
        foreach (string name in options.Stop.Keys)
        {
            _ = Metrics.Require(name, $"stop, from {origins["stop"]},");
        }

        if (options.Checkpoint.ScoreAttribute is { Length: > 0 } score)
        {
            _ = Metrics.Require(score, $"checkpoint.score_attribute, from {origins["checkpoint.score_attribute"]},");
        }
    }

    private static IEnumerable<OptionEntry> Section(ConfigLayer layer, string algorithm)
        => layer.Entries.Where(entry => IsIn(algorithm, entry) && entry.Key.Length > algorithm.Length + 1)
            .Select(entry => entry with { Key = entry.Key[(algorithm.Length + 1)..] });

    private static bool IsIn(string algorithm, OptionEntry entry)
        => entry.Key == algorithm || entry.Key.StartsWith(algorithm + ".", StringComparison.Ordinal);
}
