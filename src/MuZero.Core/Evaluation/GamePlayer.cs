using System.Runtime.CompilerServices;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Search;

namespace MuZero.Evaluation;

/// <summary>A trained agent with a network and a planner for each game, so that the planner may keep its tree from move to move. A choice
/// then depends on the moves of its game and on no other game.</summary>
/// <param name="spec">The game.</param>
/// <param name="createLane">Makes a network whose weights are loaded, and a planner over it.</param>
internal sealed class GamePlayer(GameSpec spec, Func<(INetwork Network, IPlanner Planner)> createLane) : IHistoryPlayer, IDisposable
{
    // By the object that holds a game's moves; a lane goes when its game does.
    private readonly ConditionalWeakTable<IReadOnlyList<int>, Lane> _lanes = [];

    public string Name => "agent";

    /// <summary>Chooses in positions that belong to no game, each with a new tree.</summary>
    public void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<int> actions)
    {
        for (int i = 0; i < states.Length; i++)
        {
            using Lane lane = CreateLane();
            actions[i] = lane.Choose(states[i]);
        }
    }

    public void Choose(
        ReadOnlySpan<IGameState> states, ReadOnlySpan<IReadOnlyList<int>> moves, ReadOnlySpan<RandomStream> random, Span<int> actions)
    {
        for (int i = 0; i < states.Length; i++)
        {
            actions[i] = _lanes.GetValue(moves[i], _ => CreateLane()).Choose(states[i]);
        }
    }

    public void Dispose()
    {
        foreach ((_, Lane lane) in _lanes)
        {
            lane.Dispose();
        }

        _lanes.Clear();
    }

    private Lane CreateLane()
    {
        (INetwork network, IPlanner planner) = createLane();
        return new Lane(network, planner, new Decisions(1, spec));
    }

    private sealed class Lane(INetwork network, IPlanner planner, Decisions decisions) : IDisposable
    {
        public int Choose(IGameState state)
        {
            planner.Plan([state], [], decisions);
            return decisions.Action(0);
        }

        public void Dispose() => network.Dispose();
    }
}
