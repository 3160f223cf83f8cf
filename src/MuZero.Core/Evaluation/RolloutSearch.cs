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
    private readonly float[] _received; // [depth, seats] dice after the move included
    private readonly int _seats; // players whose returns are carried back: player 0 up to two players, all of more
    private readonly double[] _tail; // [seats] the return of a rollout

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
        _seats = Seats.Values(spec);
        _tail = new double[_seats];
        (_edges, _nodes, _received) = (new int[rollouts], new int[rollouts], new float[rollouts * _seats]);
    }

    /// <summary>The most visited action of a position; of equal ones the one with the largest mean.</summary>
    public int Best(IGameState position, RandomStream random)
    {
        _tree.Clear();
        (_low, _high) = _spec.Players > 1 ? (_spec.MinReturn, _spec.MaxReturn) : (double.PositiveInfinity, double.NegativeInfinity);
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
        Array.Clear(_tail);
        for (int node = root; node >= 0; depth++)
        {
            if (!_tree.IsExpanded(node))
            {
                Expand(node, state, random);
            }

            int edge = Select(node);
            (_edges[depth], _nodes[depth]) = (edge, node);
            Span<float> received = _received.AsSpan(depth * _seats, _seats);
            received.Clear();
            Play(state, _tree.Action(edge), random, received, out ulong outcomes);
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
                Rollout(state, random);
                node = -1;
            }
        }

        Backup(depth);
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

    // Random moves to the end, or to as many as the longest game has; leaves the discounted returns.
    private void Rollout(IGameState state, RandomStream random)
    {
        Span<float> received = stackalloc float[_seats];
        double discount = 1.0;
        for (int moves = 0; state.ToPlay >= 0 && moves < _spec.MaxLength; moves++)
        {
            int count = state.LegalActions(_legal);
            if (count == 0)
            {
                throw GameFault.NoLegalAction(state);
            }

            received.Clear();
            Play(state, _legal[random.Next(count)], random, received, out _);
            for (int seat = 0; seat < _seats; seat++)
            {
                _tail[seat] += discount * received[seat];
            }

            discount *= _spec.Discount;
        }
    }

    // Plays a move and the dice after it, and adds what was received.
    private void Play(IGameState state, int action, RandomStream random, Span<float> received, out ulong outcomes)
    {
        state.Apply(action);
        Receive(state, received);
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
            Receive(state, received);
        }
    }

    private void Receive(IGameState state, Span<float> received)
    {
        if (_hasStepRewards || state.ToPlay == Player.Terminal)
        {
            state.Rewards(_rewards);
            for (int seat = 0; seat < _seats; seat++)
            {
                received[seat] += _rewards[seat];
            }
        }
    }

    private void Backup(int depth)
    {
        for (int i = depth - 1; i >= 0; i--)
        {
            for (int seat = 0; seat < _seats; seat++)
            {
                _tail[seat] = _received[(i * _seats) + seat] + (_spec.Discount * _tail[seat]);
            }

            int mover = _tree.ToPlay(_nodes[i]);
            double value = _tail[0];
            _tree.Add(_nodes[i], _edges[i], _seats > 1 ? _tail[mover] : value * Seats.Sign(0, mover));
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
