using MuZero.Agents;
using MuZero.Cli.Input;
using MuZero.Tuning.Exports;
using MuZero.Tuning.Running;
using MuZero.Tuning.Studies;

namespace MuZero.Cli.Commands;

/// <summary>muzero tune best: the options of the best trial as a preset file.</summary>
internal static class TuneBestCommand
{
    public static Command Create(Terminal terminal)
    {
        StudySource source = new();
        Option<int?> number = Flag.Whole("--trial", "Another trial than the best.", 0, int.MaxValue);
        Command command = new("best", "Prints the options of a study's best trial as a file that 'muzero train GAME -f FILE' takes.");
        source.AddTo(command);
        command.Add(number);
        command.SetAction(parsed =>
        {
            StudyPlace place = source.Place(parsed);
            using Study study = Study.Load(place.OpenLog(), name: place.Study);
            terminal.Output.Write(Write(study, parsed.GetValue(number)));
        });
        return command;
    }

    /// <summary>The text of the file.</summary>
    /// <param name="study">The study.</param>
    /// <param name="number">The trial; null for the best.</param>
    /// <exception cref="UserException">There is no such trial, or none is complete.</exception>
    internal static string Write(Study study, int? number)
    {
        Trial trial = number is { } named ? Named(study, named) : Best(study);
        bool isOurs = study.Read(state => state.UserAttributes.ContainsKey(TunerSettings.Attribute));
        TunerSettings? settings = isOurs ? TunerSettings.Of(study) : null;
        string metric = settings?.Metric ?? "value";
        string chosen = number is null ? "The best" : $"Trial {number}";
        string remark = $"{chosen} of {study.Trials.Count} trials of the study {study.Name}: trial {trial.Number}, "
            + (trial.Values.Count == 0 ? $"which is {trial.State.ToString().ToLowerInvariant()} and has no value."
            : string.Create(CultureInfo.InvariantCulture, $"{metric} {string.Join(", ", trial.Values)}."));
        IReadOnlyList<RunOptions> defaults = settings is null ? [] : Defaults(settings);
        string use = settings is null ? "muzero train GAME -f FILE" : $"muzero train {settings.Game} -f FILE";
        return TrialPreset.Write(trial, settings?.Options, defaults, OneLine(remark) + "\n" + OneLine(use));
    }

    // Options that the game has by itself are left out. Without the game, such as one whose assembly is elsewhere, all are written.
    private static RunOptions[] Defaults(TunerSettings settings)
    {
        try
        {
            OptionEntry run = new("algorithm", OptionForm.Words, settings.Options.Algorithm, "--run");
            ConfigLayer flag = new("flag", [run]);
            IGame game = Composition.Games().Load(settings.Game);
            return [AgentFamilies.Resolve([.. ConfigSource.OfGame(game), flag]).Options,
                AgentFamilies.Resolve([DerivedOptions.For(game.Spec), flag]).Options];
        }
        catch (UserException)
        {
            return [];
        }
    }

    private static Trial Best(Study study)
        => study.Directions.Count > 1
            ? throw UserException.Usage(
                $"The study {study.Name} has {study.Directions.Count} objectives, so no single trial is the best. Choose one of "
                + "the Pareto front in the report and name it with --trial N.")
            : study.Best ?? throw UserException.Usage(
                $"The study {study.Name} has no complete trial that meets its constraints yet. Wait for one, or name a trial with "
                + "--trial N.");

    private static Trial Named(Study study, int number)
    {
        IReadOnlyList<Trial> trials = study.Trials;
        return number < trials.Count ? trials[number] : throw UserException.Usage(
            trials.Count == 0 ? $"The study {study.Name} has no trial yet."
            : $"The study {study.Name} has no trial {number}; it has 0 to {trials.Count - 1}.");
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
