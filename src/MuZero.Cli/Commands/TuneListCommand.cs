using MuZero.Cli.Input;
using MuZero.Cli.Views;
using MuZero.Tuning.Running;
using MuZero.Tuning.Studies;

namespace MuZero.Cli.Commands;

/// <summary>muzero tune list: the studies of a directory.</summary>
internal static class TuneListCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string?> directory = Flag.Text("--local-dir", "DIR", "Holds the studies. Default ./runs.");
        Option<bool> json = Flag.Json();
        Command command = new("list", "Lists the studies in --local-dir, the newest first.") { directory, json };
        command.SetAction(parsed =>
        {
            List<Row> rows = [];
            foreach (string found in StudySource.List(parsed.GetValue(directory) ?? "runs"))
            {
                try
                {
                    rows.Add(Read(found));
                }
                catch (UserException fault)
                {
                    terminal.Report(fault.Message); // the others are listed nevertheless
                }
            }

            JsonText.Write(
                terminal.Output,
                parsed.GetValue(json),
                () => JsonText.Array(rows, row => new()
                {
                    ["study"] = row.Place.Name,
                    ["directory"] = row.Place.Directory,
                    ["game"] = row.Settings?.Game,
                    ["metric"] = row.Settings?.Metric,
                    ["mode"] = row.Settings is { } settings ? TunerSettings.Mode(settings.Direction) : null,
                    ["trials"] = row.Trials,
                    ["finished"] = row.Finished,
                    ["best"] = JsonText.Finite(row.Best),
                }),
                text => TextTable.Write(text,
                [
                    ["STUDY", "GAME", "METRIC", "FINISHED", "BEST"],
                    .. rows.Select(row => new[]
                    {
                        row.Place.Name, row.Settings?.Game ?? "", row.Settings?.Metric ?? "", $"{row.Finished} of {row.Trials}",
                        TuneTable.Number(row.Best),
                    }),
                ]));
        });
        return command;
    }

    private static Row Read(string directory)
    {
        StudyPlace place = new(Path.GetFileName(directory), directory, StudyPlace.StorageIn(directory)!);
        place = place.AsStored();
        using Study study = Study.Load(place.OpenLog(), name: place.Study);
        IReadOnlyList<Trial> trials = study.Trials;
        bool isOurs = study.Read(state => state.UserAttributes.ContainsKey(TunerSettings.Attribute));
        return new Row(
            place, isOurs ? TunerSettings.Of(study) : null, trials.Count, trials.Count(trial => trial.IsFinished),
            study.Directions.Count == 1 ? study.Best?.Value ?? double.NaN : double.NaN);
    }

    private sealed record Row(StudyPlace Place, TunerSettings? Settings, int Trials, int Finished, double Best);
}
