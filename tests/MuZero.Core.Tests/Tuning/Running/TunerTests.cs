using System.Text.Json;
using MuZero.Errors;
using MuZero.Tuning.Running;
using MuZero.Tuning.Schedulers;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Running;

public class TunerTests
{
    private static double C1(TrialJob job) => (double)job.Parameters["search.c1"]!;

    private static double Curve(TrialJob job, int iteration) => C1(job) * iteration;

    [Fact]
    public void Run_Fifo_EveryTrialIsCompleteWithItsLastMetric()
    {
        VirtualStudy study = new();

        bool isWhole = study.Run(new VirtualTrials(Curve, iterations: 3));

        Assert.True(isWhole);
        Assert.Equal([0, 1, 2, 3], study.Trials.Select(trial => trial.Number));
        Assert.All(study.Trials, trial =>
        {
            Assert.Equal(TrialState.Complete, trial.State);
            Assert.Equal(3.0 * (double)trial.Parameters["search.c1"].Value!, trial.Value);
            Assert.Equal([1L, 2L, 3L], trial.Intermediate.Select(reported => reported.Step));
            Assert.Equal($"trial_{trial.Number:D5}", trial.UserAttributes["directory"].GetString());
        });
        Assert.Equal(4, study.Changes.Count(change => change.Phase == TrialPhase.Complete));
    }

