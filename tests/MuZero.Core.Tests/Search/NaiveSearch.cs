using MuZero.Search;

namespace MuZero.Core.Tests.Search;

/// <summary>The search once more, as a tree of objects written from ALGORITHMS 1.2 and 1.4: slow, and without a line of ours.</summary>
internal sealed class NaiveSearch
{
    private readonly int _actions;
    private readonly float _discount;
    private readonly ValueNormalization _normalization;
    private float _min = float.PositiveInfinity;
    private float _max = float.NegativeInfinity;

    private NaiveSearch(int actions, float discount, ValueNormalization normalization)
        => (_actions, _discount, _normalization) = (actions, discount, normalization);

    public static int[] Visits(ulong rootKey, int actions, float discount, int simulations, ValueNormalization normalization)
    {
        NaiveSearch search = new(actions, discount, normalization);
        Node root = search.Expand(rootKey, isRoot: true);
        root.Value = root.Raw;
        root.N = 1;
        for (int i = 0; i < simulations; i++)
        {
            search.Simulate(root);
        }

        return [.. root.Children.Select(child => child?.N ?? 0)];
    }

    // The return seen at the node.
    private float Simulate(Node node)
    {
        float value;
        if (node.IsTerminal)
        {
            value = node.Raw;
        }
        else
        {
            int action = Select(node);
            Node? child = node.Children[action];
            float below;
            if (child is null)
            {
                child = node.Children[action] = Expand(ScriptedModel.ChildKey(node.Key, action), isRoot: false);
                below = child.Raw;
                child.Value = below;
                child.N = 1;
            }
            else
            {
                below = Simulate(child);
            }

            value = child.Reward + (child.Discount * below);
            float q = Q(child);
            (_min, _max) = (MathF.Min(_min, q), MathF.Max(_max, q));
        }

        node.Value = ((node.Value * node.N) + value) / (node.N + 1);
        node.N++;
        return value;
    }

    private static float Q(Node child) => child.Reward + (child.Discount * child.Value);

    private int Select(Node node)
    {
        double rate = Math.Sqrt(node.N) * (1.25 + Math.Log((node.N + 19652 + 1.0) / 19652));
        float[] scores = [.. Enumerable.Range(0, _actions).Select(a =>
        {
            int n = node.Children[a]?.N ?? 0;
            return Normalized(node, node.Children[a]) + (node.Prior[a] * (float)rate / (1 + n));
        })];
        return Array.IndexOf(scores, scores.Max());
    }

    private float Normalized(Node node, Node? child)
    {
        float[] visited = [.. node.Children.Where(c => c is not null).Select(c => Q(c!))];
        switch (_normalization)
        {
            case ValueNormalization.Siblings:
                float low = visited.Append(node.Value).Min();
                float high = visited.Append(node.Value).Max();
                return child is null ? 0 : (Q(child) - low) * (1.0f / MathF.Max(high - low, 1e-8f));
            case ValueNormalization.Bounds:
                float share = 0;
                for (int a = 0; a < _actions; a++)
                {
                    share += node.Children[a] is null ? 0 : node.Prior[a];
                }

                return child is null
                    ? ((node.Value + 3) * (1.0f / 6)) - (0.1f * MathF.Sqrt(share))
                    : (Q(child) + 3) * (1.0f / 6);
            default:
                return child is null ? 0 : _max > _min ? (Q(child) - _min) * (1.0f / (_max - _min)) : Q(child);
        }
    }

    private Node Expand(ulong key, bool isRoot)
    {
        Answer answer = ScriptedModel.Random(key, _actions);
        float max = answer.Logits.Max();
        float[] weights = [.. answer.Logits.Select(logit => MathF.Exp(logit - max))];
        float sum = 0;
        foreach (float weight in weights)
        {
            sum += weight;
        }

        bool terminal = answer.IsTerminal && !isRoot;
        return new Node
        {
            Key = key,
            Prior = [.. weights.Select(weight => weight / sum)],
            Raw = answer.IsTerminal ? 0 : answer.Value,
            Reward = answer.Reward,
            Discount = terminal ? 0 : _discount,
            IsTerminal = terminal,
            Children = new Node?[_actions],
        };
    }

    private sealed class Node
    {
        public required ulong Key { get; init; }

        public required float[] Prior { get; init; }

        public required float Raw { get; init; }

        public required float Reward { get; init; }

        public required float Discount { get; init; }

        public required bool IsTerminal { get; init; }

        public required Node?[] Children { get; init; }

        public float Value { get; set; }

        public int N { get; set; }
    }
}
