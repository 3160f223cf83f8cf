using MuZero.Games;
using MuZero.Search;

namespace MuZero.SelfPlay;

/// <summary>Policies as episodes keep them, decision after decision: the actions with a weight, and with continuous actions their
/// vectors.</summary>
/// <param name="spec">The game.</param>
internal sealed class PolicyEntries(GameSpec spec)
{
    /// <summary>See <see cref="Episode.PolicyActions"/>.</summary>
    public List<int> Actions { get; } = [];

    /// <summary>See <see cref="Episode.PolicyWeights"/>.</summary>
    public List<float> Weights { get; } = [];

    /// <summary>See <see cref="Episode.PolicyVectors"/>.</summary>
    public List<float> Vectors { get; } = [];

    public void Clear()
    {
        Actions.Clear();
        Weights.Clear();
        Vectors.Clear();
    }

    /// <summary>Adds the next decision's policy.</summary>
    /// <param name="decisions">The planner's answers.</param>
    /// <param name="index">The position's entry in them.</param>
    public void Add(Decisions decisions, int index)
    {
        ReadOnlySpan<float> policy = decisions.Policy(index);
        for (int action = 0; action < policy.Length; action++)
        {
            if (policy[action] > 0.0f)
            {
                ReadOnlySpan<float> vector = decisions.Vector(index, action);
                Actions.Add(vector.IsEmpty ? action : spec.ActionBox!.Nearest(vector));
                Weights.Add(policy[action]);
                Vectors.AddRange(vector);
            }
        }
    }
}
