using MuZero.Games;

namespace MuZero.Search;

/// <summary>The model that the search plans with: learned, or the rules themselves. Two functions, each over a whole batch.</summary>
public interface ISearchModel
{
    /// <summary>A, the number of actions.</summary>
    int Actions { get; }

    /// <summary>The range of values, for <see cref="ValueNormalization.Bounds"/>.</summary>
    (float Min, float Max) ValueBounds { get; }

    /// <summary>Makes room for this many trees of this many nodes.</summary>
    void Reserve(int trees, int nodes);

    /// <summary>Evaluates the root of tree i from states[i], for every i below <see cref="SearchLeaves.Count"/>.</summary>
    /// <param name="states">Positions in which a player is to move. They are read, never changed.</param>
    /// <param name="leaves">Receives logits, legal actions and value.</param>
    void Root(ReadOnlySpan<IGameState> states, SearchLeaves leaves);

    /// <summary>Evaluates the leaf of every tree whose <see cref="SearchLeaves.IsNew"/> is set.</summary>
    void Step(SearchLeaves leaves);
}

/// <summary>One leaf per tree, between selection and backup. T = trees, A = actions.</summary>
public sealed class SearchLeaves(int trees, int actions)
{
    /// <summary>Trees in use; entry i belongs to tree i.</summary>
    public int Count { get; set; }

    /// <summary>In: [T] the node that is left.</summary>
    public int[] Parent { get; } = new int[trees];

    /// <summary>In: [T] the action that leads to the leaf.</summary>
    public int[] Action { get; } = new int[trees];

    /// <summary>In: [T] the leaf's node.</summary>
    public int[] Node { get; } = new int[trees];

    /// <summary>In: [T] false if the walk ended at a node that was evaluated before (terminal, or the depth's bound).</summary>
    public bool[] IsNew { get; } = new bool[trees];

    /// <summary>Out: [R, A] policy logits. A model may put the array here into which its network wrote them, so that none are copied.</summary>
    public float[] Logits { get; set; } = new float[trees * actions];

    /// <summary>Out: [T] each leaf's row of <see cref="Logits"/>; tree i's is row i unless the model sets another.</summary>
    public int[] Row { get; } = [.. Enumerable.Range(0, trees)];

    /// <summary>Out: [T, A] whether an action may be chosen at the leaf.</summary>
    public bool[] Legal { get; } = new bool[trees * actions];

    /// <summary>Out: true if every action of every leaf may be chosen and <see cref="Legal"/> is unused.</summary>
    public bool AllLegal { get; set; }

    /// <summary>Out: [T] value seen by the player to move at the leaf.</summary>
    public float[] Value { get; } = new float[trees];

    /// <summary>Out: [T] reward seen by the player who moved at the parent.</summary>
    public float[] Reward { get; } = new float[trees];

    /// <summary>Out: [T] the factor that carries the leaf's value to the parent's view: gamma, -gamma across a change of player, 0 behind the end.</summary>
    public float[] Discount { get; } = new float[trees];

    /// <summary>Out: [T] true if nothing follows the leaf.</summary>
    public bool[] IsTerminal { get; } = new bool[trees];
}