    [Fact]
    public void Run_SameSeed_HasTheSameLogUpToTimes()
    {
        VirtualStudy first = new(), second = new();

        first.Run(new VirtualTrials(Curve, 3));
        second.Run(new VirtualTrials(Curve, 3));

        Assert.Equal(first.Trials.Select(trial => trial.Value), second.Trials.Select(trial => trial.Value));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Run_SeveralThreads_TrialsHaveTheParametersOfOneThread(int concurrent)
    {
        VirtualStudy one = new(), several = new();

        one.Run(new VirtualTrials(Curve, 3));
        several.Run(new VirtualTrials(Curve, 3), concurrent);

        Assert.Equal(one.Trials.Select(trial => trial.Value), several.Trials.Select(trial => trial.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_InterruptedAnywhere_ResumesToTheSameStudy(int concurrent)
    {
        VirtualStudy whole = new();
        whole.Run(new VirtualTrials(Curve, 3));
        VirtualStudy cut = new();
        VirtualTrials runner = new(Curve, 3);

        int processes = 0;
        for (bool isWhole = false; !isWhole; processes++)
        {
            using CancellationTokenSource interruption = new();
            int left = 2;
            runner.BeforeIteration = (_, _) =>
            {
                if (Interlocked.Decrement(ref left) == 0)
                {
                    interruption.Cancel();
                }
            };
            isWhole = cut.Run(runner, concurrent, interruption.Token);
        }

        Assert.True(processes > 3);
        Assert.Equal(whole.Trials.Select(trial => (trial.State, trial.Value)), cut.Trials.Select(trial => (trial.State, trial.Value)));
        Assert.All(cut.Trials, trial => Assert.Equal([1L, 2L, 3L], trial.Intermediate.Select(reported => reported.Step)));
    }

    [Fact]
    public void Run_FailsOnce_IsTriedAgainFromItsCheckpoint()
    {
        int failures = 0;
        VirtualStudy study = new();
        VirtualTrials runner = new(Curve, 3)
        {
            BeforeIteration = (job, iteration) => _ = job.Trial == 1 && iteration == 2 && failures++ == 0
                ? throw new UserException(ExitCode.RunFailed, "diverged")
                : 0,
        };

        VirtualStudy patient = new() { Settings = study.Settings with { MaxFailures = 1 } };
        patient.Run(runner);

        Assert.All(patient.Trials, trial => Assert.Equal(TrialState.Complete, trial.State));
        Assert.Contains("trial_00001@1", runner.Begun);
        Assert.Contains("trial 1 failed, trying again: diverged", patient.Lines);
    }

    [Fact]
    public void Run_FailsTooOften_IsFailedAndTheStudyGoesOn()
    {
        VirtualStudy study = new();

        bool isWhole = study.Run(new VirtualTrials(Curve, 3)
        {
            BeforeIteration = (job, _) => _ = job.Trial == 1 ? throw new UserException(ExitCode.RunFailed, "diverged") : 0,
        });

        Assert.True(isWhole);
        Assert.Equal([TrialState.Complete, TrialState.Failed, TrialState.Complete, TrialState.Complete],
            study.Trials.Select(trial => trial.State));
        Assert.Equal("diverged", study.Trials[1].UserAttributes["failure"].GetString());
    }

    [Fact]
    public void Run_FullDisk_StopsAndResumes()
    {
        VirtualStudy study = new();
        VirtualTrials runner = new(Curve, 3)
        {
            BeforeIteration = (job, _) => _ = job.Trial == 1
                ? throw new UserException(ExitCode.RunFailed, "The run stopped", new IOException("No space left on device")) : 0,
        };

        UserException fault = Assert.Throws<UserException>(() => study.Run(runner));
        runner.BeforeIteration = (_, _) => { };

        Assert.Equal("The run stopped", fault.Message);
        Assert.Equal([TrialState.Complete, TrialState.Running], study.Trials.Select(trial => trial.State));
        Assert.True(study.Run(runner));
        Assert.All(study.Trials, trial => Assert.Equal(TrialState.Complete, trial.State));
    }

    [Fact]
    public void Run_MetricThatNoResultCarries_ListsThoseThatTheyDo()
    {
        VirtualStudy study = new();

        UserException fault = Assert.Throws<UserException>(() => study.Run(new VirtualTrials(Curve, 3) { Metric = "evaluation/max" }));

        Assert.Equal(ExitCode.Usage, fault.ExitCode);
        Assert.Equal(
            "No result of trial 0 carries the metric 'evaluation/mean'. Its 3 results had training_iteration, time_total_s, "
                + "evaluation/max. "
            + "Start a study with one of these as --metric, or with a later --stop.", fault.Message);
    }

    [Fact]
    public void Run_NanMetric_FailsThatTrialOnly()
    {
        VirtualStudy study = new();

        study.Run(new VirtualTrials((job, iteration) => job.Trial == 2 || iteration == 3 ? double.NaN : iteration, 3));

        Assert.Equal([2.0, 2.0, 2.0], study.Trials.Where(trial => trial.State == TrialState.Complete).Select(trial => trial.Value));
        Assert.Equal(TrialState.Failed, study.Trials[2].State);
        Assert.Contains("trial 2 failed: its evaluation/mean was never a finite number", study.Lines);
    }

    [Fact]
    public void Run_SeedsPerTrial_ToldIsTheMedian()
    {
        VirtualStudy basis = new();
        VirtualStudy study = new() { Settings = basis.Settings with { SeedsPerTrial = 3, Trials = 1 } };
        VirtualTrials runner = new((job, _) => job.Seed switch { 0 => 7.0, 1 => 1.0, _ => 4.0 }, 2);

        study.Run(runner);

        Assert.Equal(4.0, study.Trials.Single().Value);
        Assert.Equal(["seed_1@0", "seed_2@0", "seed_3@0"], runner.Begun);
        Assert.Equal([7.0, 1.0, 4.0], study.Trials[0].UserAttributes["values_of_seeds"].Deserialize<double[]>()!);
    }

    [Fact]
    public void Run_Stopped_IsPrunedWithItsLastMetric()
    {
        VirtualStudy study = new()
        {
            Scheduler = ()
            => new Scripted((_, time, value) => time == 2 && value < 1.0 ? TrialDecision.Stop : TrialDecision.Continue)
        };

        study.Run(new VirtualTrials(Curve, 4));

        Assert.All(study.Trials, trial => Assert.Equal(
            2.0 * (double)trial.Parameters["search.c1"].Value! < 1.0 ? (TrialState.Pruned, 2) : (TrialState.Complete, 4),
            (trial.State, trial.Intermediate.Count)));
        Assert.Contains(study.Trials, trial => trial.State == TrialState.Pruned);
        Assert.Contains(study.Trials, trial => trial.State == TrialState.Complete);
    }

    [Fact]
    public void Run_Minimise_SchedulerSeesTheMetricWithTheOtherSign()
    {
        List<double> seen = [];
        VirtualStudy basis = new();
        VirtualStudy study = new()
        {
            Settings = basis.Settings with { Direction = Direction.Minimize, Trials = 1 },
            Scheduler = () => new Scripted((_, _, value) =>
            {
                seen.Add(value);
                return TrialDecision.Continue;
            }),
        };

        study.Run(new VirtualTrials((_, iteration) => iteration, 2));

        Assert.Equal([-1.0, -2.0], seen);
    }

    [Fact]
    public void Run_Paused_OthersRunAndItGoesOnFromItsCheckpoint()
    {
        VirtualStudy study = new()
        {
            Scheduler = ()
            => new Scripted((_, time, _) => time == 1 ? TrialDecision.Pause : TrialDecision.Continue)
        };
        VirtualTrials runner = new(Curve, 2);

        study.Run(runner);

        Assert.Equal(
            ["trial_00000@0", "trial_00001@0", "trial_00002@0", "trial_00003@0", "trial_00000@1", "trial_00001@1", "trial_00002@1",
                "trial_00003@1"],
            runner.Begun);
        Assert.All(study.Trials, trial => Assert.Equal(TrialState.Complete, trial.State));
    }

    [Fact]
    public void Run_Dropped_IsPrunedWithoutRunningAgain()
    {
        VirtualStudy study = new()
        {
            Scheduler = () => new Scripted((_, time, _) => time == 1 ? TrialDecision.Pause : TrialDecision.Continue) { Drops = 1 },
        };
        VirtualTrials runner = new(Curve, 2);

        study.Run(runner);

        Assert.Equal(TrialState.Pruned, study.Trials[1].State);
        Assert.DoesNotContain("trial_00001@1", runner.Begun);
    }

    [Fact]
    public void Run_Exploit_GoesOnFromTheOthersCheckpointWithNewParameters()
    {
        Dictionary<string, object?> perturbed = new() { ["search.c1"] = 0.5 };
        VirtualStudy basis = new();
        VirtualStudy study = new()
        {
            Settings = basis.Settings with { Trials = 2 },
            Scheduler = ()
                => new Scripted((trial, time, _) => trial == 1 && time == 1
                ? new TrialDecision(TrialAction.Exploit, 0, perturbed)
                : TrialDecision.Continue),
        };
        VirtualTrials runner = new(Curve, 4);

        study.Run(runner);

        Assert.Equal(["trial_00000@0", "trial_00001@0", "trial_00001@4"], runner.Begun);
        JsonElement done = study.Trials[1].SystemAttributes["muzero:exploited"][0];
        Assert.Equal((1.0, 0, 4.0, 0.5), (
            done.GetProperty("time").GetDouble(), done.GetProperty("source").GetInt32(), done.GetProperty("from").GetDouble(),
            done.GetProperty("parameters").GetProperty("search.c1").GetDouble()));
        Assert.Equal(2.0, study.Trials[1].Value);
    }

    [Fact]
    public void Run_ExploitInterrupted_IsDoneAfterResuming()
    {
        Dictionary<string, object?> perturbed = new() { ["search.c1"] = 0.5 };
        VirtualStudy basis = new();
        VirtualStudy study = new()
        {
            Settings = basis.Settings with { Trials = 2 },
            Scheduler = ()
                => new Scripted((trial, time, _) => trial == 1 && time == 3
                ? new TrialDecision(TrialAction.Exploit, 0, perturbed)
                : TrialDecision.Continue),
        };
        VirtualTrials runner = new(Curve, 4);
        Failing failing = new(runner);

        Assert.Throws<InvalidOperationException>(() => study.Run(failing));
        study.Run(runner);

        Assert.Equal(2.0, study.Trials[1].Value);
        Assert.Equal(1, study.Trials[1].SystemAttributes["muzero:exploited"].GetArrayLength());
    }

    [Fact]
    public void Run_MoreTrialsAfterTheEnd_AddsTheRest()
    {
        VirtualStudy study = new();
        study.Run(new VirtualTrials(Curve, 2));
        VirtualTrials more = new(Curve, 2);

        ScheduledLog log = new(study.Log, () => new FifoScheduler(), Direction.Maximize, 6);
        TunerParts parts = new()
        {
            Study = Study.Load(log),
            Log = log,
            Settings = study.Settings,
            Runner = more,
            Observer = study,
            Directory = "/study",
        };
        new Tuner(parts, study.Sampler, new TunerOptions { Trials = 6 }).Run(CancellationToken.None);

        Assert.Equal(["trial_00004@0", "trial_00005@0"], more.Begun);
    }

    // Decides by a rule; new trials come before paused ones.
    private sealed class Scripted(Func<int, double, double, TrialDecision> decide) : ITrialScheduler
    {
        private readonly HashSet<int> _reported = [];

        public int Drops { get; init; } = -1;

        public void Added(int trial, IReadOnlyDictionary<string, object?> parameters)
        {
        }

        public TrialDecision Reported(int trial, double time, double value)
        {
            _reported.Add(trial);
            return decide(trial, time, value);
        }

        public int? Next(IReadOnlyList<int> waiting) => waiting.MinBy(trial => (_reported.Contains(trial), trial));

        public void Ended(int trial)
        {
        }

        public IReadOnlyList<int> Dropped(IReadOnlyList<int> waiting)
            => waiting.Count == 4 ? [.. waiting.Where(trial => trial == Drops)] : [];
    }

    // Dies instead of copying a checkpoint.
    private sealed class Failing(VirtualTrials inner) : ITrialRunner
    {
        public TrialEnding Run(TrialJob job, Func<MuZero.Results.IterationResult, string?> iterationEnded, CancellationToken cancellation)
            => inner.Run(job, iterationEnded, cancellation);

        public MuZero.Results.IterationResult CopyCheckpoint(string from, TrialJob to) => throw new InvalidOperationException("killed");

        public void WriteSchedule(TrialJob job, string json)
        {
        }
    }
}
