using MuZero.Games;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Search.Tree;

namespace MuZero.Search;

/// <summary>MuZero's model: the rules are known at the root only, every step goes through the network, and hidden states stay in its
/// slots.</summary>
/// <remarks>Inside the tree every action is legal and nothing is terminal; the network learns what follows the end (docs/ALGORITHM.md
/// 1.5). With chance codes an action leads to an afterstate, which is a chance node, and a code to the next decision (Stochastic MuZero,
/// Antonoglou et al. 2022; docs/ALGORITHM.md 1.11).</remarks>
internal sealed class LearnedModel : ISearchModel
{
    private readonly INetwork _network;
    private readonly GameSpec _spec;
    private readonly float _discount;
    private readonly int _seats;
    private readonly bool _predictsToPlay;
    private int[] _toPlay = []; // [T, N] if each player has a value
    private readonly int _codes;
    private readonly float[] _priors; // of an afterstate's codes, padded to whole vectors
    private InferenceBatch _batch;
    private InferenceBatch? _afterstates;
    private InferenceBatch? _behind; // the outcomes drawn for new afterstates
    private int _nodes;
    private NodeKind[] _kinds = []; // [T, N] with chance codes

    private readonly AfterstateRule _rule;

    /// <summary>A model that steps through <paramref name="network"/>.</summary>
    public LearnedModel(INetwork network, GameSpec spec, AfterstateRule rule = AfterstateRule.Value)
    {
        _rule = rule;
        _network = network;
        _spec = spec;
        _seats = Games.Seats.Values(spec);
        _discount = spec.Turns == TurnModel.Alternating && _seats == 1 ? -spec.Discount : spec.Discount;
        _predictsToPlay = spec.Turns == TurnModel.Arbitrary;
        _codes = network.Shape.ChanceCodes;
        _priors = new float[VectorMath.Padded(_codes)];
        _batch = new InferenceBatch(1, network.Shape);
    }

    public int Actions => _spec.Actions;

    public int ChanceOutcomes => _codes;

    public int Seats => _seats;

    public (float Min, float Max) ValueBounds => (_spec.MinReturn, _spec.MaxReturn);

    public void Reserve(int leaves, int nodes)
    {
        _batch = new InferenceBatch(leaves, _network.Shape);
        _nodes = nodes;
        _network.Reserve(_codes > 0 && _rule == AfterstateRule.Outcome ? nodes + leaves : nodes);
        _toPlay = new int[_seats > 1 ? nodes : 0];
        if (_codes > 0)
        {
            (_afterstates, _kinds) = (new InferenceBatch(leaves, _network.Shape), new NodeKind[nodes]);
            _behind = _rule == AfterstateRule.Outcome ? new InferenceBatch(leaves, _network.Shape) : null;
        }
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
        if (_seats == 1)
        {
            _batch.Values.AsSpan(0, states.Length).CopyTo(leaves.Value);
            return _batch.PolicyLogits;
        }

        for (int tree = 0; tree < states.Length; tree++)
        {
            TakeValues(leaves, tree, row: tree, leaves.First[tree], states[tree].ToPlay);
        }

        return _batch.PolicyLogits;
    }

    public ReadOnlySpan<float> Observation(int tree)
        => _batch.Observations.AsSpan(tree * _spec.Observation.Length, _spec.Observation.Length);

