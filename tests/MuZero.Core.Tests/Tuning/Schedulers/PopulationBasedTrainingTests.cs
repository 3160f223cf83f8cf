using MuZero.Tuning.Schedulers;
using MuZero.Tuning.Spaces;

namespace MuZero.Core.Tests.Tuning.Schedulers;

/// <summary>The cases of Ray's test_trial_scheduler.py, PopulationBasedTestingSuite: five trials with the scores 0, 50, 100, 150 and
/// 200.</summary>
public class PopulationBasedTrainingTests
{
    private static readonly PopulationBasedSettings _ray = new()
    {
        PerturbationInterval = 10,
        QuantileFraction = 0.25,
        ResampleProbability = 0.0
    };

    [Fact]
    public void Reported_BeforeTheInterval_GoesOn()
    {
        PopulationBasedTraining population = Population(_ray, new Dictionary<string, Distribution>());

        Assert.Equal(TrialDecision.Continue, population.Reported(0, 9, -100));
        Assert.Equal(TrialDecision.Continue, population.Reported(4, 9, 900));
    }

    [Fact]
    public void Reported_LowerQuantile_CopiesOneOfTheUpper()
    {
        PopulationBasedTraining population = FiveScored(_ray);

        TrialDecision first = population.Reported(0, 20, -100);
        TrialDecision third = population.Reported(2, 20, 40); // now the second worst of 0, 2, 1, 3, 4

        Assert.Equal(TrialAction.Exploit, first.Action);
        Assert.Contains(first.Source, new[] { 3, 4 });
        Assert.Equal(TrialAction.Exploit, third.Action);
        Assert.Contains(third.Source, new[] { 3, 4 });
    }

    [Fact]
    public void Reported_MiddleOrUpper_YieldsAndGoesOn()
    {
        PopulationBasedTraining population = FiveScored(_ray);

        Assert.Equal(new TrialDecision(TrialAction.Continue, Yields: true), population.Reported(2, 20, 120));
        Assert.Equal(new TrialDecision(TrialAction.Continue, Yields: true), population.Reported(4, 20, 220));
    }

    // Ray, testPerturbsLowPerformingTrials and the time of the last perturbation.
    [Fact]
    public void Reported_AfterACopy_WaitsFromTheSourcesPerturbation()
    {
        PopulationBasedTraining population = FiveScored(_ray);

        population.Reported(0, 20, -100); // its time is now 10, that of its source

        Assert.Equal(TrialDecision.Continue, population.Reported(0, 19, -100));
        Assert.Equal(TrialAction.Exploit, population.Reported(0, 20, -100).Action);
    }

    [Fact]
    public void Reported_BurnIn_ChangesNothing()
    {
        PopulationBasedTraining population = Population(_ray with { BurnInPeriod = 30 }, new Dictionary<string, Distribution>());
        foreach (int trial in Enumerable.Range(0, 5))
        {
            Assert.Equal(TrialDecision.Continue, population.Reported(trial, 29, trial));
        }

        Assert.True(population.Reported(4, 30, 4.0).Yields);
    }

    // ceil(n q) of them, at most floor(n / 2), none of one.
    [Theory]
    [InlineData(1, 0.25, 0)]
    [InlineData(2, 0.25, 1)]
    [InlineData(5, 0.25, 2)]
    [InlineData(3, 0.5, 1)]
    [InlineData(8, 0.25, 2)]
    [InlineData(8, 0.0, 0)]
    public void Reported_LastRound_CopiesTheQuantile(int trials, double fraction, int copies)
    {
        PopulationBasedTraining population = new(_ray with { QuantileFraction = fraction }, new Dictionary<string, Distribution>(),
            seed: 1);
        foreach (int trial in Enumerable.Range(0, trials))
        {
            population.Added(trial, new Dictionary<string, object?>());
        }

        foreach (int trial in Enumerable.Range(0, trials).Reverse())
        {
            population.Reported(trial, 10, 100 + trial);
        }

        int copied = Enumerable.Range(0, trials).Count(trial => population.Reported(trial, 20, 100 + trial).Action == TrialAction.Exploit);

        Assert.Equal(copies, copied);
    }

