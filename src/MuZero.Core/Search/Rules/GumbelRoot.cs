using System.Numerics;
using System.Runtime.Intrinsics;
using MuZero.Numerics;
using MuZero.Search.Tree;

namespace MuZero.Search.Rules;

/// <summary>Gumbel at the root: sequential halving among the actions whose Gumbel draw and logit are the largest together. The winner is
/// played, and the policy learns softmax(logits + sigma(completed Q)) (Danihelka et al. 2022, sections 3 and 4;
/// docs/ALGORITHM.md 1.9).</summary>
/// <remarks>Without random streams the draws are 0, and the search is greedy.</remarks>
internal struct GumbelRoot : IRootRule
{
    private readonly CompletedQ _completed;
    private readonly int _actions;
    private readonly int _most; // M, actions that halving begins with at most
    private readonly int _width; // M padded to whole records
    private readonly int[][] _schedules; // [M + 1][simulation] visits so far of the action to visit, by actions at first
    private readonly Dictionary<int, int[][]> _shorter = []; // such schedules of fewer simulations, by their number
    private int[][] _planned = []; // [T][simulation] the schedule of each tree
    private readonly float[] _row; // [A padded] room for one tree's actions
    private float[] _scores = []; // [T, A] Gumbel draw + logarithm of the prior, -infinity for illegal actions
    private int[] _leading = []; // [T, M] the actions of the largest scores, the largest first: the order of the root's edges
    private int[] _counts = []; // [T] how many there are
    private float[] _edgeScores = []; // [T, M padded] their scores
    private float[] _edgeVisits = []; // [T, M padded] their visits so far
    private float[] _mostVisits = []; // [T] the most of them

    /// <summary>The rule of a search.</summary>
    public GumbelRoot(ISearchModel model, SearchOptions options)
    {
        (_completed, _actions) = (new CompletedQ(model, options), model.Actions);
        _most = Math.Min(options.ConsideredActions, _actions);
        _width = VectorMath.Padded(_most);
        _row = new float[VectorMath.Padded(_actions)];
        _schedules = SchedulesOf(_most, options.Simulations);
    }

    public readonly bool Explores => true;

    public void Begin(SearchTree trees, int count, ReadOnlySpan<RandomStream> random, SearchBudget budget = default)
    {
        if (_counts.Length < trees.Trees)
        {
            _counts = new int[trees.Trees];
            _scores = new float[trees.Trees * _actions];
            _leading = new int[trees.Trees * _most];
            _edgeScores = new float[trees.Trees * _width];
            _edgeVisits = new float[trees.Trees * _width];
            _mostVisits = new float[trees.Trees];
            _planned = new int[trees.Trees][];
        }

        for (int tree = 0; tree < count; tree++)
        {
            Draw(tree, trees.Unvisited(tree, 0)[.._actions], random.IsEmpty ? null : random[tree]);
            _planned[tree] = (budget.Simulations.IsEmpty ? _schedules : Schedules(budget.Simulations[tree]))[_counts[tree]];
        }
    }

    public readonly int Select(int tree, TreeRecords records, int node)
    {
        int edges = records.Node(node).Edges;
        int visits = _planned[tree][records.Node(node).Visits - 1];
        int edge = visits == 0 ? edges
            : edges > SearchNode.Width || !_completed.NeedsNoRange ? SelectAmongMany(tree, records, visits)
            : Vector512.IsHardwareAccelerated ? SelectInRecord<Simd512, Vector512<float>>(tree, records, visits)
            : Vector256.IsHardwareAccelerated ? SelectInRecord<Simd256, Vector256<float>>(tree, records, visits)
            : SelectInRecord<Simd128, Vector128<float>>(tree, records, visits);
        _edgeVisits[(tree * _width) + edge] = visits + 1;
        _mostVisits[tree] = MathF.Max(_mostVisits[tree], visits + 1);
        return visits == 0 ? ~_leading[(tree * _most) + edge] : Child(records, edge);
    }

    public readonly void Conclude(SearchTree trees, TreeProofs? proofs, int tree, Decisions decisions)
    {
        Span<int> visits = decisions.Visits(tree);
        trees.ReadEdges(tree, 0, visits, decisions.Q(tree), decisions.Prior(tree));
        TreeRecords records = trees.Records(tree);
        decisions.Value(tree) = records.Node(0).Value;
        _completed.Read(records, 0);
        proofs?.Conclude(tree, visits, ref decisions.Value(tree));
        Improve(records, visits, decisions.Prior(tree), decisions.Policy(tree));
        decisions.Action(tree) = Winner(records, tree, visits);
    }

    // Those of a number of simulations, made when it is first asked for.
    private readonly int[][] Schedules(int simulations)
    {
        if (!_shorter.TryGetValue(simulations, out int[][]? schedules))
        {
            _shorter.Add(simulations, schedules = SchedulesOf(_most, simulations));
        }

        return schedules;
    }

    private static int[][] SchedulesOf(int most, int simulations)
        => [.. Enumerable.Range(0, most + 1).Select(considered => SequentialHalving.Schedule(considered, simulations))];

