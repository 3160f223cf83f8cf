using FsCheck;
using FsCheck.Fluent;
using MuZero.Numerics;
using MuZero.Tuning.Samplers;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Studies;

public class DominationTests
{
    [Fact]
    public void Ranks_AnyPoints_AreThoseOfPeelingFronts() => Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
    {
        RandomStream random = new(seed);
        int objectives = 1 + random.Next(4), count = random.Next(40);
        double[][] points = [.. Enumerable.Range(0, count)
            .Select(_ => Enumerable.Range(0, objectives).Select(_ => (double)random.Next(6)).ToArray())];

        Assert.Equal(Peel(points), Domination.Ranks(points));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_KnownPoints_IsTheirVolume()
    {
        Assert.Equal(3.0, Hypervolume.Of([[0.0, 2.0], [1.0, 1.0], [2.0, 0.0]], [2.0, 3.0]), 12);
        Assert.Equal(6.0, Hypervolume.Of([[0.0, 2.0], [1.0, 1.0], [2.0, 0.0]], [3.0, 3.0]), 12);
        Assert.Equal(4.0, Hypervolume.Of([[0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 0.0], [1.5, 1.5, 1.5]], [2.0, 2.0, 2.0]), 12);
    }

    [Fact]
    public void ParetoFront_Constraints_HoldsFeasibleTrialsThatNoOtherDominates()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "a", [Direction.Minimize, Direction.Maximize],
            new StudyOptions { Sampler = new RandomSampler() });
        (double Cost, double Score, double Violation)[] told = [(1, 1, 0), (2, 3, 0), (2, 2, 0), (0, 9, 1), (3, 3, -1), (1, 1, 0)];
        foreach ((double cost, double score, double violation) in told)
        {
            StudyTrial trial = study.Ask();
            trial.SetConstraints(violation);
            study.Tell(trial, cost, score);
        }

        study.Tell(study.Ask().Number, TrialState.Failed);

        Assert.Equal([0, 1, 5], study.ParetoFront.Select(trial => trial.Number));
    }

    private static int[] Peel(double[][] points)
    {
        int[] ranks = [.. points.Select(_ => -1)];
        for (int front = 0; ranks.Contains(-1); front++)
        {
            int[] left = [.. Enumerable.Range(0, points.Length).Where(i => ranks[i] == -1)];
            foreach (int i in left.Where(i => !left.Any(j => Domination.Dominates(points[j], points[i]))))
            {
                ranks[i] = front;
            }
        }

        return ranks;
    }
}