    [Fact]
    public void Reported_EndedTrial_IsNotInTheQuantiles()
    {
        PopulationBasedTraining population = FiveScored(_ray);
        population.Ended(3);
        population.Ended(4);

        Assert.Equal(2, population.Reported(0, 20, -100).Source);
    }

    [Fact]
    public void Reported_Nan_IsTheWorst() => Assert.Equal(TrialAction.Exploit, FiveScored(_ray).Reported(4, 20, double.NaN).Action);

    // Ray, testPerturbationValues: choices shift by one and stay in the list; whole numbers are cut off.
    [Fact]
    public void Explore_WithoutResampling_ShiftsAndMultiplies()
    {
        Dictionary<string, Distribution> space = new()
        {
            ["float"] = new FloatDistribution(0.0, 1000.0),
            ["int"] = new IntDistribution(0, 1000),
            ["list"] = new CategoricalDistribution([1L, 2L, 3L, 4L]),
            ["end"] = new CategoricalDistribution(["a", "b"]),
            ["step"] = new FloatDistribution(0.0, 1.0, Step: 0.25),
            ["edge"] = new FloatDistribution(0.5, 1.0),
        };
        HashSet<object?>[] seen = Explored(_ray, space, new Dictionary<string, object?>
        {
            ["float"] = 10.0,
            ["int"] = 9L,
            ["list"] = 3L,
            ["end"] = "a",
            ["step"] = 0.75,
            ["edge"] = 1.0,
        });

        Assert.Equal(new HashSet<object?> { 12.0, 8.0 }, seen[0]);
        Assert.Equal(new HashSet<object?> { 10L, 7L }, seen[1]); // 10.8 and 7.2
        Assert.Equal(new HashSet<object?> { 2L, 4L }, seen[2]);
        Assert.Equal(new HashSet<object?> { "a", "b" }, seen[3]);
        Assert.Equal(new HashSet<object?> { 1.0, 0.5 }, seen[4]); // 0.9 and 0.6
        Assert.Equal(new HashSet<object?> { 1.0, 0.8 }, seen[5]);
    }

    [Fact]
    public void Explore_AlwaysResampling_DrawsFromTheRange()
    {
        HashSet<object?>[] seen = Explored(
            _ray with { ResampleProbability = 1.0 },
            new Dictionary<string, Distribution>
            {
                ["list"] = new CategoricalDistribution([1L, 2L, 3L, 4L]),
                ["x"] = new FloatDistribution(5.0, 6.0)
            },
            new Dictionary<string, object?> { ["list"] = 1L, ["x"] = 5.5 });

        Assert.Equal(4, seen[0].Count);
        Assert.All(seen[1], value => Assert.InRange((double)value!, 5.0, 6.0));
        Assert.True(seen[1].Count > 40);
    }

    [Fact]
    public void Explore_TwoTrialsAtOneTime_DrawApart()
    {
        PopulationBasedTraining population = FiveScored(
            _ray with { ResampleProbability = 1.0 }, new Dictionary<string, Distribution> { ["x"] = new FloatDistribution(0.0, 1000.0) });

        Assert.NotEqual(population.Reported(0, 20, -100).Parameters!["x"], population.Reported(1, 20, -100).Parameters!["x"]);
    }

    [Fact]
    public void Explore_OtherFactors_AreTaken()
    {
        HashSet<object?>[] seen = Explored(
            _ray with { PerturbationFactors = [3.0] },
            new Dictionary<string, Distribution>
            {
                ["x"] = new FloatDistribution(0.0, 100.0),
                ["single"] = new FloatDistribution(1.0, 1.0)
            },
            new Dictionary<string, object?> { ["x"] = 2.0, ["single"] = 1.0 });

        Assert.Equal(new HashSet<object?> { 6.0 }, seen[0]);
        Assert.Equal(new HashSet<object?> { 1.0 }, seen[1]);
    }

