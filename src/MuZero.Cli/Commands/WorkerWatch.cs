using MuZero.Cli.Input;
using MuZero.Farm.Tuning;
using MuZero.Files;
using MuZero.Tuning.Running;
using MuZero.Tuning.Studies;

namespace MuZero.Cli.Commands;

/// <summary>Announces this process as a worker of a study in Redis, and gives the trials of workers that are gone to others.</summary>
internal sealed class WorkerWatch : IDisposable
{
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(5);

    private readonly Study _study;
    private readonly int _maxFailures;
    private readonly Action<string> _report;
    private readonly RedisStudyStorage _storage;
    private readonly IWorkerPresence _presence;
    private readonly Lock _lock = new();
    private readonly Timer _timer;
    private bool _isClosed;

    /// <summary>A watch that begins at once.</summary>
    /// <exception cref="UserException">Redis does not answer.</exception>
    public WorkerWatch(StudyPlace place, Study study, string worker, int maxFailures, Action<string> report)
    {
        (_study, _maxFailures, _report, _storage) = (study, maxFailures, report, place.OpenRedis());
        _presence = _storage.Presence(place.Name);
        _presence.Announce(worker);
        _timer = new Timer(_ => Collect(), null, TimeSpan.Zero, _period);
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            _isClosed = true;
            _presence.Dispose();
            _storage.Dispose();
        }
    }

    private void Collect()
    {
        lock (_lock)
        {
            try
            {
                foreach (Trial trial in _isClosed ? [] : AbandonedTrials.Collect(_study, _presence, _maxFailures))
                {
                    _report($"trial {trial.Number} has lost its worker");
                }
            }
            catch (UserException)
            {
                // Redis is away; the trials' own reports say so, and the next turn tries again.
            }
        }
    }
}

/// <summary>The mark by which a worker knows that a study's directory is the one that all workers share.</summary>
internal static class SharedDirectory
{
    private const string FileName = "study.id";

    /// <summary>Marks the directory of a new study.</summary>
    public static void Mark(StudyPlace place, TunerSettings settings)
    {
        Directory.CreateDirectory(place.Directory);
        AtomicFile.Write(Path.Combine(place.Directory, FileName), System.Text.Encoding.ASCII.GetBytes(settings.Id));
    }

    /// <summary>Throws if the scheduler needs a shared directory and this is not it.</summary>
    /// <exception cref="UserException">It is not.</exception>
    public static void Require(StudyPlace place, TunerSettings settings)
    {
        string path = Path.Combine(place.Directory, FileName);
        if (settings.SharesCheckpoints && place.File is null && !(File.Exists(path) && File.ReadAllText(path) == settings.Id))
        {
            throw UserException.Usage(
                $"{settings.Scheduler} copies and resumes checkpoints of other workers, so that all need one directory; {place.Directory} "
                    + "is not that of this "
                + "study. Mount the directory and name its parent with --local-dir, or tune with --scheduler asha.");
        }
    }
}