    private readonly void Draw(int tree, ReadOnlySpan<float> priors, RandomStream? random)
    {
        Span<float> scores = _scores.AsSpan(tree * _actions, _actions);
        int legal = 0;
        for (int action = 0; action < _actions; action++)
        {
            // A draw for each action, so that an action's draw does not depend on the legality of others.
            // With an exponential draw e the Gumbel draw is -ln e, so that g + ln P = ln(P / e).
            double exponential = random is null ? 1.0 : -Math.Log(Math.Max(random.NextDouble(), double.Epsilon));
            bool isLegal = priors[action] >= 0.0f;
            legal += isLegal ? 1 : 0;
            scores[action] = isLegal
                ? (float)Math.Log(Math.Max(priors[action], CompletedQ.SmallestPrior) / exponential)
                : float.NegativeInfinity;
        }

        _counts[tree] = Math.Min(legal, _most);
        Span<int> leading = _leading.AsSpan(tree * _most, _counts[tree]);
        Lead(scores, leading);
        Span<float> edgeScores = _edgeScores.AsSpan(tree * _width, _width);
        edgeScores.Clear();
        for (int edge = 0; edge < leading.Length; edge++)
        {
            edgeScores[edge] = scores[leading[edge]];
        }

        _edgeVisits.AsSpan(tree * _width, _width).Clear();
        _mostVisits[tree] = 0.0f;
    }

    // Of the edges with so many visits the one of the largest score + sigma(Q); the first of equal ones.
    private readonly int SelectInRecord<TSimd, TVector>(int tree, TreeRecords records, int visits)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref float scores = ref _edgeScores[tree * _width];
        ref float counts = ref _edgeVisits[tree * _width];
        SigmaRange range = _completed.Range(records, 0.0f, 0.0f, _mostVisits[tree], 0.0f, 0.0f);
        (float best, int choice) = (float.NegativeInfinity, 0);
        for (int lane = 0; lane < SearchNode.Width; lane += TSimd.Count)
        {
            TVector q = TSimd.Load(ref records[0].Q[0], lane), n = TSimd.Load(ref counts, lane), wanted = TSimd.Create(visits);
            TVector distance = TSimd.Max(TSimd.Subtract(n, wanted), TSimd.Subtract(wanted, n));
            TVector sigma = TSimd.Multiply(TSimd.Subtract(q, TSimd.Create(range.Offset)), TSimd.Create(range.Scale));
            TVector score = TSimd.Select(
                TSimd.Greater(TSimd.Create(0.5f), distance), TSimd.Add(TSimd.Load(ref scores, lane), sigma),
                TSimd.Create(float.NegativeInfinity));
            float highest = TSimd.Max(score);
            if (highest > best)
            {
                best = highest;
                choice = lane + BitOperations.TrailingZeroCount(TSimd.Equal(score, TSimd.Create(highest)));
            }
        }

        return choice;
    }

    // More edges than a record holds, or a range that depends on the edges.
    private readonly int SelectAmongMany(int tree, TreeRecords records, int visits)
    {
        CompletedQ completed = _completed;
        completed.Read(records, 0);
        (float best, int choice) = (float.NegativeInfinity, 0);
        for (int edge = 0; edge < completed.Edges; edge++)
        {
            float score = _edgeScores[(tree * _width) + edge] + completed.Sigma[edge];
            if (_edgeVisits[(tree * _width) + edge] == visits && score > best)
            {
                (best, choice) = (score, edge);
            }
        }

        return choice;
    }

    private static int Child(TreeRecords records, int edge)
    {
        int record = 0;
        for (; edge >= SearchNode.Width; edge -= SearchNode.Width)
        {
            record = records.Node(record).Next;
        }

        return records[record].Child[edge];
    }

    // The actions of the largest scores in order; of equal ones the lowest action first.
    private static void Lead(ReadOnlySpan<float> scores, Span<int> leading)
    {
        int count = 0;
        for (int action = 0; action < scores.Length; action++)
        {
            int place = count;
            for (; place > 0 && scores[action] > scores[leading[place - 1]]; place--)
            {
                if (place < leading.Length)
                {
                    leading[place] = leading[place - 1];
                }
            }

            if (place < leading.Length)
            {
                leading[place] = action;
                count = Math.Min(count + 1, leading.Length);
            }
        }
    }

    // Softmax of logit + sigma(completed Q) over the legal actions; what a proof took the visits of has no part in it.
    private readonly void Improve(TreeRecords records, ReadOnlySpan<int> visits, ReadOnlySpan<float> priors, Span<float> policy)
    {
        Span<float> row = _row;
        row.Fill(_completed.MixedSigma);
        for (int edge = 0; edge < _completed.Edges; edge++)
        {
            int action = records.Node(_completed.Children[edge]).Action;
            row[action] = visits[action] > 0 ? _completed.Sigma[edge] : float.NegativeInfinity;
        }

        row[policy.Length..].Fill(float.NegativeInfinity);
        for (int action = 0; action < policy.Length; action++)
        {
            row[action] = priors[action] >= 0.0f
                ? row[action] + MathF.Log(MathF.Max(priors[action], CompletedQ.SmallestPrior))
                : float.NegativeInfinity;
        }

        VectorMath.ExpOfDifference(row, VectorMath.FirstMax(row).Value);
        float sum = 0.0f;
        for (int action = 0; action < policy.Length; action++)
        {
            sum += row[action];
        }

        for (int action = 0; action < policy.Length; action++)
        {
            policy[action] = row[action] / sum;
        }
    }

    // Of the most visited actions the one of the largest score; the lowest of equals.
    private readonly int Winner(TreeRecords records, int tree, ReadOnlySpan<int> visits)
    {
        int winner = VisitPolicy.Best(visits);
        (int most, float best) = (visits[winner], float.NegativeInfinity);
        for (int edge = 0; edge < _completed.Edges; edge++)
        {
            int action = records.Node(_completed.Children[edge]).Action;
            float score = _scores[(tree * _actions) + action] + _completed.Sigma[edge];
            if (visits[action] == most && (score > best || (score == best && action < winner)))
            {
                (best, winner) = (score, action);
            }
        }

        return winner;
    }
}
