using System.Text;
using System.Text.Json;
using MuZero.Errors;
using MuZero.Options;
using MuZero.Tuning.Running;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Exports;

/// <summary>The options of a trial as a preset file: JSON with comments, for 'muzero train GAME -f FILE'.</summary>
internal static class TrialPreset
{
    // What a user decides for a run of its own; a study keeps no checkpoints that it does not need.
    private static readonly string[] _left = ["stop", "seed", "self_play.games"];
    private const string Checkpoints = "checkpoint.";

    // Always written, since a game's preset may name another one.
    private const string Algorithm = "algorithm";

    /// <summary>The preset of a trial.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="study">The options of all trials, or null for a study that muzero tune did not make.</param>
    /// <param name="defaults">The options that the game has by itself, with and without its preset; an option that is equal to all of them
    /// is left out, so that the file means the same above either. Empty writes all.</param>
    /// <param name="remark">The first lines, without comment marks.</param>
    /// <exception cref="UserException">A parameter is not an option.</exception>
    public static string Write(Trial trial, RunOptions? study, IReadOnlyList<RunOptions> defaults, string remark)
    {
        IReadOnlyDictionary<string, object?> parameters = ScheduledLog.ParametersOf(trial);
        RunOptions options = RunOptionsJson.Apply(
            study ?? (defaults.Count > 0 ? defaults[0] : new RunOptions()),
                parameters.Select(entry => SearchSpace.Entry(entry.Key, entry.Value, $"trial {trial.Number}")));
        HashSet<string> tuned = [.. parameters.Keys.Select(name
            => OptionKey.Named(new OptionEntry(name, OptionForm.Words, "", $"trial {trial.Number}")).Name)];
        List<OptionKey> kept = [.. OptionKey.All.Where(key => tuned.Contains(key.Name)
            || (study is not null && IsKept(key, options, defaults)))];
        StringBuilder text = new();
        foreach (string line in remark.Split('\n'))
        {
            text.Append("// ").Append(line.TrimEnd('\r')).Append('\n');
        }

        text.Append("{\n");
        for (int i = 0; i < kept.Count; i++)
        {
            text.Append("  ").Append(JsonSerializer.Serialize(kept[i].Name)).Append(": ").Append(kept[i].Text(options))
                .Append(i + 1 < kept.Count ? "," : "").Append(tuned.Contains(kept[i].Name) ? " // tuned" : "").Append('\n');
        }

        return text.Append("}\n").ToString();
    }

    private static bool IsKept(OptionKey key, RunOptions options, IReadOnlyList<RunOptions> defaults)
        => key.Name == Algorithm || (!_left.Contains(key.Name) && !key.Name.StartsWith(Checkpoints, StringComparison.Ordinal)
            && (defaults.Count == 0 || defaults.Any(bare => key.Text(options) != key.Text(bare))));
}
