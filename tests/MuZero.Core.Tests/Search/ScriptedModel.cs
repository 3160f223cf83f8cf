using System.Globalization;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.Search;

namespace MuZero.Core.Tests.Search;

/// <summary>A model's evaluation of one node.</summary>
internal sealed record Answer(float[] Logits, float Value, float Reward = 0.0f, float Discount = 1.0f, bool IsTerminal = false,
    bool[]? Legal = null)
{
    /// <summary>The probabilities of outcomes, if the node is a chance node.</summary>
    public float[]? Outcomes { get; init; }
}

/// <summary>A model whose answers depend on the root's name and the actions since, written "r", "r.2", "r.2.0".</summary>
internal sealed class ScriptedModel(int actions, Func<string, Answer> script) : ISearchModel
{
    private string[] _paths = [];
    private float[] _logits = [];

    public int Actions => actions;

    public int ChanceOutcomes { get; init; }

    public (float Min, float Max) ValueBounds { get; init; } = (-1.0f, 1.0f);

    /// <summary>The number of leaves evaluated, over all trees; roots are not counted.</summary>
    public int Evaluations { get; private set; }

    /// <summary>A script of random answers. They depend on the path and the seed only.</summary>
    public static Func<string, Answer> Random(ulong seed, int actions, float discount) => path =>
    {
        ulong hash = seed ^ 0xCBF29CE484222325UL;
        foreach (char letter in path)
        {
            hash = (hash ^ letter) * 0x100000001B3UL;
        }

        var random = new RandomStream(hash);
        float[] logits = [.. Enumerable.Range(0, actions).Select(_ => (float)random.NextNormal())];
        bool[] legal = [.. Enumerable.Range(0, actions).Select(_ => random.NextDouble() < 0.7)];
        legal[random.Next(actions)] = true;
        bool isTerminal = path.Contains('.', StringComparison.Ordinal) && random.NextDouble() < 0.15;
        float value = (float)((2.0 * random.NextDouble()) - 1.0);
        float reward = random.NextDouble() < 0.5 ? 0.0f : (float)((2.0 * random.NextDouble()) - 1.0);
        return new Answer(logits, isTerminal ? 0.0f : value, reward, isTerminal ? 0.0f : discount, isTerminal, legal);
    };

    /// <summary>The same, with a chance node of so many outcomes in about half of the places below the root.</summary>
    public static Func<string, Answer> RandomWithChance(ulong seed, int actions, int outcomes, float discount)
    {
        Func<string, Answer> decisions = Random(seed, actions, discount);
        return path =>
        {
            Answer answer = decisions(path);
            var random = new RandomStream(BitConverter.SingleToUInt32Bits(answer.Value) ^ seed);
            return answer.IsTerminal || !path.Contains('.', StringComparison.Ordinal) || random.NextDouble() < 0.5 ? answer : answer with
            {
                Discount = 1.0f,
                Outcomes = [.. Enumerable.Range(0, outcomes).Select(_ => Math.Max(0.0f, (float)random.NextDouble() - 0.2f) + 0.001f)],
            };
        };
    }

    public void Reserve(int leaves, int nodes) => (_paths, _logits) = (new string[nodes], new float[leaves * actions]);

    public ReadOnlySpan<float> Root(ReadOnlySpan<IGameState> states, SearchLeaves leaves)
    {
        for (int tree = 0; tree < states.Length; tree++)
        {
            _paths[leaves.First[tree]] = states[tree].Render();
            Write(leaves, tree, script(_paths[leaves.First[tree]]));
        }

        return _logits;
    }

    public ReadOnlySpan<float> Observation(int tree) => [];

    public ReadOnlySpan<float> Expand(SearchLeaves leaves)
    {
        for (int tree = 0; tree < leaves.Count; tree++)
        {
            if (leaves.IsNew[tree])
            {
                Evaluations++;
                string path = string.Create(CultureInfo.InvariantCulture,
                    $"{_paths[leaves.First[tree] + leaves.Parent[tree]]}.{leaves.Action[tree]}");
                _paths[leaves.First[tree] + leaves.Node[tree]] = path;
                Write(leaves, tree, script(path));
            }
        }

        return _logits;
    }

    private void Write(SearchLeaves leaves, int tree, Answer answer)
    {
        answer.Logits.CopyTo(_logits, tree * actions);
        (answer.Legal ?? [.. Enumerable.Repeat(true, actions)]).CopyTo(leaves.Legal, tree * actions);
        leaves.Value[tree] = answer.Value;
        leaves.Reward[tree] = answer.Reward;
        leaves.Discount[tree] = answer.Discount;
        leaves.Kind[tree] = answer.IsTerminal ? NodeKind.Terminated : answer.Outcomes is null ? NodeKind.Decision : NodeKind.Chance;
        answer.Outcomes?.CopyTo(leaves.Probabilities, tree * ChanceOutcomes);
    }
}

/// <summary>A root that has a name and no rules.</summary>
internal sealed class NamedRoot(string name) : IGameState
{
    public int ToPlay => 0;

    public int LegalActions(Span<int> actions) => throw new NotSupportedException();

    public Transition Apply(int action) => throw new NotSupportedException();

    public void Rewards(Span<float> rewards) => throw new NotSupportedException();

    public void Observe(int player, Span<float> observation) => throw new NotSupportedException();

    public IGameState Clone() => throw new NotSupportedException();

    public string Render() => name;
}
