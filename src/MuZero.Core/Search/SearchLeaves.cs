using MuZero.Games;

namespace MuZero.Search;

/// <summary>The kind of a tree's node. From <see cref="Terminated"/> on walks end.</summary>
public enum NodeKind : byte
{
    /// <summary>A player is to move.</summary>
    Decision,

    /// <summary>Chance decides: the node's edges are outcomes, and its value is that of the player who moved last.</summary>
    Chance,

    /// <summary>Ended by the rules, or by a time limit that paid the outcome: its value is 0.</summary>
    Terminated,

    /// <summary>Cut by a time limit: its value is the network's.</summary>
    Truncated,

    /// <summary>The game goes on, and its outcome with best play is known (<see cref="SearchOptions.ProvenValues"/>).</summary>
    Proven,
}

/// <summary>One leaf per tree, between selection and backup. T = trees, A = actions, C = chance outcomes, P = players.</summary>
public sealed class SearchLeaves(int trees, int actions, int chanceOutcomes = 0, int seats = 1)
{
    private readonly int[] _listed = new int[actions];

    /// <summary>Trees in use; entry i belongs to tree i.</summary>
    public int Count { get; set; }

    /// <summary>In: [T] the number that the model gives node 0 of the leaf's tree; it numbers the nodes of all trees together.</summary>
    public int[] First { get; } = new int[trees];

    /// <summary>In: [T] the node that is left.</summary>
    public int[] Parent { get; } = new int[trees];

    /// <summary>In: [T] the action that leads to the leaf; the outcome if its parent is a chance node.</summary>
    public int[] Action { get; } = new int[trees];

    /// <summary>In: [T] the leaf's node.</summary>
    public int[] Node { get; } = new int[trees];

    /// <summary>In: [T] false if the walk ended at a node that was evaluated before (an end, or the greatest depth).</summary>
    public bool[] IsNew { get; } = new bool[trees];

    /// <summary>In: [T] a number in [0, 1) from which the model draws what is random behind the leaf; 0 in a search without chance
    /// nodes.</summary>
    public double[] Uniform { get; } = new double[trees];

    /// <summary>Out: [T] each leaf's row of the logits; tree i's is row i unless the model sets another.</summary>
    public int[] Row { get; } = [.. Enumerable.Range(0, trees)];

    /// <summary>Out: [T, A] whether an action may be chosen at the leaf.</summary>
    public bool[] Legal { get; } = new bool[trees * actions];

    /// <summary>Out: true if every action of every leaf may be chosen, and <see cref="Legal"/> is unused.</summary>
    public bool AllLegal { get; set; }

    /// <summary>Out: [T, C] each outcome's probability, if the leaf is a chance node.</summary>
    public float[] Probabilities { get; } = new float[trees * chanceOutcomes];

    /// <summary>Out: [T] value seen by the player to move at the leaf; at a chance node by the one who moved last.</summary>
    public float[] Value { get; } = new float[trees];

    /// <summary>Out: [T] reward seen by the player who moved at the parent, or before it if it is a chance node.</summary>
    public float[] Reward { get; } = new float[trees];

    /// <summary>Out: [T] the player to move at the leaf; at a chance node the one who moved last. Unused unless each player has a
    /// value.</summary>
    public int[] ToPlay { get; } = new int[seats > 1 ? trees : 0];

    /// <summary>Out: [T, P] each player's value; unused unless each player has one.</summary>
    public float[] Values { get; } = new float[seats > 1 ? trees * seats : 0];

    /// <summary>Out: [T, P] each player's reward; unused unless each player has a value.</summary>
    public float[] Rewards { get; } = new float[seats > 1 ? trees * seats : 0];

    /// <summary>Out: [T] the factor that carries the leaf's value to the parent's view: gamma, -gamma across a change of player, 1 to a
    /// chance node, 0 behind the end. If each player has a value, the factor of all of them, without a sign.</summary>
    public float[] Discount { get; } = new float[trees];

    /// <summary>Out: [T] the leaf's kind.</summary>
    public NodeKind[] Kind { get; } = new NodeKind[trees];

    /// <summary>Writes a state's legal actions into a tree's row of <see cref="Legal"/>.</summary>
    /// <exception cref="Errors.UserException">A player is to move and has no legal action.</exception>
    public void SetLegal(int tree, IGameState state)
    {
        Span<bool> legal = Legal.AsSpan(tree * actions, actions);
        legal.Clear();
        int count = state.LegalActions(_listed);
        if (count == 0 && state.ToPlay >= 0)
        {
            throw GameFault.NoLegalAction(state);
        }

        foreach (int action in _listed.AsSpan(0, count))
        {
            legal[action] = true;
        }
    }
}