    public ReadOnlySpan<float> Expand(SearchLeaves leaves)
    {
        if (_afterstates is not null)
        {
            ExpandAfterstates(_afterstates, leaves);
        }

        int rows = 0;
        for (int tree = 0; tree < leaves.Count; tree++)
        {
            if (leaves.IsNew[tree] && !IsAfterstate(leaves, tree))
            {
                Enter(_batch, leaves, tree, rows);
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
        ReadOnlySpan<float> next = _predictsToPlay ? _batch.Output(NetworkLayout.ToPlay) : [];
        for (int tree = 0; tree < leaves.Count; tree++)
        {
            if (leaves.IsNew[tree] && !IsAfterstate(leaves, tree))
            {
                int row = leaves.Row[tree];
                leaves.Kind[tree] = NodeKind.Decision;
                leaves.Discount[tree] = _discount;
                int step = _predictsToPlay ? Likeliest(next.Slice(row * _spec.Players, _spec.Players)) : 1;
                if (_seats > 1)
                {
                    TakeSeats(leaves, tree, row, step);
                    continue;
                }

                leaves.Value[tree] = _batch.Values[row];
                leaves.Reward[tree] = _batch.Rewards[row];
                if (_predictsToPlay && step > 0)
                {
                    leaves.Discount[tree] = -_discount; // the other player moves
                }
            }
        }
    }

    // Values and rewards of a step from the player who moved to the one some seats after him.
    private void TakeSeats(SearchLeaves leaves, int tree, int row, int step)
    {
        int mover = _toPlay[leaves.First[tree] + leaves.Parent[tree]];
        for (int seat = 0; seat < _seats; seat++)
        {
            leaves.Rewards[(tree * _seats) + Games.Seats.After(_seats, mover, seat)] = _batch.Rewards[(row * _seats) + seat];
        }

        leaves.Reward[tree] = _batch.Rewards[row * _seats];
        TakeValues(leaves, tree, row, leaves.First[tree] + leaves.Node[tree], Games.Seats.After(_seats, mover, step));
    }

    private void TakeValues(SearchLeaves leaves, int tree, int row, int node, int toPlay)
    {
        (leaves.ToPlay[tree], _toPlay[node]) = (toPlay, toPlay);
        leaves.Value[tree] = _batch.ValueFor(row, toPlay, leaves.Values.AsSpan(tree * _seats, _seats));
    }

    private static int Likeliest(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            best = logits[i] > logits[best] ? i : best;
        }

        return best;
    }

    // Leaves that an action of a decision leads to. Their own value is that of the player who moved; no time passes on the way.
    private void ExpandAfterstates(InferenceBatch batch, SearchLeaves leaves)
    {
        int rows = 0;
        for (int tree = 0; tree < leaves.Count; tree++)
        {
            if (leaves.IsNew[tree])
            {
                bool isAfterstate = _kinds[leaves.First[tree] + leaves.Parent[tree]] == NodeKind.Decision;
                leaves.Kind[tree] = isAfterstate ? NodeKind.Chance : NodeKind.Decision;
                _kinds[leaves.First[tree] + leaves.Node[tree]] = leaves.Kind[tree];
                if (isAfterstate)
                {
                    Enter(batch, leaves, tree, rows);
                    leaves.Row[tree] = rows++;
                }
            }
        }

        if (rows == 0)
        {
            return;
        }

        batch.Count = rows;
        _network.Afterstate(batch);
        for (int tree = 0; tree < leaves.Count; tree++)
        {
            if (leaves.IsNew[tree] && IsAfterstate(leaves, tree))
            {
                int row = leaves.Row[tree];
                bool isFinite = Softmax.Masked(batch.ChanceLogits.AsSpan(row * _codes), _codes, legal: [], _priors) != Softmax.NotFinite;
                _priors.AsSpan(0, _codes).CopyTo(leaves.Probabilities.AsSpan(tree * _codes));

                // The backup refuses a value that is not finite, with its remedy.
                leaves.Value[tree] = isFinite ? batch.Values[row] : float.NaN;
                (leaves.Reward[tree], leaves.Discount[tree]) = (0.0f, 1.0f);
            }
        }

        if (_behind is not null)
        {
            LookBehind(_behind, leaves, rows);
        }
    }

    // The value of each new afterstate from a drawn outcome, whose latent no node keeps.
    private void LookBehind(InferenceBatch batch, SearchLeaves leaves, int rows)
    {
        for (int tree = 0; tree < leaves.Count; tree++)
        {
            if (leaves.IsNew[tree] && IsAfterstate(leaves, tree))
            {
                int row = leaves.Row[tree];
                double uniform = leaves.Uniform[tree];
                (batch.ParentSlots[row], batch.Slots[row]) = (leaves.First[tree] + leaves.Node[tree], _nodes + row);
                batch.Actions[row] = float.IsNaN(leaves.Value[tree])
                    ? 0
                    : ChanceDraw.Outcome(leaves.Probabilities.AsSpan(tree * _codes, _codes), ref uniform);
            }
        }

        batch.Count = rows;
        _network.Recurrent(batch);
        ReadOnlySpan<float> next = _predictsToPlay ? batch.Output(NetworkLayout.ToPlay) : [];
        for (int tree = 0; tree < leaves.Count; tree++)
        {
            if (leaves.IsNew[tree] && IsAfterstate(leaves, tree) && !float.IsNaN(leaves.Value[tree]))
            {
                int row = leaves.Row[tree];
                bool changes = _predictsToPlay && Likeliest(next.Slice(row * _spec.Players, _spec.Players)) > 0;
                leaves.Value[tree] = batch.Rewards[row] + ((changes ? -_discount : _discount) * batch.Values[row]);
            }
        }
    }

    private bool IsAfterstate(SearchLeaves leaves, int tree) => _codes > 0 && leaves.Kind[tree] == NodeKind.Chance;

    private static void Enter(InferenceBatch batch, SearchLeaves leaves, int tree, int row)
    {
        int slots = leaves.First[tree];
        batch.ParentSlots[row] = slots + leaves.Parent[tree];
        batch.Actions[row] = leaves.Action[tree];
        batch.Slots[row] = slots + leaves.Node[tree];
    }
}
