using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Samplers.Parzen;

/// <summary>The trials of a study in two groups, those whose parameters are worth repeating and the others.</summary>
/// <remarks>The order of preference: complete trials by value, pruned ones by how far they came, trials that violate constraints by how
/// much. Several objectives: by front, and within the last front by the volume that trials dominate together (Ozaki et al. 2020).</remarks>
internal sealed class TrialSplit
{
    private const double LeastWeight = 1e-12;

    private readonly List<Trial> _below, _above;

    private TrialSplit(List<Trial> below, List<Trial> above, double[]? weights) => (_below, _above, BelowWeights) = (below, above, weights);

    /// <summary>The good trials by number.</summary>
    public IReadOnlyList<Trial> Below => _below;

    /// <summary>The other trials by number.</summary>
    public IReadOnlyList<Trial> Above => _above;

    /// <summary>A weight per good trial if the study has several objectives, otherwise null.</summary>
    public double[]? BelowWeights { get; }

    /// <summary>Splits a study's trials.</summary>
    /// <param name="study">The study.</param>
    /// <param name="finished">Its complete and pruned trials.</param>
    /// <param name="count">The number of good trials.</param>
    public static TrialSplit Of(StudyState study, IReadOnlyList<Trial> finished, int count)
    {
        List<Trial> complete = [.. finished.Where(trial => trial is { State: TrialState.Complete, IsFeasible: true })];
        IEnumerable<Trial> ranked = study.Directions.Count == 1
            ? Ordered(complete, trial => Loss(study, trial.Value))
            : Best(study, complete, count);
        IEnumerable<Trial> pruned = finished.Where(trial => trial is { State: TrialState.Pruned, IsFeasible: true });
        IEnumerable<Trial> infeasible = finished.Where(trial => !trial.IsFeasible);
        ranked = ranked.Concat(Ordered(pruned, trial => Progress(study, trial)))
            .Concat(Ordered(infeasible, trial => trial.Constraints.Where(violation => violation > 0.0).Sum()));
        List<Trial> below = [.. ranked.Take(count).OrderBy(trial => trial.Number)];
        HashSet<int> numbers = [.. below.Select(trial => trial.Number)];
        List<Trial> above = [.. finished.Where(trial => !numbers.Contains(trial.Number)).OrderBy(trial => trial.Number)];
        return new TrialSplit(below, above, study.Directions.Count == 1 ? null : Weights(study, below));
    }

    /// <summary>The split with more trials that count as bad.</summary>
    public TrialSplit WithAbove(List<Trial> running) => running.Count == 0 ? this
        : new TrialSplit(_below, [.. _above.Concat(running).OrderBy(trial => trial.Number)], BelowWeights);

    private static double Loss(StudyState study, double value) => study.Directions[0] == Direction.Minimize ? value : -value;

    // Trials that came further first, then those with better values, those with NaN last.
    private static (long, double) Progress(StudyState study, Trial trial)
        => trial.Last is not { } last ? (1L, 0.0)
            : (-last.Step, double.IsNaN(last.Value) ? double.PositiveInfinity : Loss(study, last.Value));

    private static IEnumerable<Trial> Ordered<TKey>(IEnumerable<Trial> trials, Func<Trial, TKey> key)
        => trials.OrderBy(key).ThenBy(trial => trial.Number);

    private static List<Trial> Best(StudyState study, List<Trial> trials, int count)
    {
        List<double[]> losses = [.. trials.Select(trial => Domination.Losses(study.Directions, trial))];
        int[] ranks = Domination.Ranks(losses);
        List<Trial> best = [];
        foreach (IGrouping<int, int> front in Enumerable.Range(0, trials.Count).GroupBy(i => ranks[i]).OrderBy(front => front.Key))
        {
            List<int> members = [.. front];
            int room = count - best.Count;
            if (members.Count > room && room > 0 && members.All(i => losses[i].All(double.IsFinite)))
            {
                List<double[]> points = [.. members.Select(i => losses[i])];
                members = [.. Hypervolume.Subset(points, room, Hypervolume.Reference(points)).Select(i => members[i])];
            }

            best.AddRange(members.Take(room).Select(i => trials[i]));
        }

        return best;
    }

    // A trial weighs as much as the volume that the others do not dominate.
    private static double[] Weights(StudyState study, List<Trial> below)
    {
        List<int> feasible = [.. Enumerable.Range(0, below.Count)
            .Where(i => below[i] is { State: TrialState.Complete, IsFeasible: true } && below[i].Values.All(double.IsFinite))];
        double[] weights = [.. below.Select(trial => trial.IsFeasible ? 1.0 : LeastWeight)];
        if (feasible.Count <= 1)
        {
            return weights;
        }

        List<double[]> losses = [.. feasible.Select(i => Domination.Losses(study.Directions, below[i]))];
        double[] reference = Hypervolume.Reference(losses);
        double volume = Hypervolume.Of(losses, reference);
        double[] added = [.. losses.Select((_, i) => volume - Hypervolume.Of([.. losses.Where((_, j) => j != i)], reference))];
        double largest = Math.Max(added.Max(), LeastWeight);
        for (int i = 0; i < feasible.Count; i++)
        {
            weights[feasible[i]] = Math.Max(added[i] / largest, LeastWeight);
        }

        return weights;
    }
}