    [Fact]
    public void Next_LeastTrained_ComesFirst()
    {
        PopulationBasedTraining population = FiveScored(_ray);
        population.Reported(1, 11, 0);

        Assert.Equal(2, population.Next([1, 2, 3]));
    }

    [Fact]
    public void ScheduleOf_CopiedTwice_FollowsTheLine()
    {
        PopulationBasedTraining population = FiveScored(_ray,
            new Dictionary<string, Distribution> { ["x"] = new FloatDistribution(0.0, 1000.0) });
        TrialDecision first = population.Reported(0, 20, -100);
        population.Reported(0, 20, 1000); // now the best

        TrialDecision second = population.Reported(1, 20, -200);
        while (second.Source != 0)
        {
            second = population.Reported(1, 20, -200);
        }

        PopulationBasedSchedule schedule = population.ScheduleOf(1);
        Assert.Equal(first.Source, schedule.Origin);
        Assert.Equal(100.0 * first.Source, schedule.Initial["x"]);
        Assert.Equal([10.0, 20.0], schedule.Changes.Select(change => change.Time));
        Assert.Equal(first.Parameters!["x"], schedule.Changes[0].Parameters["x"]);
        Assert.Equal(second.Parameters!["x"], schedule.Last["x"]);
        Assert.Equal(schedule.ToJson(), PopulationBasedSchedule.Parse(schedule.ToJson(), "it").ToJson());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Reported_ScoresFallWithTime_EveryTrialEndsAllTheSame(int trials)
    {
        PopulationBasedTraining population = new(_ray with { PerturbationInterval = 1 }, new Dictionary<string, Distribution>(), seed: 5);
        List<int> waiting = [.. Enumerable.Range(0, trials)];
        double[] times = new double[trials];
        waiting.ForEach(trial => population.Added(trial, new Dictionary<string, object?>()));

        int reports = 0;
        for (; waiting.Count > 0 && reports < 10_000; reports++)
        {
            int trial = population.Next(waiting)!.Value; // one place for all of them
            times[trial]++;
            TrialDecision decision = population.Reported(trial, times[trial], -times[trial]);
            times[trial] = decision.Action == TrialAction.Exploit ? times[decision.Source] : times[trial];
            if (times[trial] >= 4)
            {
                population.Ended(trial);
                waiting.Remove(trial);
            }
        }

        Assert.Empty(waiting);
    }

    // The values that 200 seeds give trial 0 from trial 1, by the order of the space.
    private static HashSet<object?>[] Explored(
        PopulationBasedSettings settings, Dictionary<string, Distribution> space, Dictionary<string, object?> parameters)
    {
        HashSet<object?>[] seen = [.. space.Select(_ => new HashSet<object?>())];
        for (ulong seed = 0; seed < 200; seed++)
        {
            PopulationBasedTraining population = new(settings, space, seed);
            population.Added(0, new Dictionary<string, object?>());
            population.Added(1, parameters);
            population.Reported(1, 10, 1.0);
            TrialDecision decision = population.Reported(0, 10, 0.0);
            foreach ((string name, int i) in space.Keys.Select((name, i) => (name, i)))
            {
                seen[i].Add(decision.Parameters![name]);
            }
        }

        return seen;
    }

    private static PopulationBasedTraining FiveScored(PopulationBasedSettings settings, Dictionary<string, Distribution>? space = null)
    {
        PopulationBasedTraining population = Population(settings, space ?? []);
        foreach (int trial in Enumerable.Range(0, 5))
        {
            Assert.Equal(TrialAction.Continue, population.Reported(trial, 10, 50 * trial).Action);
        }

        return population;
    }

    private static PopulationBasedTraining Population(PopulationBasedSettings settings, Dictionary<string, Distribution> space)
    {
        PopulationBasedTraining population = new(settings, space, seed: 5);
        foreach (int trial in Enumerable.Range(0, 5))
        {
            population.Added(trial, new Dictionary<string, object?> { ["x"] = 100.0 * trial });
        }

        return population;
    }
}
