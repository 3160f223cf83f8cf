using System.Diagnostics;
using System.Globalization;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Benchmarks.Tuning;

/// <summary>A process that takes part in a study with a synthetic objective, and prints each trial whose value was acknowledged.</summary>
internal static class StudyWorker
{
    public const int MaxFailures = 1000;

    private static readonly TimeSpan _collection = TimeSpan.FromMilliseconds(500);

    private static readonly Dictionary<string, Distribution> _space = new()
    {
        ["x"] = new FloatDistribution(-5.0, 5.0),
        ["rate"] = new FloatDistribution(1e-4, 1e-1, Log: true),
        ["layers"] = new IntDistribution(1, 8),
    };

    /// <summary>Runs trials until the study has enough of them.</summary>
    /// <param name="place">The study.</param>
    /// <param name="trials">The number of trials that it ends with.</param>
    /// <param name="pause">The objective's duration in milliseconds; 0 also leaves out the collection of abandoned trials.</param>
    public static void Run(StudyPlace place, int trials, int pause)
    {
        using Study study = place.OpenStudy();
        using IWorkerPresence presence = place.OpenPresence();
        presence.Announce(study.Worker);
        Stopwatch sinceCollection = Stopwatch.StartNew();
        while (study.Read(state => state.Settled) < trials)
        {
            StudyTrial? trial = study.AskWithin(trials, _space);
            if (pause > 0 && (trial is null || sinceCollection.Elapsed > _collection))
            {
                AbandonedTrials.Collect(study, presence, MaxFailures);
                sinceCollection.Restart();
            }

            Thread.Sleep(trial is null ? 20 : pause);
            if (trial is not null)
            {
                Tell(study, trial);
            }
        }
    }

    /// <summary>Starts a worker as a process of its own.</summary>
    public static Process Start(StudyPlace place, int trials, int pause)
    {
        string[] arguments = ["study-worker", place.Storage, place.Location, trials.ToString(CultureInfo.InvariantCulture),
            pause.ToString(CultureInfo.InvariantCulture)];
        return Process.Start(new ProcessStartInfo("dotnet",
            [typeof(StudyWorker).Assembly.Location, .. arguments])
        { RedirectStandardOutput = true })!;
    }

    private static void Tell(Study study, StudyTrial trial)
    {
        double value = Math.Pow((double)trial.Snapshot.Parameters["x"].Value!, 2.0);
        if (study.Tell(trial, value).State == TrialState.Complete)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{trial.Number} {value:R}"));
        }
    }
}
