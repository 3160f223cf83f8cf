using MuZero.Numerics;
using MuZero.Tuning.Samplers;
using MuZero.Tuning.Samplers.Parzen;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Samplers;

public class TpeSamplerTests
{
    private static readonly Dictionary<string, Distribution> _line = new() { ["x"] = new FloatDistribution(-1.0, 1.0) };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Optimize_Sphere_IsBetterThanRandom(bool multivariate)
    {
        double[] tpe = [.. Enumerable.Range(1, 5)
            .Select(seed => Best(new TpeSampler(new TpeOptions { Multivariate = multivariate }), (ulong)seed))];
        double[] random = [.. Enumerable.Range(1, 5).Select(seed => Best(new RandomSampler(), (ulong)seed))];

        Assert.True(tpe.Order().ElementAt(2) < random.Order().ElementAt(2) / 3.0,
            $"{string.Join(" ", tpe)} beside {string.Join(" ", random)}");
    }

    [Fact]
    public void Ask_BeforeTheStartupsEnd_DrawsUniformly()
    {
        using Study tpe = StudyRuns.Open(new TpeSampler()), random = StudyRuns.Open(new RandomSampler());

        tpe.Optimize(trial => StudyRuns.Sphere(trial, 2), 11);
        random.Optimize(trial => StudyRuns.Sphere(trial, 2), 11);

        Assert.Equal(random.Lines()[..10], tpe.Lines()[..10]);
        Assert.NotEqual(random.Lines()[10], tpe.Lines()[10]);
    }

    [Fact]
    public void Ask_ResumedStudy_ProposesTheSame()
    {
        using MemoryStudyLog log = new();
        using Study whole = StudyRuns.Open(new TpeSampler()), first = StudyRuns.Open(log, new TpeSampler()),
            second = StudyRuns.Open(log, new TpeSampler());

        whole.Optimize(Conditional, 30);
        first.Optimize(Conditional, 17);
        second.Optimize(Conditional, 13);

        Assert.Equal(whole.Lines(), second.Lines());
    }

    [Fact]
    public void Ask_GoodTrialsOnTheLeft_ProposesThere()
    {
        using Study study = StudyRuns.Open(new TpeSampler(), directions: Direction.Maximize);
        for (int i = 0; i < 40; i++)
        {
            double x = -1.0 + (i / 20.0);
            study.Add(_line, new Dictionary<string, object?> { ["x"] = x }, TrialState.Complete, [-x]);
        }

        double[] asked = [.. Enumerable.Range(0, 10).Select(_ => (double)study.Ask(_line).Snapshot.Parameters["x"].Value!)];

        Assert.True(asked.Count(x => x < -0.5) >= 8, string.Join(" ", asked));
    }

    [Fact]
    public void Ask_RunningTrials_AreKeptApartByTheConstantLiar()
    {
        double lying = Spread(new TpeOptions()), trusting = Spread(new TpeOptions { ConstantLiar = false });

        Assert.True(lying > 2.0 * trusting, $"{lying} and {trusting}");
    }

    [Fact]
    public void Ask_ConditionalParameters_AreEstimatedInGroups()
    {
        using Study study = StudyRuns.Open(new TpeSampler());

        study.Optimize(Conditional, 80);

        // Uniform draws are 4.9 away from the best depth on average.
        IEnumerable<Trial> late = study.Trials.Skip(40).Where(trial => trial.Parameters.ContainsKey("depth"));
        Assert.InRange(late.Average(trial => Math.Abs(trial.Parameters["depth"].Representation - 7.0)), 0.0, 2.2);
        Assert.All(study.Trials, trial => Assert.Equal(2, trial.Parameters.Count));
    }

    [Fact]
    public void Groups_ConditionalTrials_AreTheCoarsestPartition()
    {
        Trial[] trials = [WithParameters("kind", "depth", "leaf"), WithParameters("kind", "rate"), WithParameters("kind", "depth", "leaf"),
            WithParameters("kind", "rate", "seed")];

        Assert.Equal(["depth leaf", "kind", "rate", "seed"], ParameterGroups.Of(trials).Select(group => string.Join(" ", group)));
        Assert.Equal(["kind"], ParameterGroups.Common(trials));
    }

    [Fact]
    public void Split_FewComplete_FillsFromPrunedThenInfeasible()
    {
        using Study study = StudyRuns.Open(new RandomSampler());
        Tell(study, TrialState.Complete, [5.0]);
        Tell(study, TrialState.Pruned, [], report: (2, 1.0));
        Tell(study, TrialState.Pruned, [], report: (9, 8.0));
        Tell(study, TrialState.Pruned, [], report: (9, double.NaN));
        Tell(study, TrialState.Complete, [1.0], violation: 2.0);
        Tell(study, TrialState.Complete, [2.0], violation: 1.0);
        Tell(study, TrialState.Complete, [4.0], violation: -1.0);

        Assert.Equal("0 6", Below(study, 2));
        Assert.Equal("6", Below(study, 1));
        Assert.Equal("0 2 6", Below(study, 3));
        Assert.Equal("0 2 3 6", Below(study, 4));
        Assert.Equal("0 1 2 3 5 6", Below(study, 6));
    }

