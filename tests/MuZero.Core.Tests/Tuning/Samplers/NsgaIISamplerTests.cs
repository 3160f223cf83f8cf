using MuZero.Tuning.Samplers;
using MuZero.Tuning.Samplers.Evolution;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Samplers;

public class NsgaIISamplerTests
{
    public static TheoryData<Crossover> Crossovers => [Crossover.Uniform, Crossover.SimulatedBinary];

    [Theory]
    [MemberData(nameof(Crossovers))]
    public void Optimize_TwoObjectives_SpreadsOverTheFront(Crossover crossover)
    {
        using Study study = StudyRuns.Open(new NsgaIISampler(new NsgaIIOptions { Crossover = crossover }),
            directions: [Direction.Minimize, Direction.Maximize]);
        for (int i = 0; i < 400; i++)
        {
            Tell(study);
        }

        // Uniform draws are there with a probability of 0.008.
        List<Trial> late = [.. study.Trials.Skip(300).Where(trial => IsIn(trial, -1.0, 3.0))];
        Assert.True(late.Count > 25, $"{late.Count} of 100 close to the front");
        Assert.InRange(study.ParetoFront.Max(trial => trial.Value) - study.ParetoFront.Min(trial => trial.Value), 4.0,
            double.PositiveInfinity);
    }

    [Theory]
    [MemberData(nameof(Crossovers))]
    public void Optimize_OneObjective_IsBetterThanRandom(Crossover crossover)
    {
        double[] evolution = [.. Enumerable.Range(1, 5)
            .Select(seed => Best(new NsgaIISampler(new NsgaIIOptions { Crossover = crossover }), (ulong)seed))];
        double[] random = [.. Enumerable.Range(1, 5).Select(seed => Best(new RandomSampler(), (ulong)seed))];

        Assert.True(evolution.Order().ElementAt(2) < random.Order().ElementAt(2) / 2.0,
            $"{string.Join(" ", evolution)} beside {string.Join(" ", random)}");
    }

    [Fact]
    public void Ask_WorkersAndRestarts_ContinueTheSameGenerations()
    {
        using MemoryStudyLog log = new();
        NsgaIISampler sampler = new(new NsgaIIOptions { Population = 6 });
        using Study whole = StudyRuns.Open(sampler), first = StudyRuns.Open(log, sampler),
            second = StudyRuns.Open(log, new NsgaIISampler(new NsgaIIOptions { Population = 6 }));

        whole.Optimize(Conditional, 40);
        for (int i = 0; i < 40; i++)
        {
            (i % 3 == 0 ? first : second).Optimize(Conditional, 1);
        }

        Assert.Equal(whole.Lines(), first.Lines());
    }

    [Fact]
    public void Ask_ConditionalParameters_AreInheritedFromTheParentThatHasThem()
    {
        using Study study = StudyRuns.Open(
            new NsgaIISampler(new NsgaIIOptions { Population = 10, MutationProbability = 0.0, Crossover = Crossover.Uniform }));

        study.Optimize(Conditional, 100);

        HashSet<object?> first = [.. study.Trials.Take(10).Where(trial => trial.Parameters.ContainsKey("depth"))
            .Select(trial => trial.Parameters["depth"].Value)];
        Assert.All(study.Trials.Skip(10).Where(trial => trial.Parameters.ContainsKey("depth")),
            trial => Assert.Contains(trial.Parameters["depth"].Value, first));
    }

    [Fact]
    public void Optimize_Constraints_MovesToTrialsThatMeetThem()
    {
        using Study study = StudyRuns.Open(new NsgaIISampler(), directions: [Direction.Minimize, Direction.Maximize]);
        for (int i = 0; i < 200; i++)
        {
            Tell(study, least: 1.0);
        }

        List<Trial> late = [.. study.Trials.Skip(120)];
        Assert.True(late.Count(trial => trial.IsFeasible) > 40, $"{late.Count(trial => trial.IsFeasible)} of 80");
        Assert.All(study.ParetoFront, trial => Assert.True(trial.IsFeasible));
    }

    [Fact]
    public void Crowding_Front_IsTheRoomBetweenNeighbours()
    {
        double[] room = Generations.Crowding([[0.0, 4.0], [1.0, 2.0], [4.0, 0.0], [3.0, 1.0]]);

        Assert.Equal([double.PositiveInfinity, (3.0 / 4.0) + (3.0 / 4.0), double.PositiveInfinity, (3.0 / 4.0) + (2.0 / 4.0)], room);
    }

    private static void Tell(Study study, double? least = null)
    {
        StudyTrial trial = study.Ask();
        double[] x = [.. Enumerable.Range(0, 3).Select(i => trial.SuggestFloat($"x{i}", -10.0, 10.0))];
        if (least is { } bound)
        {
            trial.SetConstraints([.. x.Select(place => bound - place)]);
        }

        study.Tell(trial, x.Sum(place => place * place), -x.Sum(place => (place - 2.0) * (place - 2.0)));
    }

    private static bool IsIn(Trial trial, double low, double high)
        => trial.Parameters.Values.All(parameter => parameter.Representation >= low && parameter.Representation <= high);

    private static double Best(ISampler sampler, ulong seed)
    {
        using Study study = StudyRuns.Open(sampler, seed);
        study.Optimize(trial => StudyRuns.Sphere(trial, 3), 200);
        return study.Best!.Value;
    }

    private static double Conditional(StudyTrial trial)
        => trial.SuggestCategorical("kind", ["tree", "line"]) == "tree"
            ? trial.SuggestInt("depth", 1, 1000)
            : trial.SuggestFloat("rate", 0.0, 1000.0);
}
