using MuZero.Games;

namespace MuZero.Search;

/// <summary>The model that a search plans with, learned or the rules themselves: two functions, each over a whole batch.</summary>
public interface ISearchModel
{
    /// <summary>A, the number of actions.</summary>
    int Actions { get; }

    /// <summary>C, the number of chance outcomes; 0 if no node is a <see cref="NodeKind.Chance"/>.</summary>
    int ChanceOutcomes => 0;

    /// <summary>P, the players who have a value of their own at every node; 1 if a node has one value, seen by the player to
    /// move.</summary>
    int Seats => 1;

    /// <summary>The range of values, for <see cref="ValueNormalization.Bounds"/>.</summary>
    (float Min, float Max) ValueBounds { get; }

    /// <summary>True if the model's ends are the game's and pay all there is to win, so that values can be proven
    /// (<see cref="SearchOptions.ProvenValues"/>).</summary>
    bool HasExactEnds => false;

    /// <summary>Makes room.</summary>
    /// <param name="leaves">Leaves evaluated by one call, at most.</param>
    /// <param name="nodes">Nodes of all trees together, numbered from <see cref="SearchLeaves.First"/> on in each tree.</param>
    void Reserve(int leaves, int nodes);

    /// <summary>Evaluates the root of tree i from states[i], for every i below <see cref="SearchLeaves.Count"/>.</summary>
    /// <param name="states">Positions in which a player is to move. They are read, never changed.</param>
    /// <param name="leaves">Receives legal actions and values.</param>
    /// <returns>[R, A] policy logits, row <see cref="SearchLeaves.Row"/> for each tree; valid until the next call.</returns>
    ReadOnlySpan<float> Root(ReadOnlySpan<IGameState> states, SearchLeaves leaves);

    /// <summary>[observation] what the network saw of a tree's root; valid after <see cref="Root"/> until the next call of another
    /// function.</summary>
    ReadOnlySpan<float> Observation(int tree);

    /// <summary>Evaluates the leaf of every tree whose <see cref="SearchLeaves.IsNew"/> is set. A leaf of kind
    /// <see cref="NodeKind.Chance"/> gets <see cref="SearchLeaves.Probabilities"/> in place of logits.</summary>
    /// <returns>[R, A] policy logits, row <see cref="SearchLeaves.Row"/> for each new leaf of kind <see cref="NodeKind.Decision"/>; valid
    /// until the next call.</returns>
    ReadOnlySpan<float> Expand(SearchLeaves leaves);
}
