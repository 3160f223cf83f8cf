using MuZero.Errors;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Search.Tree;

namespace MuZero.Search;

/// <summary>AlphaZero's model: real states in the tree, legality masked at every node, what the rules ended valued by them and never by the
/// network.</summary>
/// <remarks>A chance node has no observation of its own. Its value is that of a position behind it: outcomes are drawn until a player is to
/// move, and the network values that position (docs/ALGORITHM.md 1.10).</remarks>
internal sealed class PerfectModel : ISearchModel
{
    private readonly INetwork _network;
    private readonly GameSpec _spec;
    private readonly float[] _rewards; // [P]
    private readonly int _seats;
    private float[] _seatRewards = []; // [leaves, P] behind new chance nodes, if each player has a value
    private readonly float[] _outcomes; // [C] probabilities of a second outcome in a row
    private readonly IGameState?[]? _shared;
    private IGameState?[] _states = []; // [nodes]
    private int[] _viewers = []; // [nodes] the player whose view a node's value has
    private IGameState?[] _behind = []; // [leaves] positions behind new chance nodes
    private Step[] _steps = []; // [leaves] what leads there
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
        (_rewards, _outcomes) = (new float[spec.Players], new float[spec.ChanceOutcomes]);
        _seats = Games.Seats.Values(spec);
        _batch = new InferenceBatch(1, network.Shape);
    }

    public int Actions => _spec.Actions;

    public int ChanceOutcomes => _spec.ChanceOutcomes;

    public int Seats => _seats;

    public (float Min, float Max) ValueBounds => (_spec.MinReturn, _spec.MaxReturn);

    public bool HasExactEnds => _spec is { Players: 2, Rewards: RewardTiming.Terminal, ChanceOutcomes: 0, Discount: 1.0f };

    public void Reserve(int leaves, int nodes)
    {
        _states = _shared ?? new IGameState?[nodes];
        _viewers = new int[nodes];
        (_behind, _steps) = (new IGameState?[leaves], new Step[leaves]);
        _seatRewards = new float[_seats > 1 ? leaves * _seats : 0];
        _batch = new InferenceBatch(leaves, _network.Shape);
        _network.Reserve(leaves);
    }

    public ReadOnlySpan<float> Root(ReadOnlySpan<IGameState> states, SearchLeaves leaves)
    {
        for (int tree = 0; tree < states.Length; tree++)
        {
            StateCopy.Into(states[tree], ref _states[leaves.First[tree]]);
            _viewers[leaves.First[tree]] = states[tree].ToPlay;
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

            int parent = leaves.First[tree] + leaves.Parent[tree], node = leaves.First[tree] + leaves.Node[tree];
            IGameState before = _states[parent]!;

            // Another model may have made the node of a shared tree; only a chance node does not say whose view it has.
            int mover = before.ToPlay >= 0 ? before.ToPlay : _viewers[parent];
            IGameState state = StateCopy.Into(before, ref _states[node]);
            Step step = Apply(state, leaves.Action[tree], mover);
            _viewers[node] = step.Viewer;
            leaves.Reward[tree] = step.Reward;
            leaves.Kind[tree] = step.Kind;
            leaves.Discount[tree] = step.Discount;
            leaves.Value[tree] = 0.0f;
            if (_seats > 1)
            {
                TakeRewards(leaves.Rewards.AsSpan(tree * _seats, _seats));
            }

            if (step.Kind == NodeKind.Chance)
            {
                LookBehind(leaves, tree, state, step.Viewer);
            }
        }

        return Evaluate(leaves);
    }

    // Plays an action, or an outcome after an action of the mover's.
    private Step Apply(IGameState state, int action, int mover)
    {
        Transition transition = state.Apply(action);
        state.Rewards(_rewards);
        float reward = float.IsFinite(_rewards[mover]) ? _rewards[mover] : throw NotFinite(_rewards[mover]);
        if (transition == Transition.Continues)
        {
            // The discount is one per decision, and belongs to the last edge before the next one.
            int toPlay = state.ToPlay;
            return toPlay == Player.Chance
                ? new Step(NodeKind.Chance, mover, reward, 1.0f)
                : new Step(NodeKind.Decision, toPlay, reward, Discount(toPlay, mover));
        }

        int observer = Games.Seats.AfterCut(_spec, mover);
        return transition == Transition.Truncated && Cut.IsOpen(_spec.Rewards, _rewards)
            ? new Step(NodeKind.Truncated, observer, reward, Discount(observer, mover))
            : new Step(NodeKind.Terminated, observer, reward, 0.0f);
    }

    // Of more than two players each has a value, so that none changes its view.
    private float Discount(int viewer, int mover) => _seats > 1 ? _spec.Discount : _spec.Discount * Games.Seats.Sign(viewer, mover);

    private void TakeRewards(Span<float> rewards)
    {
        NodeExpansion.RequireFinite(_rewards);
        _rewards.CopyTo(rewards);
    }

    // Draws what follows a chance node, up to the next decision or the end.
    private void LookBehind(SearchLeaves leaves, int tree, IGameState chanceNode, int mover)
    {
        Span<float> probabilities = leaves.Probabilities.AsSpan(tree * ChanceOutcomes, ChanceOutcomes);
        Probabilities(chanceNode, probabilities);
        IGameState state = StateCopy.Into(chanceNode, ref _behind[tree]);
        double uniform = leaves.Uniform[tree];
        Step step = new(NodeKind.Chance, mover, 0.0f, 1.0f);
        Span<float> received = _seats > 1 ? _seatRewards.AsSpan(tree * _seats, _seats) : [];
        received.Clear();
        for (int drawn = 0; step.Kind == NodeKind.Chance; drawn++)
        {
            if (drawn == ChancePlay.MostInARow)
            {
                throw GameFault.EndlessChance(_spec, drawn);
            }

            if (drawn > 0)
            {
                Probabilities(state, _outcomes);
            }

            int outcome = ChanceDraw.Outcome(drawn > 0 ? _outcomes : probabilities, ref uniform);
            Step next = Apply(state, outcome, mover);
            step = next with { Reward = step.Reward + next.Reward };
            for (int player = 0; player < received.Length; player++)
            {
                received[player] += _rewards[player];
            }
        }

        _steps[tree] = step;
    }

    private void Probabilities(IGameState state, Span<float> probabilities)
    {
        if (state is not IChance chance || probabilities.IsEmpty)
        {
            throw GameFault.NoChance(_spec);
        }

        chance.ChanceProbabilities(probabilities);
    }

    private UserException NotFinite(float reward)
        => UserException.Usage($"Game '{_spec.Id}' paid a reward of {reward}, so no move can be planned; correct its Rewards.");

    private ReadOnlySpan<float> Evaluate(SearchLeaves leaves)
    {
        int observation = _spec.Observation.Length;
        int rows = 0;
        for (int tree = 0; tree < leaves.Count; tree++)
        {
            if (NeedsNetwork(leaves, tree))
            {
                int node = leaves.First[tree] + leaves.Node[tree];
                bool isChance = leaves.Kind[tree] == NodeKind.Chance;
                IGameState state = isChance ? _behind[tree]! : _states[node]!;
                int viewer = isChance ? _steps[tree].Viewer : _viewers[node];
                state.Observe(viewer, _batch.Observations.AsSpan(rows * observation, observation));
                _batch.Slots[rows] = rows;
                leaves.SetLegal(tree, state);
                leaves.Row[tree] = rows++;
            }
        }

        if (rows > 0)
        {
            _batch.Count = rows;
            _network.Initial(_batch);
        }

        for (int tree = 0; tree < leaves.Count; tree++)
        {
            if (_seats > 1)
            {
                TakeValues(leaves, tree);
                continue;
            }

            float value = NeedsNetwork(leaves, tree) ? _batch.Values[leaves.Row[tree]] : 0.0f;
            if (leaves.IsNew[tree])
            {
                leaves.Value[tree] = leaves.Kind[tree] == NodeKind.Chance ? _steps[tree].Reward + (_steps[tree].Discount * value) : value;
            }
        }

        return rows > 0 ? _batch.PolicyLogits : [];
    }

    private void TakeValues(SearchLeaves leaves, int tree)
    {
        if (!leaves.IsNew[tree])
        {
            return;
        }

        bool isChance = leaves.Kind[tree] == NodeKind.Chance;
        int viewer = _viewers[leaves.First[tree] + leaves.Node[tree]];
        Span<float> values = leaves.Values.AsSpan(tree * _seats, _seats);
        values.Clear();
        if (NeedsNetwork(leaves, tree))
        {
            _batch.ValueFor(leaves.Row[tree], isChance ? _steps[tree].Viewer : viewer, values);
        }

        for (int player = 0; isChance && player < _seats; player++)
        {
            values[player] = _seatRewards[(tree * _seats) + player] + (_steps[tree].Discount * values[player]);
        }

        (leaves.ToPlay[tree], leaves.Value[tree]) = (viewer, values[viewer]);
    }

    // A state at an open cut is still worth something.
    private bool NeedsNetwork(SearchLeaves leaves, int tree)
        => leaves.IsNew[tree] && leaves.Kind[tree] != NodeKind.Terminated
            && (leaves.Kind[tree] != NodeKind.Chance || _steps[tree].Kind != NodeKind.Terminated);

    /// <summary>The result of an action or an outcome.</summary>
    /// <param name="Kind">The kind of the node reached.</param>
    /// <param name="Viewer">The player whose view its value has.</param>
    /// <param name="Reward">The mover's reward.</param>
    /// <param name="Discount">The factor from the viewer's value to the mover's.</param>
    private readonly record struct Step(NodeKind Kind, int Viewer, float Reward, float Discount);
}
