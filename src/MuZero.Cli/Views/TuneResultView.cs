using System.Text.Json;
using System.Text.Json.Nodes;
using MuZero.Cli.Input;
using MuZero.Tuning.Running;
using MuZero.Tuning.Studies;

namespace MuZero.Cli.Views;

/// <summary>The results of a study: its best trials.</summary>
internal sealed class TuneResultView(StudyPlace place, TunerSettings settings, IReadOnlyList<Trial> trials)
{
    private const int Shown = 10;

    private IReadOnlyList<Trial> Best =>
    [
        .. trials.Where(trial => trial.State == TrialState.Complete)
            .OrderBy(trial => settings.Direction == Direction.Minimize ? trial.Value : -trial.Value).ThenBy(trial => trial.Number),
    ];

    /// <summary>"8 complete, 2 pruned of 10 trials".</summary>
    public string Counts
    {
        get
        {
            IEnumerable<string> states = trials.GroupBy(trial => trial.State)
                .OrderBy(group => group.Key == TrialState.Complete ? -1 : (int)group.Key)
                .Select(group => $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}");
            return $"{string.Join(", ", states)} of {Quantity.Of(trials.Count, "trial")}";
        }
    }

    /// <summary>The best trials as a table, a parameter a column.</summary>
    public void Write(TextWriter output)
    {
        IReadOnlyList<Trial> best = [.. Best.Take(Shown)];
        if (best.Count == 0)
        {
            return;
        }

        string[] names = [.. settings.Space.Parameters.Select(parameter => parameter.Name)];
        TextTable.Write(output,
        [
            ["TRIAL", settings.Metric, .. names],
            .. best.Select(trial => (string[])
            [
                $"{trial.Number}", TuneTable.Number(trial.Value),
                .. names.Select(name => trial.Parameters.TryGetValue(name, out Parameter? parameter)
                    ? TuneTable.Value(parameter.Value)
                    : "-"),
            ]),
        ]);
    }

    /// <summary>The study and all its trials as JSON.</summary>
    public JsonNode Json() => new JsonObject
    {
        ["study"] = place.Name,
        ["directory"] = place.Directory,
        ["game"] = settings.Game,
        ["metric"] = settings.Metric,
        ["mode"] = TunerSettings.Mode(settings.Direction),
        ["best"] = Best.Count > 0 ? Describe(Best[0]) : null,
        ["trials"] = JsonText.Array(trials, Describe),
    };

    private static JsonObject Describe(Trial trial) => new()
    {
        ["trial"] = trial.Number,
        ["state"] = trial.State.ToString().ToLowerInvariant(),
        ["value"] = JsonText.Finite(trial.Value),
        ["parameters"] = new JsonObject(trial.Parameters.Select(parameter
            => new KeyValuePair<string, JsonNode?>(parameter.Key, JsonSerializer.SerializeToNode(parameter.Value.Value)))),
        ["directory"] = trial.UserAttributes.TryGetValue(TunerParts.DirectoryAttribute, out JsonElement name) ? name.GetString() : null,
    };
}
