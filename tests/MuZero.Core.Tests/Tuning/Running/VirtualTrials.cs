using System.Globalization;
using MuZero.Errors;
using MuZero.Options;
using MuZero.Results;
using MuZero.Tuning.Running;
using MuZero.Tuning.Samplers;
using MuZero.Tuning.Schedulers;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Running;

/// <summary>Trials that are curves: after iteration t the metric is what a function says. A checkpoint is an iteration's number in
/// memory.</summary>
internal sealed class VirtualTrials(Func<TrialJob, int, double> curve, int iterations) : ITrialRunner
{
    private readonly Lock _lock = new();

    public Dictionary<string, int> Checkpoints { get; } = [];

    /// <summary>The runs that were begun, in their order.</summary>
    public List<string> Begun { get; } = [];

    /// <summary>Called before each iteration.</summary>
    public Action<TrialJob, int> BeforeIteration { get; set; } = (_, _) => { };

    public string Metric { get; set; } = "evaluation/mean";

    public TrialEnding Run(TrialJob job, Func<IterationResult, string?> iterationEnded, CancellationToken cancellation)
    {
        int begun;
        lock (_lock)
        {
            begun = Checkpoints.GetValueOrDefault(job.Directory);
            Begun.Add(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(job.Directory)}@{begun}"));
        }

        for (int iteration = begun + 1; iteration <= iterations; iteration++)
        {
            BeforeIteration(job, iteration);
            string? reason = cancellation.IsCancellationRequested ? "interrupted" : iterationEnded(Result(job, iteration));
            lock (_lock)
            {
                Checkpoints[job.Directory] = cancellation.IsCancellationRequested ? iteration - 1 : iteration;
            }

            if (reason is not null)
            {
                return new TrialEnding(reason, cancellation.IsCancellationRequested, Results(job, iteration));
            }
        }

        return new TrialEnding("training_iteration reached", Interrupted: false, Results(job, iterations));
    }

    public IterationResult CopyCheckpoint(string from, TrialJob to)
    {
        lock (_lock)
        {
            Checkpoints[to.Directory] = Checkpoints.TryGetValue(from, out int iteration)
                ? iteration
                : throw UserException.Usage("There is no checkpoint.");
            return Result(to, iteration);
        }
    }

    public Dictionary<string, string> Schedules { get; } = [];

    public void WriteSchedule(TrialJob job, string json)
    {
        lock (_lock)
        {
            Schedules[job.Directory] = json;
        }
    }

    private IterationResult Result(TrialJob job, int iteration) => new(iteration,
        [Metrics.TrainingIteration.Of(iteration), Metrics.TotalSeconds.Of(iteration), new(Metric, curve(job, iteration))]);

    private List<IterationResult> Results(TrialJob job, int last)
        => [.. Enumerable.Range(1, last).Select(iteration => Result(job, iteration))];
}

/// <summary>A tuner over <see cref="VirtualTrials"/> and a log in memory.</summary>
internal sealed class VirtualStudy : ITunerObserver
{
    private readonly List<string> _lines = [];

    public MemoryStudyLog Log { get; } = new();

    public List<TrialProgress> Changes { get; } = [];

    public IReadOnlyList<string> Lines => _lines;

    public ISampler Sampler { get; init; } = new RandomSampler();

    public Func<ITrialScheduler> Scheduler { get; init; } = () => new FifoScheduler();

    public TunerSettings Settings { get; init; } = new()
    {
        Game = "cartpole",
        Space = SearchSpace.Parse("{\"search.c1\": {\"uniform\": [0, 1]}}", "--space"),
        Options = new RunOptions(),
        Metric = "evaluation/mean",
        Trials = 4,
    };

    /// <summary>Opens the study as a new process would, and runs it.</summary>
    public bool Run(ITrialRunner runner, int concurrent = 1, CancellationToken cancellation = default)
    {
        ScheduledLog log = new(Log, Scheduler, Settings.Direction, Settings.Trials);
        Study study = Study.Open(log, "virtual", [Settings.Direction], new StudyOptions { Sampler = Sampler });
        TunerParts parts = new() { Study = study, Log = log, Settings = Settings, Runner = runner, Observer = this, Directory = "/study" };
        return new Tuner(parts, Sampler, new TunerOptions { Trials = Settings.Trials, MaxConcurrent = concurrent }).Run(cancellation);
    }

    public IReadOnlyList<Trial> Trials => Study.Load(Log).Trials;

    public void Report(string line)
    {
        lock (_lines)
        {
            _lines.Add(line);
        }
    }

    public void Changed(TrialProgress trial)
    {
        lock (_lines)
        {
            Changes.Add(trial);
        }
    }
}
