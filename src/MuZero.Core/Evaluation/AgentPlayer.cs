using MuZero.Games;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Search;

namespace MuZero.Evaluation;

/// <summary>The trained agent at its strongest: its planner's own action, without exploration.</summary>
/// <remarks>Can be used by several threads at once. A call takes a lane, which is a network and a planner with their memory; lanes are made
/// when all others are taken, up to <paramref name="lanes"/>, and further calls wait for one.</remarks>
/// <param name="spec">The game.</param>
/// <param name="createLane">Makes a network whose weights are loaded, and a planner over it.</param>
/// <param name="lanes">Calls at most that are answered at once.</param>
public sealed class AgentPlayer(GameSpec spec, Func<(INetwork Network, IPlanner Planner)> createLane, int lanes)
    : IContinuousPlayer, IDisposable
{
    private readonly object _gate = new();
    private readonly Stack<Lane> _free = [];
    private readonly List<Lane> _all = [];
    private WeightSnapshot? _weights; // null: those that createLane loaded
    private bool _isDisposed;

    /// <inheritdoc/>
    public string Name => "agent";

    /// <summary>Simulations per move.</summary>
    /// <exception cref="ObjectDisposedException">The player was disposed.</exception>
    public int Simulations => Use(static lane => lane.Planner.Simulations);

    /// <summary>Plays with other weights from the next call on.</summary>
    /// <exception cref="ObjectDisposedException">The player was disposed.</exception>
    public void Load(WeightSnapshot weights)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _weights = weights;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">No player is to move in one of the positions.</exception>
    /// <exception cref="ObjectDisposedException">The player was disposed.</exception>
    public void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<int> actions)
        => Choose(states, static (decisions, row, _) => decisions.Action(row), actions);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">No player is to move in one of the positions.</exception>
    /// <exception cref="ObjectDisposedException">The player was disposed.</exception>
    public void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<float> vectors)
    {
        float[] chosen = new float[vectors.Length];
        int dimensions = spec.Dimensions();
        Choose(
            states,
            (decisions, row, number) =>
            {
                decisions.Vector(row, decisions.Action(row)).CopyTo(chosen.AsSpan(number * dimensions));
                return 0;
            },
            new int[states.Length]);
        chosen.CopyTo(vectors);
    }

    /// <summary>Chooses by the planner's answers.</summary>
    /// <param name="states">The positions.</param>
    /// <param name="choose">The action by the answers, their entry for the position, and the position's number.</param>
    /// <param name="actions">Receives the choices.</param>
    internal void Choose(ReadOnlySpan<IGameState> states, Func<Decisions, int, int, int> choose, Span<int> actions)
    {
        foreach (IGameState state in states)
        {
            RequireMove(state);
        }

        Lane lane = Take();
        try
        {
            for (int start = 0; start < states.Length; start += lane.Planner.Capacity)
            {
                int count = Math.Min(lane.Planner.Capacity, states.Length - start);
                lane.Planner.Plan(states.Slice(start, count), [], lane.Decisions);
                for (int i = 0; i < count; i++)
                {
                    actions[start + i] = choose(lane.Decisions, i, start + i);
                }
            }
        }
        finally
        {
            Return(lane);
        }
    }

    /// <summary>The planner's answers for one position, as entry 0.</summary>
    /// <exception cref="ArgumentException">No player is to move in the position.</exception>
    /// <exception cref="ObjectDisposedException">The player was disposed.</exception>
    public Decisions Consider(IGameState state)
    {
        RequireMove(state);
        Decisions decisions = new(1, spec);
        return Use(lane =>
        {
            lane.Planner.Plan([state], [], decisions);
            return decisions;
        });
    }

    /// <summary>Frees the networks; waits for the calls that are being answered.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Monitor.PulseAll(_gate);
            while (_free.Count < _all.Count)
            {
                Monitor.Wait(_gate);
            }

            _all.ForEach(lane => lane.Network.Dispose());
            _all.Clear();
            _free.Clear();
        }
    }

    private static void RequireMove(IGameState state)
    {
        if (state.ToPlay < 0)
        {
            string reason = state.ToPlay == Player.Chance ? "a chance node" : "the end of a game";
            throw new ArgumentException($"The agent has no move in this position: it is {reason}. Ask only if ToPlay is a player.",
                nameof(state));
        }
    }

    private T Use<T>(Func<Lane, T> ask)
    {
        Lane lane = Take();
        try
        {
            return ask(lane);
        }
        finally
        {
            Return(lane);
        }
    }

    private Lane Take()
    {
        Lane? lane = null;
        WeightSnapshot? weights;
        lock (_gate)
        {
            while (!_isDisposed && !_free.TryPop(out lane) && _all.Count >= lanes)
            {
                Monitor.Wait(_gate);
            }

            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (lane is null)
            {
                (INetwork network, IPlanner planner) = createLane();
                lane = new Lane(network, planner, new Decisions(planner.Capacity, spec));
                _all.Add(lane);
            }

            weights = _weights;
        }

        return Loaded(lane, weights);
    }

    private Lane Loaded(Lane lane, WeightSnapshot? weights)
    {
        try
        {
            if (!ReferenceEquals(lane.Weights, weights))
            {
                lane.Network.Load(weights!);
                lane.Weights = weights;
            }

            return lane;
        }
        catch
        {
            Return(lane);
            throw;
        }
    }

    private void Return(Lane lane)
    {
        lock (_gate)
        {
            _free.Push(lane);
            Monitor.PulseAll(_gate);
        }
    }

    // One thread at a time uses it.
    private sealed class Lane(INetwork network, IPlanner planner, Decisions decisions)
    {
        public INetwork Network { get; } = network;

        public IPlanner Planner { get; } = planner;

        public Decisions Decisions { get; } = decisions;

        public WeightSnapshot? Weights { get; set; }
    }
}
