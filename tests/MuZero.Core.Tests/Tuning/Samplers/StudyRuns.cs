using MuZero.Tuning.Samplers;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Samplers;

/// <summary>Studies in memory with a sampler under test.</summary>
internal static class StudyRuns
{
    public static Study Open(ISampler sampler, ulong seed = 1, params Direction[] directions)
        => Open(new MemoryStudyLog(), sampler, seed, directions);

    public static Study Open(IStudyLog log, ISampler sampler, ulong seed = 1, params Direction[] directions)
        => Study.Open(log, "study", directions.Length > 0 ? directions : [Direction.Minimize],
            new StudyOptions { Sampler = sampler, Seed = seed });

    /// <summary>Tells a finished trial with given parameters.</summary>
    public static void Add(
        this Study study, IReadOnlyDictionary<string, Distribution> space, IReadOnlyDictionary<string, object?> parameters,
        TrialState state, double[] values, double[]? violations = null)
    {
        study.Enqueue(parameters);
        StudyTrial trial = study.Ask(space.Where(entry => parameters.ContainsKey(entry.Key)).ToDictionary());
        if (violations is not null)
        {
            trial.SetConstraints(violations);
        }

        study.Tell(trial.Number, state, values);
    }

    /// <summary>The parameters of all trials as text.</summary>
    public static List<string> Lines(this Study study)
        => [.. study.Trials.Select(trial
            => string.Join(", ", trial.Parameters.OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}={entry.Value.Value}")))];

    public static double Sphere(StudyTrial trial, int dimensions)
        => Enumerable.Range(0, dimensions).Sum(i => Math.Pow(trial.SuggestFloat($"x{i}", -5.0, 5.0) - 1.0, 2.0));
}
