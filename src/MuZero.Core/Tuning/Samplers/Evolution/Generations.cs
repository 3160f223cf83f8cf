using MuZero.Numerics;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Samplers.Evolution;

/// <summary>The parents of the next children, folded from a study's complete trials in the order in which they ended.</summary>
/// <remarks>Every <paramref name="population"/> trials are a generation; the best of them and of their parents are the next parents (Deb et
/// al. 2002). A trial that was asked for in an earlier generation counts in the one in which it ends.</remarks>
/// <param name="study">The study.</param>
/// <param name="population">Trials of a generation.</param>
internal sealed class Generations(StudyState study, int population)
{
    private readonly List<Trial> _children = [];
    private List<Individual> _parents = [];
    private int _read;

    /// <summary>The parents, best first; empty in the first generation.</summary>
    public IReadOnlyList<Individual> Parents => _parents;

    /// <summary>Reads the trials that ended since.</summary>
    public void Update()
    {
        for (; _read < study.Finished.Count; _read++)
        {
            if (study.Finished[_read].State != TrialState.Complete)
            {
                continue;
            }

            _children.Add(study.Finished[_read]);
            if (_children.Count == population)
            {
                _parents = Select([.. _parents.Select(parent => parent.Trial), .. _children]);
                _children.Clear();
            }
        }
    }

    /// <summary>A parent drawn by a tournament of two.</summary>
    public Trial Parent(RandomStream random)
        => _parents[Math.Min(random.Next(_parents.Count), random.Next(_parents.Count))].Trial;

    private List<Individual> Select(List<Trial> trials)
    {
        int[] ranks = Ranks(trials);
        List<Individual> ordered = [];
        foreach (IGrouping<int, int> front in Enumerable.Range(0, trials.Count).GroupBy(i => ranks[i]).OrderBy(front => front.Key))
        {
            List<Trial> members = [.. front.Select(i => trials[i])];
            double[] crowding = Crowding([.. members.Select(trial => Domination.Losses(study.Directions, trial))]);
            ordered.AddRange(members.Select((trial, i) => new Individual(trial, front.Key, crowding[i]))
                .OrderByDescending(member => member.Crowding));
        }

        return [.. ordered.Take(population)];
    }

    // Constrained domination: a trial that meets the constraints dominates one that does not, and of two that do not the one that fails
    // less.
    private int[] Ranks(List<Trial> trials)
    {
        List<int> feasible = [.. Enumerable.Range(0, trials.Count).Where(i => trials[i].IsFeasible)];
        int[] among = Domination.Ranks([.. feasible.Select(i => Domination.Losses(study.Directions, trials[i]))]);
        int[] ranks = new int[trials.Count];
        for (int i = 0; i < feasible.Count; i++)
        {
            ranks[feasible[i]] = among[i];
        }

        int next = feasible.Count == 0 ? 0 : among.Max() + 1;
        foreach (IGrouping<double, int> equal in Enumerable.Range(0, trials.Count).Except(feasible)
            .GroupBy(i => trials[i].Constraints.Where(violation => violation > 0.0).Sum()).OrderBy(equal => equal.Key))
        {
            foreach (int i in equal)
            {
                ranks[i] = next;
            }

            next++;
        }

        return ranks;
    }

    /// <summary>The room around each point of a front: the sum over objectives of the distance between its neighbours.</summary>
    internal static double[] Crowding(IReadOnlyList<double[]> losses)
    {
        double[] room = new double[losses.Count];
        for (int objective = 0; objective < losses[0].Length; objective++)
        {
            int[] order = [.. Enumerable.Range(0, losses.Count).OrderBy(i => losses[i][objective])];
            double span = losses[order[^1]][objective] - losses[order[0]][objective];
            room[order[0]] = room[order[^1]] = double.PositiveInfinity;
            for (int i = 1; i < order.Length - 1 && span > 0.0 && double.IsFinite(span); i++)
            {
                room[order[i]] += (losses[order[i + 1]][objective] - losses[order[i - 1]][objective]) / span;
            }
        }

        return room;
    }
}

/// <summary>A trial among the parents.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Rank">Its front, from 0.</param>
/// <param name="Crowding">The room around it in its front.</param>
internal readonly record struct Individual(Trial Trial, int Rank, double Crowding);
