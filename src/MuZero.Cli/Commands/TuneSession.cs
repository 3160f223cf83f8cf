using MuZero.Cli.Input;
using MuZero.Cli.Views;
using MuZero.Records;
using MuZero.Tuning.Running;
using MuZero.Tuning.Samplers;
using MuZero.Tuning.Schedulers;
using MuZero.Tuning.Studies;

namespace MuZero.Cli.Commands;

/// <summary>An open study in this process, and the running of its trials.</summary>
internal sealed class TuneSession : IDisposable
{
    private readonly Terminal _terminal;
    private readonly ScheduledLog _log;
    private readonly ISampler _sampler;
    private readonly WorkerWatch? _watch;

    private TuneSession(Terminal terminal, StudyPlace place, TunerSettings settings)
    {
        (_terminal, Place, Settings, _sampler) = (terminal, place, settings, TuneSetup.Sampler(settings));
        _log = new ScheduledLog(place.OpenLog(terminal.Report), () => TuneSetup.Scheduler(settings), settings.Direction, Trials);
        StudyOptions options = new() { Sampler = _sampler, Seed = settings.Seed };
        Study = Study.Open(_log, place.Study, [settings.Direction], options);
        _watch = place.File is null ? new WorkerWatch(place, Study, options.Worker, settings.MaxFailures, terminal.Report) : null;
    }

    /// <summary>The study's place.</summary>
    public StudyPlace Place { get; }

    /// <summary>The study's settings.</summary>
    public TunerSettings Settings { get; }

    /// <summary>The study.</summary>
    public Study Study { get; }

    /// <summary>The number of trials that the study ends with; a grid ends by itself.</summary>
    public int Trials => Settings.Search == "grid" ? int.MaxValue : Settings.Trials;

    /// <summary>Makes a study.</summary>
    /// <exception cref="UserException">It cannot be written, or another process has made one of its name.</exception>
    public static TuneSession Begin(Terminal terminal, StudyPlace place, TunerSettings settings)
    {
        TuneSession session = new(terminal, place, settings);
        bool isTaken = session.Study.Read(state => state.UserAttributes.ContainsKey(TunerSettings.Attribute));
        if (isTaken)
        {
            session.Dispose();
            throw UserException.Usage(
                $"There is a study {place.Name} already. Add --resume to continue it, or choose another --experiment-name.");
        }

        SharedDirectory.Mark(place, settings);
        session.Study.SetUserAttribute(TunerSettings.Attribute, settings.ToJson());
        TrialSummaries.Describe(place.Directory, place.Name, settings);
        if (Schedulers.Replayed(settings.Scheduler, settings.SchedulerConfig) is { } schedule)
        {
            _ = session.Study.Enqueue(schedule.Initial);
        }

        return session;
    }

    /// <summary>Opens a study to continue it.</summary>
    /// <param name="terminal">The program's input and output.</param>
    /// <param name="place">The study.</param>
    /// <param name="settings">The settings that the user asks for, from those that the study has.</param>
    /// <exception cref="UserException">The study was not made by muzero tune, or the user asks for what it does not have.</exception>
    public static TuneSession Resume(Terminal terminal, StudyPlace place, Func<TunerSettings, TunerSettings> settings)
    {
        TunerSettings stored;
        using (Study study = Study.Load(place.OpenLog(), name: place.Study))
        {
            stored = TunerSettings.Of(study);
        }

        TunerSettings asked = settings(stored);
        SharedDirectory.Require(place, asked);
        TuneSession session = new(terminal, place, asked);
        if ((asked.Trials, asked.MaxFailures) != (stored.Trials, stored.MaxFailures)) // all else is as it was
        {
            session.Study.SetUserAttribute(TunerSettings.Attribute, asked.ToJson());
        }

        return session;
    }

    /// <summary>Runs trials until the study has all, the token is cancelled or the time is up.</summary>
    /// <param name="options">The part of this process.</param>
    /// <param name="resources">The share of the machine of one run.</param>
    /// <param name="cancellation">Stops the trials with checkpoints.</param>
    /// <param name="game">The game's assembly, if it is elsewhere on this machine; null for the study's own.</param>
    /// <returns>True if the study has all its trials.</returns>
    /// <exception cref="UserException">The study, the disk or the metric failed.</exception>
    public bool Run(TunerOptions options, RunResources resources, CancellationToken cancellation, string? game = null)
    {
        GameSource source = GameSource.Named(game ?? Settings.Game, Composition.Games());
        if (source.Sha256 != Settings.GameSha256)
        {
            throw UserException.Usage($"{source.Reference} is not the game with which the study began: its SHA-256 is another. Use the "
                + "same file, or start another study.");
        }

        using TuneView view = TuneView.Of(_terminal, Settings);
        TunerParts parts = new()
        {
            Study = Study,
            Log = _log,
            Settings = Settings,
            TimeAttribute = Schedulers.TimeAttribute(Settings.Scheduler, Settings.SchedulerConfig),
            Runner = new EmbeddedTrialRunner(source, Settings.Options, resources,
                (game, chosen) => Composition.Choose(game, chosen).Backend),
            Observer = view,
            Directory = Place.Directory,
        };
        return new Tuner(parts, _sampler, options).Run(cancellation);
    }

    public void Dispose()
    {
        _watch?.Dispose();
        Study.Dispose();
    }
}
