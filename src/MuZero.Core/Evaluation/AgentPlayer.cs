using MuZero.Games;
using MuZero.Search;

namespace MuZero.Evaluation;

/// <summary>The trained agent at its strongest: its planner's own action, without exploration.</summary>
public sealed class AgentPlayer(IPlanner planner, GameSpec spec) : IPlayer
{
    private readonly Decisions _decisions = new(planner.Capacity, spec);

    /// <inheritdoc/>
    public string Name => "agent";

    /// <summary>Simulations per move.</summary>
    public int Simulations => planner.Simulations;

    /// <inheritdoc/>
    public void Choose(ReadOnlySpan<IGameState> states, Span<int> actions)
    {
        for (int start = 0; start < states.Length; start += planner.Capacity)
        {
            int count = Math.Min(planner.Capacity, states.Length - start);
            planner.Plan(states.Slice(start, count), [], _decisions);
            for (int i = 0; i < count; i++)
            {
                actions[start + i] = _decisions.Action(i);
            }
        }
    }

    /// <summary>The planner's answers for one position, as entry 0; valid until the next call.</summary>
    public Decisions Consider(IGameState state)
    {
        planner.Plan([state], [], _decisions);
        return _decisions;
    }
}
