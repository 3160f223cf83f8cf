using MuZero.Search;
using MuZero.Search.Rules;

namespace MuZero.Core.Tests.Search;

/// <summary>Gumbel's search without draws, written for reading (docs/ALGORITHM.md 1.9). The order of halving has tests of its
/// own.</summary>
internal sealed class NaiveGumbelSearch(Func<string, Answer> script, SearchOptions options, float min, float max)
    : NaiveSearch(script, options, min, max)
{
    private readonly SearchOptions _options = options;

    /// <summary>pi' of a node.</summary>
    public float[] Policy(Node node)
    {
        double[] logits = [.. Actions(node)
            .Select(action => node.Answer.Legal![action] ? Improved(node, action) : double.NegativeInfinity)];
        double largest = logits.Max();
        double sum = logits.Sum(logit => Math.Exp(logit - largest));
        return [.. logits.Select(logit => (float)(Math.Exp(logit - largest) / sum))];
    }

    /// <summary>The action to play at the root.</summary>
    public int Winner(Node root)
    {
        int most = root.Children.Values.Max(child => child.Visits);
        return Actions(root).Where(action => Visits(root, action) == most).MaxBy(action => Improved(root, action));
    }

    protected override int Select(Node node, int depth, double mean)
    {
        if (depth > 0)
        {
            float[] policy = Policy(node);
            double total = node.Children.Values.Sum(child => child.Visits);
            return Actions(node).Where(action => node.Answer.Legal![action])
                .MaxBy(action => Math.Round(policy[action] - (Visits(node, action) / (1.0 + total)), 6));
        }

        int[] legal = [.. Actions(node).Where(action => node.Answer.Legal![action])];
        int considered = Math.Min(_options.ConsideredActions, legal.Length);
        int visits = SequentialHalving.Schedule(considered, _options.Simulations)[node.Visits - 1];
        return legal.Where(action => Visits(node, action) == visits)
            .MaxBy(action => visits == 0 ? node.Answer.Logits[action] : Improved(node, action));
    }

    private static IEnumerable<int> Actions(Node node) => Enumerable.Range(0, node.Answer.Logits.Length);

    private static int Visits(Node node, int action) => node.Children.TryGetValue(action, out Node? child) ? child.Visits : 0;

    // log P + sigma(completed Q).
    private double Improved(Node node, int action)
    {
        double mixed = Mixed(node);
        double[] completed = [.. Actions(node).Select(other => node.Children.TryGetValue(other, out Node? child) ? child.Q : mixed)];
        (double low, double spread) = _options.Normalization == ValueNormalization.Siblings
            ? (completed.Min(), Math.Max(completed.Max() - completed.Min(), 1e-8))
            : Range(node);
        int most = node.Children.Values.Select(child => child.Visits).DefaultIfEmpty(0).Max();
        return Math.Log(node.Prior(action)) + ((_options.VisitOffset + most) * _options.ValueScale * (completed[action] - low) / spread);
    }

    private static double Mixed(Node node)
    {
        if (node.Children.Count == 0)
        {
            return node.Answer.Value;
        }

        double total = node.Children.Values.Sum(child => child.Visits), prior = node.Children.Keys.Sum(node.Prior);
        double mean = node.Children.Sum(child => node.Prior(child.Key) * child.Value.Q) / prior;
        return (node.Answer.Value + (total * mean)) / (1.0 + total);
    }
}
