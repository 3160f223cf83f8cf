using System.ComponentModel.DataAnnotations;

namespace MuZero.Tuning.Schedulers;

/// <summary>The settings of a scheduler.</summary>
internal abstract record SchedulerSettings
{
    /// <summary>The result that counts as time.</summary>
    /// <value>Default training_iteration; Ray's default for median and pbt is time_total_s.</value>
    public string TimeAttr { get; init; } = "training_iteration";
}

/// <summary>The settings of <see cref="FifoScheduler"/>.</summary>
internal sealed record FifoSettings : SchedulerSettings;

/// <summary>The settings of <see cref="MedianStoppingScheduler"/>.</summary>
internal sealed record MedianStoppingSettings : SchedulerSettings
{
    /// <summary>Time before which no trial is stopped and whose results do not count for the means.</summary>
    /// <value>Default 1; Ray's is 60 seconds.</value>
    [Range(0.0, 1e15)]
    public double GracePeriod { get; init; } = 1.0;

    /// <summary>Other trials that must have come as far before the rule applies.</summary>
    /// <value>Default 3, as in Ray.</value>
    [Range(1, 1_000_000)]
    public int MinSamplesRequired { get; init; } = 3;

    /// <summary>While too few others have come as far, a trial gives way to waiting ones if more than this time has passed since it last
    /// did. Null never.</summary>
    /// <value>Default null; Ray's is 0.</value>
    [Range(0.0, 1e15)]
    public double? MinTimeSlice { get; init; }

    /// <summary>True to stop a trial below the median; false to pause it until no other trial waits, after which it runs to its
    /// end.</summary>
    /// <value>Default true, as in Ray.</value>
    public bool HardStop { get; init; } = true;
}

/// <summary>The settings of <see cref="AshaScheduler"/>.</summary>
internal sealed record AshaSettings : SchedulerSettings
{
    /// <summary>The most time of a trial.</summary>
    /// <value>Default 100, as in Ray.</value>
    [Range(1, int.MaxValue)]
    public int MaxT { get; init; } = 100;

    /// <summary>The time of the first rung; no trial is stopped before.</summary>
    /// <value>Default 1, as in Ray; at most the maximum.</value>
    [Range(1, int.MaxValue)]
    public int GracePeriod { get; init; } = 1;

    /// <summary>The quotient of the times of neighbouring rungs; one trial of as many goes on.</summary>
    /// <value>Default 4, as in Ray.</value>
    [Range(1.001, 1e6)]
    public double ReductionFactor { get; init; } = 4.0;

    /// <summary>The number of brackets; each begins one rung later.</summary>
    /// <value>Default 1, as in Ray.</value>
    [Range(1, 100)]
    public int Brackets { get; init; } = 1;

    /// <summary>True to stop trials at the maximum.</summary>
    /// <value>Default true, as in Ray.</value>
    public bool StopLastTrials { get; init; } = true;
}

/// <summary>The published variants of Hyperband's brackets.</summary>
internal enum HyperbandRule
{
    /// <summary>Ray Tune's as its tests document them: a round adds factor times the time of the one before.</summary>
    Ray,

    /// <summary>Ray Tune's in later versions: a round ends at factor times the time of the one before, as in the paper.</summary>
    RayTotal,

    /// <summary>The paper's.</summary>
    Paper,
}

/// <summary>The settings of <see cref="HyperbandScheduler"/>.</summary>
internal sealed record HyperbandSettings : SchedulerSettings
{
    /// <summary>The most time of a trial.</summary>
    /// <value>Default 81, as in Ray.</value>
    [Range(1, 1_000_000)]
    public int MaxT { get; init; } = 81;

    /// <summary>One trial of as many goes on after a round.</summary>
    /// <value>Default 3, as in Ray.</value>
    [Range(2, 1_000_000)]
    public int ReductionFactor { get; init; } = 3;

    /// <summary>True to stop trials at the end of the last round.</summary>
    /// <value>Default true, as in Ray.</value>
    public bool StopLastTrials { get; init; } = true;

    /// <summary>The brackets: those of Ray's tests, of its later versions, or of the paper.</summary>
    /// <value>Default ray.</value>
    public HyperbandRule Rule { get; init; } = HyperbandRule.Ray;
}

/// <summary>The settings of <see cref="PopulationBasedTraining"/>.</summary>
internal sealed record PopulationBasedSettings : SchedulerSettings
{
    /// <summary>Time between a trial's perturbations.</summary>
    /// <value>Default 10; Ray's is 60 seconds.</value>
    [Range(1e-9, 1e15)]
    public double PerturbationInterval { get; init; } = 10.0;

    /// <summary>Time before which nothing is perturbed.</summary>
    /// <value>Default 0, as in Ray.</value>
    [Range(0.0, 1e15)]
    public double BurnInPeriod { get; init; }

    /// <summary>The share of the population that is replaced, and the share of its models.</summary>
    /// <value>Default 0.25, as in Ray.</value>
    [Range(0.0, 0.5)]
    public double QuantileFraction { get; init; } = 0.25;

    /// <summary>The probability that a parameter is drawn anew.</summary>
    /// <value>Default 0.25, as in Ray.</value>
    [Range(0.0, 1.0)]
    public double ResampleProbability { get; init; } = 0.25;

    /// <summary>The factors by which numbers are changed otherwise, each as likely as the other.</summary>
    /// <value>Default 1.2 and 0.8, as in Ray.</value>
    [Range(1e-6, 1e6)]
    public IReadOnlyList<double> PerturbationFactors { get; init; } = [1.2, 0.8];

    /// <summary>The parameters that are perturbed, by name; empty for all that have a range.</summary>
    /// <value>Default empty.</value>
    public IReadOnlyList<string> HyperparamMutations { get; init; } = [];
}

/// <summary>The settings of <see cref="PopulationBasedReplay"/>.</summary>
internal sealed record PopulationBasedReplaySettings : SchedulerSettings
{
    /// <summary>The file of the schedule.</summary>
    public string PolicyFile { get; init; } = "";
}
