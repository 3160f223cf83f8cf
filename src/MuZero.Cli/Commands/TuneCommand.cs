using MuZero.Cli.Input;
using MuZero.Cli.Views;
using MuZero.Records;
using MuZero.Tuning.Running;
using MuZero.Tuning.Studies;

namespace MuZero.Cli.Commands;

/// <summary>muzero tune: a search for better options.</summary>
internal sealed class TuneCommand : Command
{
    private readonly Terminal _terminal;
    private readonly TuneSetup _setup;
    private readonly TrialFlags _trials = new();
    private readonly Option<bool> _resume = Flag.Switch(
        "--resume", "Continue a study: --experiment-name, or the newest one. Its settings are kept; more --num-samples extend it.");
    private readonly Option<bool> _json = Flag.Json();

    public TuneCommand(Terminal terminal)
        : base("tune", "Searches for better options: runs trials and records them as a study; Ctrl-C stops it with checkpoints.")
    {
        (_terminal, _setup) = (terminal, new TuneSetup(terminal));
        _setup.AddTo(this);
        _trials.AddTo(this);
        Add(_resume);
        Add(_json);
        Add(TuneListCommand.Create(terminal));
        Add(TuneBestCommand.Create(terminal));
        Add(TuneReportCommand.Create(terminal));
        Add(TuneExportCommand.Create(terminal));
        Add(new TuneWorkerCommand(terminal));
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        bool isResumed = parsed.GetValue(_resume);
        (StudyPlace place, TunerSettings? settings) = isResumed ? (_setup.Existing(parsed), null) : _setup.New(parsed);
        TrialFlags trials = _trials;
        int concurrent = trials.Concurrent(parsed);
        using Interruption interruption = new(_terminal, "Saving checkpoints, then stopping. Press Ctrl-C again to quit immediately.");
        using IDisposable held = RunDirectory.Named(Path.GetDirectoryName(place.Directory)!, place.Name)
            .Hold(TimeSpan.Zero, interruption.Token);
        using TuneSession session = settings is null
            ? TuneSession.Resume(_terminal, place, stored => _setup.Resumed(parsed, stored))
            : TuneSession.Begin(_terminal, place, settings);
        _terminal.Report(Describe(session, concurrent, isResumed));
        TunerOptions options = new()
        {
            Trials = session.Trials,
            MaxConcurrent = concurrent,
            TimeBudget = trials.Budget(parsed),
            IsShared = place.File is null,
        };
        bool isWhole = session.Run(options, trials.Resources(parsed), interruption.Token);
        return Report(parsed, session, isWhole, interruption.Token.IsCancellationRequested);
    }

    private int Report(ParseResult parsed, TuneSession session, bool isWhole, bool isInterrupted)
    {
        IReadOnlyList<Trial> trials = session.Study.Trials;
        TolerantWriter output = new(_terminal.Output);
        TuneResultView view = new(session.Place, session.Settings, trials);
        JsonText.Write(output, parsed.GetValue(_json), view.Json, view.Write);
        string state = $"{view.Counts}{(isWhole ? "" : isInterrupted ? "; interrupted" : "; the time is up")}";
        _terminal.Report(isWhole
            ? state
            : $"{state}. Continue: muzero tune --resume --experiment-name {session.Place.Name}{_setup.Place(parsed)}");
        if (session.Study.Best is not null)
        {
            _terminal.Report($"Train with the best: muzero tune best {session.Place.Name}{_setup.Place(parsed)} > best.json, then muzero "
                + $"train {session.Settings.Game} -f best.json");
        }

        bool hasFailed = isWhole && session.Study.Best is null && trials.Any(trial => trial.State == TrialState.Failed);
        return (int)(isInterrupted ? ExitCode.Interrupted : hasFailed ? ExitCode.RunFailed : ExitCode.Ok);
    }

    private static string Describe(TuneSession session, int concurrent, bool isResumed)
    {
        TunerSettings settings = session.Settings;
        string trials = session.Trials == int.MaxValue ? "a grid" : Quantity.Of(session.Trials, "trial");
        return $"{(isResumed ? "Continuing" : "Tuning")} {settings.Game}: {trials} of "
            + $"{Quantity.Of(settings.Space.Parameters.Count, "option")}, "
            + $"{concurrent} at a time, search {settings.Search}, scheduler {settings.Scheduler}, "
            + $"{TunerSettings.Mode(settings.Direction)} {settings.Metric}. Output: {session.Place.Directory}";
    }
}
