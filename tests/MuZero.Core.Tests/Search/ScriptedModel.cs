using MuZero.Diagnostics;
using MuZero.Games;
using MuZero.Search;

namespace MuZero.Core.Tests.Search;

/// <summary>A model whose answer depends only on a root's number and the actions since, as a pure function that tests can ask too.</summary>
internal sealed class ScriptedModel(int actions, float discount) : ISearchModel
{
    private int _nodes;
    private ulong[] _keys = [];

    public int Actions => actions;

    public (float Min, float Max) ValueBounds => (-3, 3);

    /// <summary>Leaves evaluated, roots apart.</summary>
    public int Steps { get; private set; }

    /// <summary>What the model says of a position, by its key.</summary>
    public Func<ulong, Answer> Answers { get; init; } = key => Random(key, actions);

    public static ulong RootKey(IGameState state) => RandomStream.Derive(99, ((ScriptedState)state).Number);

    public static ulong ChildKey(ulong parent, int action) => RandomStream.Derive(parent, (ulong)action);

    public static Answer Random(ulong key, int actions)
    {
        RandomStream random = new(key);
        return new Answer(
            [.. Enumerable.Range(0, actions).Select(_ => (float)random.NextNormal())],
            (float)((2 * random.NextDouble()) - 1),
            (float)(random.NextDouble() - 0.5),
            IsTerminal: random.Next(8) == 0);
    }

    public void Reserve(int trees, int nodes) => (_nodes, _keys) = (nodes, new ulong[trees * nodes]);

    public void Root(ReadOnlySpan<IGameState> states, SearchLeaves leaves)
    {
        for (int tree = 0; tree < states.Length; tree++)
        {
            _keys[tree * _nodes] = RootKey(states[tree]);
            Write(leaves, tree, _keys[tree * _nodes]);
            for (int action = 0; action < actions; action++)
            {
                leaves.Legal[(tree * actions) + action] = ((ScriptedState)states[tree]).IsLegal(action);
            }
        }
    }

    public void Step(SearchLeaves leaves)
    {
        for (int tree = 0; tree < leaves.Count; tree++)
        {
            if (leaves.IsNew[tree])
            {
                Steps++;
                ulong key = ChildKey(_keys[(tree * _nodes) + leaves.Parent[tree]], leaves.Action[tree]);
                _keys[(tree * _nodes) + leaves.Node[tree]] = key;
                Write(leaves, tree, key);
                leaves.Legal.AsSpan(tree * actions, actions).Fill(true);
            }
        }
    }

    private void Write(SearchLeaves leaves, int tree, ulong key)
    {
        Answer answer = Answers(key);
        answer.Logits.CopyTo(leaves.Logits, tree * actions);
        leaves.Value[tree] = answer.IsTerminal ? 0 : answer.Value;
        leaves.Reward[tree] = answer.Reward;
        leaves.Discount[tree] = answer.IsTerminal ? 0 : discount;
        leaves.IsTerminal[tree] = answer.IsTerminal;
    }
}

/// <summary>What a model says of a position.</summary>
internal sealed record Answer(float[] Logits, float Value, float Reward, bool IsTerminal = false);

/// <summary>A root that is nothing but a number and its legal actions.</summary>
internal sealed class ScriptedState(ulong number, params int[] illegal) : IGameState
{
    public ulong Number => number;

    public int ToPlay => 0;

    public bool IsLegal(int action) => !illegal.Contains(action);

    public int LegalActions(Span<int> actions) => throw new NotSupportedException();

    public Transition Apply(int action) => throw new NotSupportedException();

    public void Rewards(Span<float> rewards) => throw new NotSupportedException();

    public void Observe(int player, Span<float> observation) => throw new NotSupportedException();

    public IGameState Clone() => this;

    public string Render() => $"{number}";
}
