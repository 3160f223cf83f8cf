using MuZero.Agents;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Search;

namespace MuZero;

/// <summary>A network with a planner over it, used by one thread at a time.</summary>
internal sealed class AgentPlanner : IDisposable
{
    private const int VariationLength = 16;

    private readonly AgentParts _parts;
    private readonly INetwork _network;
    private IPlanner? _planner;

    public AgentPlanner(AgentParts parts, IBackend backend, WeightSnapshot weights)
    {
        _parts = parts;
        _network = parts.CreatePlayNetwork(backend);
        Decisions = new Decisions(1, parts.Game.Spec); // as many as the planner takes, once there is one
        try
        {
            _network.Load(weights);
        }
        catch
        {
            _network.Dispose();
            throw;
        }
    }

    public Decisions Decisions { get; private set; }

    public int Simulations(int position) => _planner!.Finished(position);

    public void Plan(ReadOnlySpan<IGameState> states, int simulations, int capacity, ISearchLimit? limit)
    {
        if (_planner is null || _planner.Simulations != simulations || _planner.Capacity < states.Length)
        {
            SearchOptions search = _parts.Options.Search with { Simulations = simulations };
            AgentParts planning = _parts with { Options = _parts.Options with { Search = search } };
            _planner = null; // its memory is free for the next one
            _planner = planning.CreatePlayPlanner(_network, capacity);
            Decisions = new Decisions(_planner.Capacity, _parts.Game.Spec);
        }

        _planner.LimitBy(limit);
        _planner.Plan(states, [], Decisions);
    }

    // As far as the game's own rules follow it: a learned model may leave them.
    public int[] Variation(int position, int action, IGameState start)
    {
        int[] line = new int[VariationLength];
        line[0] = action;
        int count = Math.Max(1, _planner!.Variation(position, action, line));
        int[] legal = new int[_parts.Game.Spec.Actions];
        IGameState state = start.Clone();
        for (int length = 0; length < count; length++)
        {
            if (state.ToPlay < 0 || !legal.AsSpan(0, state.LegalActions(legal)).Contains(line[length]))
            {
                return line[..length];
            }

            state.Apply(line[length]);
        }

        return line[..count];
    }

    public void Dispose() => _network.Dispose();
}
