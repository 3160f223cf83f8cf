using System.Globalization;
using System.Text.Json;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Running;

/// <summary>The parts of a tuner.</summary>
internal sealed record TunerParts
{
    /// <summary>The name of a trial's user attribute: its directory below the study's.</summary>
    public const string DirectoryAttribute = "directory";

    /// <summary>The study, whose log is <see cref="Log"/>.</summary>
    public required Study Study { get; init; }

    /// <summary>The study's log.</summary>
    public required ScheduledLog Log { get; init; }

    /// <summary>The agreement of the study's workers.</summary>
    public required TunerSettings Settings { get; init; }

    /// <summary>The result that the scheduler takes as time.</summary>
    public string TimeAttribute { get; init; } = "training_iteration";

    /// <summary>Trains the runs.</summary>
    public required ITrialRunner Runner { get; init; }

    /// <summary>Receives the progress.</summary>
    public required ITunerObserver Observer { get; init; }

    /// <summary>The study's directory.</summary>
    public required string Directory { get; init; }

    /// <summary>True if a trial waits for one that runs to give way.</summary>
    public Func<bool> AnyWaiting { get; init; } = () => false;

    /// <summary>The directory of a trial's run.</summary>
    public string DirectoryOf(int trial) => DirectoryOf(Study.TrialOf(trial));

    /// <summary>The directory of a trial's run: that of its first attempt, if it is here, so that it goes on from there.</summary>
    public string DirectoryOf(Trial trial)
    {
        if (trial.UserAttributes.TryGetValue(DirectoryAttribute, out JsonElement name))
        {
            return Path.Combine(Directory, name.GetString()!);
        }

        return trial.SystemAttributes.TryGetValue("failed_trial", out JsonElement first)
            && System.IO.Directory.Exists(Named(first.GetInt32()))
            ? Named(first.GetInt32())
            : Named(trial.Number);
    }

    /// <summary>The phase of a trial's state in the log.</summary>
    public static TrialPhase Phase(TrialState state) => state switch
    {
        TrialState.Complete => TrialPhase.Complete,
        TrialState.Pruned => TrialPhase.Pruned,
        TrialState.Failed => TrialPhase.Failed,
        TrialState.Waiting => TrialPhase.Waiting,
        _ => TrialPhase.Running,
    };

    private string Named(int trial) => Path.Combine(Directory, string.Create(CultureInfo.InvariantCulture, $"trial_{trial:D5}"));
}
