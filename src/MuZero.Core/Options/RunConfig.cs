using MuZero.Errors;
using MuZero.Learning;
using MuZero.Results;

namespace MuZero.Options;

/// <summary>A run's options and the source of each: flag over environment over file over preset over default.</summary>
/// <param name="Options">The options.</param>
/// <param name="Origins">By name, of every option that is not a default: "preset (TicTacToe/preset.json:4)".</param>
public sealed record RunConfig(RunOptions Options, IReadOnlyDictionary<string, string> Origins)
{
    private static readonly Algorithm[] _algorithms = Enum.GetValues<Algorithm>();

    /// <summary>Lays the layers over the defaults. A layer's section "muzero" or "alphazero" counts only if that is the algorithm, and wins over the
    /// layer's other settings.</summary>
    /// <param name="layers">The weakest first.</param>
    /// <exception cref="UserException">An option is unknown or wrong.</exception>
    public static RunConfig Resolve(IReadOnlyList<ConfigLayer> layers)
    {
        Algorithm algorithm = RunOptionsJson.Apply(new RunOptions(), layers.SelectMany(layer => layer.Entries).Where(entry => entry.Key == "algorithm")).Algorithm;
        RunOptions options = new();
        Dictionary<string, string> origins = [];
        foreach (ConfigLayer layer in layers)
        {
            foreach (Algorithm other in _algorithms.Where(other => other != algorithm))
            {
                _ = RunOptionsJson.Apply(options, Section(layer, other)); // finds faults in the section of the other algorithm too
            }

            IEnumerable<OptionEntry> common = layer.Entries.Where(entry => !_algorithms.Any(section => IsIn(section, entry)));
            foreach (IEnumerable<OptionEntry> entries in new[] { common, Section(layer, algorithm) })
            {
                options = RunOptionsJson.Apply(options, entries);
                foreach (OptionEntry entry in entries.Where(entry => !(entry.Form == OptionForm.Empty && OptionKey.IsSection(entry.Key))))
                {
                    origins[OptionKey.Named(entry).Name] = $"{layer.Origin} ({entry.Place})";
                }
            }
        }

        RequireResults(options, origins);
        return new RunConfig(options, origins);
    }

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

    private static IEnumerable<OptionEntry> Section(ConfigLayer layer, Algorithm algorithm)
    {
        int skipped = NameOf(algorithm).Length + 1;
        return layer.Entries.Where(entry => IsIn(algorithm, entry) && entry.Key.Length > skipped).Select(entry => entry with { Key = entry.Key[skipped..] });
    }

    private static bool IsIn(Algorithm algorithm, OptionEntry entry)
        => entry.Key == NameOf(algorithm) || entry.Key.StartsWith(NameOf(algorithm) + ".", StringComparison.Ordinal);

    private static string NameOf(Algorithm algorithm) => algorithm.ToString().ToLowerInvariant();
}
