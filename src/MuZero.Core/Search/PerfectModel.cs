using MuZero.Errors;
using MuZero.Games;
using MuZero.Networks;

namespace MuZero.Search;

/// <summary>AlphaZero's model: real states in the tree, legality masked at every node, what the rules ended valued by them and never by the
/// network.</summary>
internal sealed class PerfectModel : ISearchModel
{
    private readonly INetwork _network;
    private readonly GameSpec _spec;
    private readonly float[] _rewards;
    private readonly IGameState?[]? _shared;
    private IGameState?[] _states = [];
    private int[] _observers = [];
    private InferenceBatch _batch;

    /// <summary>A model that plays the game itself and asks <paramref name="network"/> for priors and values.</summary>
    /// <param name="network">Evaluates positions.</param>
    /// <param name="spec">The game.</param>
    /// <param name="states">[nodes] room for the states of the nodes, which several models over one tree share; null for room of its
    /// own. Models on several threads copy the state of an evaluated node at the same time, and change none.</param>
    public PerfectModel(INetwork network, GameSpec spec, IGameState?[]? states = null)
    {
        _network = network;
        _shared = states;
        _spec = spec;
        _rewards = new float[spec.Players];
        _batch = new InferenceBatch(1, network.Shape);
    }

    public int Actions => _spec.Actions;

    public (float Min, float Max) ValueBounds => (_spec.MinReturn, _spec.MaxReturn);

    public bool HasExactEnds => _spec is { Players: 2, Rewards: RewardTiming.Terminal, ChanceOutcomes: 0, Discount: 1.0f };

    public void Reserve(int leaves, int nodes)
    {
        _states = _shared ?? new IGameState?[nodes];
        _observers = new int[leaves];
        _batch = new InferenceBatch(leaves, _network.Shape);
        _network.Reserve(leaves);
    }

    public ReadOnlySpan<float> Root(ReadOnlySpan<IGameState> states, SearchLeaves leaves)
    {
        for (int tree = 0; tree < states.Length; tree++)
        {
            Copy(states[tree], ref _states[leaves.First[tree]]);
            _observers[tree] = states[tree].ToPlay;
            leaves.IsNew[tree] = true;
            leaves.Kind[tree] = NodeKind.Decision;
            leaves.Node[tree] = 0;
        }

        return Evaluate(leaves);
    }

    public ReadOnlySpan<float> Observation(int tree)
        => _batch.Observations.AsSpan(tree * _spec.Observation.Length, _spec.Observation.Length);

    public ReadOnlySpan<float> Expand(SearchLeaves leaves)
    {
        for (int tree = 0; tree < leaves.Count; tree++)
        {
            if (!leaves.IsNew[tree])
            {
                continue;
            }

            IGameState parent = _states[leaves.First[tree] + leaves.Parent[tree]]!;
            int mover = parent.ToPlay;
            IGameState state = Copy(parent, ref _states[leaves.First[tree] + leaves.Node[tree]]);
            Transition transition = state.Apply(leaves.Action[tree]);
            state.Rewards(_rewards);
            transition = transition == Transition.Truncated && !Cut.IsOpen(_spec.Rewards, _rewards) ? Transition.Terminated : transition;
            leaves.Reward[tree] = float.IsFinite(_rewards[mover]) ? _rewards[mover] : throw NotFinite(_rewards[mover]);
            _observers[tree] = transition == Transition.Continues ? state.ToPlay : Seats.AfterCut(_spec, mover);
            leaves.Kind[tree] = Kind(transition);
            leaves.Discount[tree] = transition == Transition.Terminated ? 0.0f : _spec.Discount * Seats.Sign(_observers[tree], mover);
            leaves.Value[tree] = 0.0f;
        }

        return Evaluate(leaves);
    }

    private UserException NotFinite(float reward)
        => UserException.Usage($"Game '{_spec.Id}' paid a reward of {reward}, so no move can be planned; correct its Rewards.");

    private static NodeKind Kind(Transition transition) => transition switch
    {
        Transition.Terminated => NodeKind.Terminated,
        Transition.Truncated => NodeKind.Truncated,
        _ => NodeKind.Decision,
    };

    private ReadOnlySpan<float> Evaluate(SearchLeaves leaves)
    {
        int observation = _spec.Observation.Length;
        int rows = 0;
        for (int tree = 0; tree < leaves.Count; tree++)
        {
            if (NeedsNetwork(leaves, tree))
            {
                IGameState state = _states[leaves.First[tree] + leaves.Node[tree]]!;
                state.Observe(_observers[tree], _batch.Observations.AsSpan(rows * observation, observation));
                _batch.Slots[rows] = rows;
                leaves.SetLegal(tree, state);
                leaves.Row[tree] = rows++;
            }
        }

        if (rows == 0)
        {
            return [];
        }

        _batch.Count = rows;
        _network.Initial(_batch);
        for (int tree = 0; tree < leaves.Count; tree++)
        {
            if (NeedsNetwork(leaves, tree))
            {
                leaves.Value[tree] = _batch.Values[leaves.Row[tree]];
            }
        }

        return _batch.PolicyLogits;
    }

    // A state at an open cut is still worth something.
    private static bool NeedsNetwork(SearchLeaves leaves, int tree) => leaves.IsNew[tree] && leaves.Kind[tree] != NodeKind.Terminated;

    // Reuses the slot's state if the game can copy into it; self-play then allocates nothing per simulation.
    private static IGameState Copy(IGameState source, ref IGameState? target)
    {
        if (target is not null && source is ICopyTo copy)
        {
            copy.CopyTo(target);
            return target;
        }

        return target = source.Clone();
    }
}
