using MuZero.Games;
using MuZero.Networks;

namespace MuZero.Search;

/// <summary>MuZero's model: the rules are known at the root only, every step goes through the network, and hidden states stay in its
/// slots.</summary>
/// <remarks>Inside the tree every action is legal and nothing is terminal; the network learns what follows the end (docs/ALGORITHM.md
/// 1.5).</remarks>
internal sealed class LearnedModel : ISearchModel
{
    private readonly INetwork _network;
    private readonly GameSpec _spec;
    private readonly float _discount;
    private InferenceBatch _batch;

    /// <summary>A model that steps through <paramref name="network"/>.</summary>
    public LearnedModel(INetwork network, GameSpec spec)
    {
        _network = network;
        _spec = spec;
        _discount = spec.Turns == TurnModel.Alternating ? -spec.Discount : spec.Discount;
        _batch = new InferenceBatch(1, network.Shape);
    }

    public int Actions => _spec.Actions;

    public (float Min, float Max) ValueBounds => (_spec.MinReturn, _spec.MaxReturn);

    public void Reserve(int leaves, int nodes)
    {
        _batch = new InferenceBatch(leaves, _network.Shape);
        _network.Reserve(nodes);
    }

    public ReadOnlySpan<float> Root(ReadOnlySpan<IGameState> states, SearchLeaves leaves)
    {
        int observation = _spec.Observation.Length;
        _batch.Count = states.Length;
        for (int tree = 0; tree < states.Length; tree++)
        {
            IGameState state = states[tree];
            state.Observe(state.ToPlay, _batch.Observations.AsSpan(tree * observation, observation));
            _batch.Slots[tree] = leaves.First[tree];
            leaves.Row[tree] = tree;
            leaves.SetLegal(tree, state);
        }

        _network.Initial(_batch);
        leaves.AllLegal = false;
        _batch.Values.AsSpan(0, states.Length).CopyTo(leaves.Value);
        return _batch.PolicyLogits;
    }

    public ReadOnlySpan<float> Observation(int tree)
        => _batch.Observations.AsSpan(tree * _spec.Observation.Length, _spec.Observation.Length);

    public ReadOnlySpan<float> Expand(SearchLeaves leaves)
    {
        int rows = 0;
        for (int tree = 0; tree < leaves.Count; tree++)
        {
            if (leaves.IsNew[tree])
            {
                int slots = leaves.First[tree];
                _batch.ParentSlots[rows] = slots + leaves.Parent[tree];
                _batch.Actions[rows] = leaves.Action[tree];
                _batch.Slots[rows] = slots + leaves.Node[tree];
                leaves.Row[tree] = rows++;
            }
        }

        if (rows > 0)
        {
            _batch.Count = rows;
            _network.Recurrent(_batch);
            TakeAnswers(leaves);
        }

        return _batch.PolicyLogits;
    }

    private void TakeAnswers(SearchLeaves leaves)
    {
        leaves.AllLegal = true;
        for (int tree = 0; tree < leaves.Count; tree++)
        {
            if (leaves.IsNew[tree])
            {
                int row = leaves.Row[tree];
                leaves.Value[tree] = _batch.Values[row];
                leaves.Reward[tree] = _batch.Rewards[row];
                leaves.Discount[tree] = _discount;
                leaves.Kind[tree] = NodeKind.Decision;
            }
        }
    }
}
