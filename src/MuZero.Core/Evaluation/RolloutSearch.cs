using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Evaluation;

/// <summary>UCT over one position at a time. Each simulation walks down the tree, adds a node, plays random moves to the end of the game
/// and carries the return back.</summary>
/// <remarks>
/// <para>A node's untried moves come first, in random order; then the one with the largest mean + sqrt(2 ln N / n), where the mean is
/// scaled to [0, 1]: by the game's bounds with two players, by the returns that this search has seen with one. sqrt(2) is UCB1's constant
/// (Auer, Cesa-Bianchi and Fischer 2002).</para>
/// <para>Dice are drawn on the way down. Each sequence of outcomes after a move leads to a node of its own.</para>
/// <para>No simulation allocates, apart from games that cannot copy into a state, and from edges that grow with the largest search.</para>
/// </remarks>
internal sealed class RolloutSearch
{
    private const double Exploration = 1.4142135623730951;

    private readonly GameSpec _spec;
    private readonly int _rollouts;
    private readonly RolloutTree _tree;
    private readonly ChancePlay _chance;
    private readonly ScratchState _scratch = new();
    private readonly int[] _legal;
    private readonly float[] _rewards;
    private readonly bool _hasStepRewards;

    // The walk of one simulation: [depth].
    private readonly int[] _edges;
    private readonly int[] _nodes;
    private readonly float[] _received; // by player 0, dice after the move included

    private double _low, _high; // of returns

    public RolloutSearch(GameSpec spec, int rollouts)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rollouts);
        (_spec, _rollouts) = (spec, rollouts);
        _tree = new RolloutTree(rollouts + 1);
        _chance = new ChancePlay(spec);
        _legal = new int[spec.Actions];
        _rewards = new float[spec.Players];
        _hasStepRewards = spec.Rewards == RewardTiming.Stepwise;
        (_edges, _nodes, _received) = (new int[rollouts], new int[rollouts], new float[rollouts]);
    }

    /// <summary>The most visited action of a position; of equal ones the one with the largest mean.</summary>
    public int Best(IGameState position, RandomStream random)
    {
        _tree.Clear();
        (_low, _high) = _spec.Players == 2 ? (_spec.MinReturn, _spec.MaxReturn) : (double.PositiveInfinity, double.NegativeInfinity);
        int root = _tree.AddNode(position.ToPlay, 0);
        Expand(root, position, random);
        if (_tree.EdgesOf(root) > 1)
        {
            for (int simulation = 0; simulation < _rollouts; simulation++)
            {
                Simulate(root, _scratch.Copy(position), random);
            }
        }

        return _tree.Action(MostVisited(root));
    }

    private void Simulate(int root, IGameState state, RandomStream random)
    {
        int depth = 0;
        double tail = 0.0;
        for (int node = root; node >= 0; depth++)
        {
            if (!_tree.IsExpanded(node))
            {
                Expand(node, state, random);
            }

            int edge = Select(node);
            (_edges[depth], _nodes[depth]) = (edge, node);
            _received[depth] = Play(state, _tree.Action(edge), random, out ulong outcomes);
            if (state.ToPlay == Player.Terminal)
            {
                node = -1;
            }
            else if (_tree.Find(edge, outcomes) is var child and >= 0)
            {
                node = child;
            }
            else
            {
                _tree.AddChild(edge, state.ToPlay, outcomes);
                tail = Rollout(state, random);
                node = -1;
            }
        }

        Backup(depth, tail);
    }

    private int Select(int node)
    {
        if (_tree.TakeUntried(node) is var untried and >= 0)
        {
            return untried;
        }

        double scale = _high > _low ? 1.0 / (_high - _low) : 0.0;
        double logarithm = Math.Log(_tree.Visits(node));
        int first = _tree.FirstEdge(node), best = first;
        double most = double.NegativeInfinity;
        for (int edge = first; edge < first + _tree.EdgesOf(node); edge++)
        {
            int visits = _tree.EdgeVisits(edge);
            double bound = ((_tree.Mean(edge) - _low) * scale) + (Exploration * Math.Sqrt(logarithm / visits));
            (best, most) = bound > most ? (edge, bound) : (best, most);
        }

        return best;
    }

    private void Expand(int node, IGameState state, RandomStream random)
    {
        int count = state.LegalActions(_legal);
        if (count == 0)
        {
            throw GameFault.NoLegalAction(state);
        }

        for (int i = count - 1; i > 0; i--)
        {
            int other = random.Next(i + 1);
            (_legal[i], _legal[other]) = (_legal[other], _legal[i]);
        }

        _tree.Expand(node, _legal.AsSpan(0, count));
    }

    // Random moves to the end, or to as many as the longest game has; the discounted return of player 0.
    private double Rollout(IGameState state, RandomStream random)
    {
        double sum = 0.0, discount = 1.0;
        for (int moves = 0; state.ToPlay >= 0 && moves < _spec.MaxLength; moves++)
        {
            int count = state.LegalActions(_legal);
            if (count == 0)
            {
                throw GameFault.NoLegalAction(state);
            }

            sum += discount * Play(state, _legal[random.Next(count)], random, out _);
            discount *= _spec.Discount;
        }

        return sum;
    }

    // Plays a move and the dice after it; returns what player 0 received.
    private float Play(IGameState state, int action, RandomStream random, out ulong outcomes)
    {
        state.Apply(action);
        float received = Received(state);
        outcomes = 0;
        for (int drawn = 0; state.ToPlay == Player.Chance; drawn++)
        {
            if (drawn == ChancePlay.MostInARow)
            {
                throw GameFault.EndlessChance(_spec, drawn);
            }

            int outcome = _chance.Draw(state, random);
            outcomes = RandomStream.Derive(outcomes, (ulong)outcome + 1);
            state.Apply(outcome);
            received += Received(state);
        }

        return received;
    }

    private float Received(IGameState state)
    {
        if (!_hasStepRewards && state.ToPlay != Player.Terminal)
        {
            return 0.0f;
        }

        state.Rewards(_rewards);
        return _rewards[0];
    }

    private void Backup(int depth, double tail)
    {
        double value = tail;
        for (int i = depth - 1; i >= 0; i--)
        {
            value = _received[i] + (_spec.Discount * value);
            _tree.Add(_nodes[i], _edges[i], value * Seats.Sign(0, _tree.ToPlay(_nodes[i])));
            if (_spec.Players == 1)
            {
                (_low, _high) = (Math.Min(_low, value), Math.Max(_high, value));
            }
        }
    }

    private int MostVisited(int node)
    {
        int first = _tree.FirstEdge(node), best = first;
        for (int edge = first + 1; edge < first + _tree.EdgesOf(node); edge++)
        {
            if ((_tree.EdgeVisits(edge), _tree.Mean(edge)).CompareTo((_tree.EdgeVisits(best), _tree.Mean(best))) > 0)
            {
                best = edge;
            }
        }

        return best;
    }
}
