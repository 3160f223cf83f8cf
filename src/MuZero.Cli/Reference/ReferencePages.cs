using System.Text;
using MuZero.Results;

namespace MuZero.Cli.Reference;

/// <summary>The generated files of docs/: options, results and the JSON schema of configuration files.</summary>
internal static class ReferencePages
{
    /// <summary>The command that writes them.</summary>
    public const string Command = "./muzero config docs";

    private const string Origin = $"<!-- Generated from doc comments by '{Command}'. Do not edit. -->";

    /// <summary>Every file's name and content.</summary>
    public static IReadOnlyList<(string File, string Text)> All() =>
    [
        ("OPTIONS.md", Options()),
        ("METRICS.md", Results()),
        (ConfigSchema.FileName, ConfigSchema.Text()),
    ];

    private static string Options()
    {
        StringBuilder page = new();
        Lines(page,
            "# Options", "", Origin, "",
            "Every option of a run. Set one with `--set KEY=VALUE`, in a JSON file given with `-f`, or by an environment variable:",
            "`MUZERO_TRAINING__LEARNING_RATE` is `training.learning_rate`. "
            + "Flags win over variables, variables over files, files over the game's preset,",
            "the preset over the default. `muzero config explain GAME KEY` shows one option with its value for a game.", "",
            $"A JSON file that names `{ConfigSchema.FileName}` as its `$schema` is completed and checked by editors.", "",
            "`muzero tune GAME --tune KEY` searches in the option's tuning range. An option without one is searched in all its words, or "
                + "from a",
            "quarter of its value to four times as much, logarithmically, within its own bounds: see [TUNING.md](TUNING.md).");
        foreach (IGrouping<string, OptionReference> section in OptionReference.All.GroupBy(option => option.Section))
        {
            string title = section.Key.Length == 0 ? "## The run" : $"## {section.Key}";
            Lines(page, "", title, "", "| option | default | values | tuning range | meaning | published values |",
                "|---|---|---|---|---|---|");
            foreach (OptionReference option in section)
            {
                string[] meanings = [option.Meaning, .. option.Choices.Select(choice => $"`{choice.Word}`: {choice.Meaning}")];
                string values = $"`{option.Default}` | {Cell(option.Values)} | {option.TuningRange}";
                Lines(page, $"| `{option.Key.Name}` | {values} | {Cell(string.Join("<br>", meanings))} | {Cell(option.Published)} |");
            }
        }

        return page.ToString();
    }

    private static string Results()
    {
        StringBuilder page = new();
        Lines(page,
            "# Results", "", Origin, "",
            "Every result that an iteration can have: the columns of `result.json`, the curves of TensorBoard, "
            + "and the names that `stop` and",
            "`checkpoint.score_attribute` take. `min-NAME` reverses the direction: "
            + "`--stop '{\"min-loss/total\": 0.5}'` ends a run when the loss has",
            "fallen to 0.5. A result that an iteration does not have is missing from its line.", "",
            "| result | unit | meaning |", "|---|---|---|");
        foreach (Metric metric in Metrics.All)
        {
            Lines(page, $"| `{metric.Name}` | {Unit(metric)} | {Cell(metric.Help)} |");
        }

        return page.ToString();
    }

    // UCUM puts what is counted in braces.
    private static string Unit(Metric metric) => metric.Unit switch
    {
        "1" => "",
        "By" => "bytes",
        "MiBy" => "MiB",
        string unit => unit.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal),
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static void Lines(StringBuilder page, params string[] lines)
    {
        foreach (string line in lines)
        {
            page.Append(line).Append('\n');
        }
    }
}
