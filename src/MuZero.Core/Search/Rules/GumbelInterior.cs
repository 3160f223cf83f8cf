using MuZero.Numerics;
using MuZero.Search.Tree;

namespace MuZero.Search.Rules;

/// <summary>Gumbel below the root, without chance: argmax of pi'(a) - N(a) / (1 + sum N), where pi' = softmax(logits + sigma(completed Q))
/// (Danihelka et al. 2022, section 5, equation 14; docs/ALGORITHM.md 1.9). Ties go to the lowest action.</summary>
internal readonly struct GumbelInterior : ISelectionRule
{
    private readonly CompletedQ _completed;

    /// <summary>The rule of a search.</summary>
    public GumbelInterior(ISearchModel model, SearchOptions options) => _completed = new CompletedQ(model, options);

    public int Select(int tree, TreeRecords records, int node)
    {
        ref NodeStatistics statistics = ref records.Node(node);
        if (statistics.Edges == 0)
        {
            return ~statistics.BestAction;
        }

        CompletedQ completed = _completed;
        completed.Read(records, node);
        bool hasUnvisited = statistics.BestPrior >= 0.0f;
        Span<float> weights = completed.Sigma.AsSpan(0, VectorMath.Padded(completed.Edges));
        float largest = hasUnvisited ? completed.MixedSigma : float.NegativeInfinity;
        foreach (float sigma in weights[..completed.Edges])
        {
            largest = MathF.Max(largest, sigma);
        }

        // The weights of pi' before they are divided by their sum, which multiplies N instead.
        VectorMath.ExpOfDifference(weights, largest);
        float unvisited = hasUnvisited ? MathF.Exp(completed.MixedSigma - largest) : 0.0f;
        float sum = 0.0f, prior = 0.0f;
        for (int edge = 0; edge < completed.Edges; edge++)
        {
            prior += completed.Priors[edge];
            sum += weights[edge] *= completed.Priors[edge];
        }

        sum += unvisited * MathF.Max(0.0f, 1.0f - prior);
        float visits = 1.0f + completed.TotalVisits;
        float best = hasUnvisited ? statistics.BestPrior * unvisited * visits : float.NegativeInfinity;
        int choice = ~statistics.BestAction;
        for (int edge = 0; edge < completed.Edges; edge++)
        {
            float score = (weights[edge] * visits) - (completed.Visits[edge] * sum);
            int child = completed.Children[edge];
            if (score > best || (score == best && records.Node(child).Action < Action(records, choice)))
            {
                (best, choice) = (score, child);
            }
        }

        return choice;
    }

    private static int Action(TreeRecords records, int choice) => choice < 0 ? ~choice : records.Node(choice).Action;
}