    [Fact]
    public void Split_TwoObjectives_TakesFrontsThenTheLargestVolume()
    {
        using Study study = StudyRuns.Open(new RandomSampler(), directions: [Direction.Minimize, Direction.Minimize]);
        double[][] values = [[0.0, 4.0], [3.9, 0.1], [4.0, 0.0], [2.0, 2.0], [5.0, 5.0], [3.0, 3.0]];
        foreach (double[] point in values)
        {
            Tell(study, TrialState.Complete, point);
        }

        Assert.Equal("0 1 2 3", Below(study, 4));
        Assert.Equal("3", Below(study, 1));
        Assert.Equal("0 1 2 3 5", Below(study, 5));
        TrialSplit split = Split(study, 5);
        Assert.Equal(1.0, split.BelowWeights![3]);
        Assert.True(split.BelowWeights[4] < 1e-9);
    }

    [Fact]
    public void Optimize_TwoObjectives_SpreadsOverTheFront()
    {
        using Study study = StudyRuns.Open(new TpeSampler(), directions: [Direction.Minimize, Direction.Minimize]);
        for (int i = 0; i < 60; i++)
        {
            StudyTrial trial = study.Ask();
            double x = trial.SuggestFloat("x", -10.0, 10.0);
            study.Tell(trial, x * x, (x - 2.0) * (x - 2.0));
        }

        IReadOnlyList<Trial> front = study.ParetoFront;

        Assert.True(front.Count >= 15, $"{front.Count} trials");
        Assert.All(front, trial => Assert.InRange((double)trial.Parameters["x"].Value!, -0.5, 2.5));
    }

    [Fact]
    public void Ask_Infeasible_IsAvoided()
    {
        using Study study = StudyRuns.Open(new TpeSampler());
        for (int i = 0; i < 60; i++)
        {
            StudyTrial trial = study.Ask();
            double x = trial.SuggestFloat("x", -1.0, 1.0);
            trial.SetConstraints(-x);
            study.Tell(trial, x);
        }

        // Uniform draws are 0.5 away from the constraint's edge on average, where the optimum lies.
        Assert.InRange(study.Trials.Skip(30).Average(trial => Math.Abs(trial.Parameters["x"].Representation)), 0.0, 0.25);
        Assert.InRange((double)study.Best!.Parameters["x"].Value!, 0.0, 0.02);
    }

    private static double Best(ISampler sampler, ulong seed)
    {
        using Study study = StudyRuns.Open(sampler, seed);
        study.Optimize(trial => StudyRuns.Sphere(trial, 3), 60);
        return study.Best!.Value;
    }

    private static double Conditional(StudyTrial trial)
        => trial.SuggestCategorical("kind", ["tree", "line"]) == "tree"
            ? Math.Pow(trial.SuggestInt("depth", 1, 20) - 7, 2.0) / 100.0
            : 0.1 + Math.Abs(trial.SuggestFloat("rate", 1e-4, 1.0, log: true) - 0.01);

    // The standard deviation of eight proposals that run side by side.
    private static double Spread(TpeOptions options)
    {
        using Study study = StudyRuns.Open(new TpeSampler(options));
        RandomStream random = new(3);
        for (int i = 0; i < 30; i++)
        {
            double x = (2.0 * random.NextDouble()) - 1.0;
            study.Add(_line, new Dictionary<string, object?> { ["x"] = x }, TrialState.Complete, [Math.Abs(x)]);
        }

        double[] asked = [.. Enumerable.Range(0, 8).Select(_ => (double)study.Ask(_line).Snapshot.Parameters["x"].Value!)];
        return Math.Sqrt(asked.Average(x => Math.Pow(x - asked.Average(), 2.0)));
    }

    private static Trial WithParameters(params string[] names) => new()
    {
        Number = 0,
        State = TrialState.Complete,
        Parameters = names.ToDictionary(name => name, name => new Parameter(name, 0.0, _line["x"])),
    };

    private static void Tell(Study study, TrialState state, double[] values, (long Step, double Value)? report = null,
        double? violation = null)
    {
        StudyTrial trial = study.Ask();
        if (report is { } reported)
        {
            trial.Report(reported.Value, reported.Step);
        }

        if (violation is { } amount)
        {
            trial.SetConstraints(amount);
        }

        study.Tell(trial.Number, state, values);
    }

    private static TrialSplit Split(Study study, int count) => study.Read(state => TrialSplit.Of(state, state.Finished, count));

    private static string Below(Study study, int count) => string.Join(" ", Split(study, count).Below.Select(trial => trial.Number));
}
