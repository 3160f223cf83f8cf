using System.Diagnostics;
using MuZero.Benchmarks.Farm;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Benchmarks.Tuning;

/// <summary>Asking and telling through each log, by one and by eight processes, and the opening of a large study.</summary>
internal static class StudyBenchmarks
{
    /// <summary>Pairs of ask, with three parameters, and tell.</summary>
    public static void Pairs() => ForEachStorage((place, fresh) =>
    {
        foreach (int workers in (int[])[1, 8])
        {
            StudyPlace study = fresh();
            int trials = workers > 1 ? 5000 : 1000;
            Process[] processes = [.. Enumerable.Range(0, workers).Select(_ => StudyWorker.Start(study, trials, pause: 0))];
            Task.WaitAll([.. processes.Select(process => process.StandardOutput.ReadToEndAsync())]);
            using Study all = study.OpenStudy();
            Line.Write($"study pairs, {place.Storage}, {workers} processes", Rate(all.Trials), "pairs/s", 0.0);
        }
    });

    /// <summary>The time to open a study of 10,000 trials, each with five parameters and ten reports.</summary>
    public static void Open() => ForEachStorage((_, fresh) =>
    {
        StudyPlace place = fresh();
        IReadOnlyList<string> operations = Operations(10_000);
        using (IStudyLog log = place.OpenLog())
        {
            for (int i = 0; i < operations.Count; i += 1000)
            {
                log.Exchange(i, [.. operations.Skip(i).Take(1000)]);
            }
        }

        List<double> seconds = [];
        for (int run = 0; run < 5; run++)
        {
            Stopwatch opening = Stopwatch.StartNew();
            using Study study = place.OpenStudy();
            seconds.Add(opening.Elapsed.TotalSeconds);
        }

        Line.Write($"study of 10,000 trials opens, {place.Storage}", seconds.Max(), "s at most of 5", 0.0,
            $"median {Line.Median(seconds):F2}; {operations.Count} operations");
    });

    /// <summary>Calls for the journal file, SQLite and Redis, with a function that names a new study.</summary>
    internal static void ForEachStorage(Action<StudyPlace, Func<StudyPlace>> action)
    {
        string directory = Directory.CreateTempSubdirectory("muzero-bench-").FullName;
        int studies = 0;
        foreach (string storage in (string[])["journal", "sqlite"])
        {
            action(new StudyPlace(storage, directory), () => new StudyPlace(storage, Path.Combine(directory, $"{storage}{studies++}")));
        }

        Directory.Delete(directory, recursive: true);
        using RedisProcess redis = new();
        action(new StudyPlace("redis", redis.Endpoint), () => Flushed(redis));
    }

    private static StudyPlace Flushed(RedisProcess redis)
    {
        using Process flush = Process.Start("redis-cli", ["-p", $"{redis.Port}", "flushall"]);
        flush.WaitForExit();
        return new StudyPlace("redis", redis.Endpoint);
    }

    // Between the first and the last twentieth of the trials, when all processes run.
    private static double Rate(IReadOnlyList<Trial> trials)
    {
        DateTime[] ends = [.. trials.Select(trial => trial.Completed!.Value).Order()];
        int skipped = ends.Length / 20;
        return (ends.Length - (2 * skipped) - 1) / (ends[^(skipped + 1)] - ends[skipped]).TotalSeconds;
    }

    private static IReadOnlyList<string> Operations(int trials)
    {
        using MemoryStudyLog log = new();
        using Study study = Study.Open(log, "benchmark", [Direction.Minimize]);
        Dictionary<string, Distribution> space = Enumerable.Range(0, 5)
            .ToDictionary(i => $"x{i}", Distribution (_) => new FloatDistribution(-5.0, 5.0));
        for (int i = 0; i < trials; i++)
        {
            StudyTrial trial = study.Ask(space);
            for (int step = 0; step < 10; step++)
            {
                trial.Report(1.0 / (step + i + 1), step);
            }

            study.Tell(trial, i);
        }

        return log.Exchange(0, []);
    }
}
