using System.Globalization;
using MuZero.Numerics;
using MuZero.Search;

namespace MuZero.Core.Tests.Search;

/// <summary>The same search written for reading: objects, recursion, one tree (docs/ALGORITHM.md 1.1 to 1.4). It shares no code with the
/// engine's.</summary>
/// <remarks>At chance nodes it draws as docs/ALGORITHM.md 1.10 says, from <paramref name="chanceSeed"/>.</remarks>
internal class NaiveSearch(Func<string, Answer> script, SearchOptions options, float min, float max, ulong chanceSeed = 0)
{
    private int _nodes = 1;

    private readonly List<float> _seen = [];

    public Node Run(string name)
    {
        Answer answer = script(name);
        var root = new Node(name, answer) { Visits = 1, Value = answer.Value };
        for (int i = 0; i < options.Simulations; i++)
        {
            Simulate(root, 0, 0.0);
        }

        return root;
    }

    // Returns G seen by the player to move at the node.
    private float Simulate(Node node, int depth, double above)
    {
        bool isLeaf = node.Visits == 0 || node.Answer.IsTerminal || (options.MaxDepth > 0 && depth == options.MaxDepth);
        float g = node.Answer.Value;
        if (!isLeaf)
        {
            bool isChance = node.Answer.Outcomes is not null;
            double mean = isChance ? above : MeanQ(node, depth, above);
            int action = isChance ? Outcome(node) : Select(node, depth, mean);
            if (!node.Children.TryGetValue(action, out Node? child))
            {
                string path = string.Create(CultureInfo.InvariantCulture, $"{node.Path}.{action}");
                node.Children[action] = child = new Node(path, script(path)) { Number = _nodes++ };
            }

            g = child.Answer.Reward + (child.Answer.Discount * Simulate(child, depth + 1, Math.Sign(child.Answer.Discount) * mean));
            if (!isChance)
            {
                _seen.Add(child.Q);
            }
        }

        node.Value = ((node.Value * node.Visits) + g) / (node.Visits + 1);
        node.Visits++;
        return g;
    }

    // Draw n of a node is the fractional part of u + n / golden ratio, with u of the node's own.
    private int Outcome(Node node)
    {
        double first = (RandomStream.Derive(chanceSeed, (ulong)node.Number) >> 11) / (double)(1UL << 53);
        double draw = (first + (node.Visits * ((Math.Sqrt(5.0) - 1.0) / 2.0))) % 1.0 * node.Answer.Outcomes!.Sum(p => (double)p);
        int outcome = 0;
        for (double below = node.Answer.Outcomes![0]; draw >= below; below += node.Answer.Outcomes![++outcome])
        {
        }

        return outcome;
    }

    private static double MeanQ(Node node, int depth, double above) =>
        depth == 0 ? node.Children.Values.Select(child => (double)child.Q).DefaultIfEmpty(0.0).Average()
            : (above + node.Children.Values.Sum(child => child.Q)) / (node.Children.Count + 1);

    protected virtual int Select(Node node, int depth, double mean)
    {
        double rate = options.C1 + Math.Log((node.Visits + options.C2 + 1) / options.C2);
        int best = -1;
        double bestScore = double.NegativeInfinity;
        for (int action = 0; action < node.Answer.Logits.Length; action++)
        {
            if (node.Answer.Legal![action])
            {
                int visits = node.Children.TryGetValue(action, out Node? child) ? child.Visits : 0;
                double score = Normalized(node, child, mean) + (node.Prior(action) * Math.Sqrt(node.Visits) / (1 + visits) * rate);
                (best, bestScore) = score > bestScore ? (action, score) : (best, bestScore);
            }
        }

        return best;
    }

    private double Normalized(Node node, Node? child, double mean)
    {
        (double low, double spread) = Range(node);
        if (child is not null)
        {
            return (child.Q - low) / spread;
        }

        bool isParent = options.Unvisited == UnvisitedRule.Parent
            || (options.Unvisited == UnvisitedRule.Auto && options.Normalization == ValueNormalization.Bounds);
        return isParent ? ((node.Value - low) / spread) - (0.5 * options.FirstPlayReduction * Math.Sqrt(node.Children.Keys.Sum(node.Prior)))
            : options.Unvisited == UnvisitedRule.MeanQ ? Math.Clamp((mean - low) / spread, 0.0, 1.0)
            : 0.0;
    }

    protected (double Low, double Spread) Range(Node node)
    {
        switch (options.Normalization)
        {
            case ValueNormalization.Siblings:
                double low = Math.Min(node.Value, node.Children.Values.Select(other => other.Q).DefaultIfEmpty(node.Value).Min());
                double high = Math.Max(node.Value, node.Children.Values.Select(other => other.Q).DefaultIfEmpty(node.Value).Max());
                return (low, Math.Max(high - low, Math.Max(1e-8, options.SmallestSpread)));
            case ValueNormalization.Bounds:
                return (min, max - min);
            default:
                return _seen.Count > 1
                    ? (_seen.Min(), Math.Max(_seen.Max() - _seen.Min(), Math.Max(Rounding(), options.SmallestSpread)))
                    : (0.0, 1.0);
        }
    }

    private double Rounding() => Math.Max(1e-30, 1e-6 * Math.Max(Math.Abs(_seen.Min()), Math.Abs(_seen.Max())));

    internal sealed class Node(string path, Answer answer)
    {
        public string Path { get; } = path;

        public int Number { get; init; }

        public Answer Answer { get; } = answer;

        public Dictionary<int, Node> Children { get; } = [];

        public int Visits { get; set; }

        public float Value { get; set; }

        public float Q => Answer.Reward + (Answer.Discount * Value);

        public double Prior(int action) =>
            Math.Exp(Answer.Logits[action]) / Answer.Logits.Where((_, other) => Answer.Legal![other]).Sum(logit => Math.Exp(logit));
    }
}
