using System.ComponentModel.DataAnnotations;

namespace MuZero.Search.Positions;

/// <summary>The search of one position at a time, in play, analysis, matches and evaluations (docs/ALGORITHM.md 1.12). Self-play searches
/// many games at once and takes none of these options.</summary>
public sealed record PositionOptions
{
    /// <summary>Threads that search one tree, each with a network of its own. Needs the game's rules (AlphaZero).</summary>
    /// <value>Default 1.</value>
    [Range(1, 256)]
    public int Threads { get; init; } = 1;

    /// <summary>Leaves of one tree that a thread evaluates by one network call. A call for 16 positions takes hardly longer than one for a
    /// single position, but the leaves of a batch are chosen without knowing each other's values.</summary>
    /// <remarks>lc0's minibatch-size.</remarks>
    /// <value>Default 1.</value>
    [Range(1, 1_024)]
    public int Batch { get; init; } = 1;

    /// <summary>The lost simulations that an edge counts for each of its simulations that are under evaluation, so that others choose other
    /// edges. 0 counts their visits alone.</summary>
    /// <remarks>AlphaGo 3, AlphaGo Zero and KataGo 1, lc0 0.</remarks>
    /// <value>Default 1.</value>
    [Range(0.0, 100.0)]
    public double VirtualLoss { get; init; } = 1.0;

    /// <summary>Keeps the part of the tree below the position that is searched next. Its simulations are added to those of the move, up to
    /// four times as many in all. Needs the game's rules and states with a hash (IHashable).</summary>
    /// <value>Default false.</value>
    public bool ReuseTree { get; init; }

    /// <summary>MiB of evaluations that are kept by the hash of their observations; 0 keeps none. Needs the game's rules.</summary>
    /// <value>Default 0.</value>
    [Range(0, 65_536)]
    public int CacheMebibytes { get; init; }

    /// <summary>A new node of a position that the tree has already takes that node's searched value in place of the network's. Needs the
    /// game's rules and states with a hash (IHashable).</summary>
    /// <value>Default false.</value>
    public bool Transpositions { get; init; }

    /// <summary>Plays the move of the largest lower confidence bound, which is Q less this many standard errors, among the moves with at
    /// least 15 % of the visits of the most visited one. 0 plays the most visited move.</summary>
    /// <remarks>KataGo 5.</remarks>
    /// <value>Default 0.</value>
    [Range(0.0, 100.0)]
    public double LowerConfidenceBound { get; init; }

    /// <summary>Ends a search when the simulations that are left cannot make another move the most visited one.</summary>
    /// <value>Default false.</value>
    public bool EarlyStop { get; init; }

    /// <summary>MiB of a tree without the game's states; a search ends when they are used up. 0 takes what the number of simulations
    /// needs, and 256 MiB for 200,000 simulations at most if only a clock ends the search.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1_048_576)]
    public int TreeMebibytes { get; init; }

    /// <summary>Averages the network's answers over the game's symmetries at the root. Needs a game with symmetries
    /// (ISymmetries).</summary>
    /// <value>Default false.</value>
    public bool RootSymmetries { get; init; }

    /// <summary>True if one simulation after another is searched in a new tree, so that the search of many positions does the
    /// same.</summary>
    internal bool IsPlain => this with { VirtualLoss = 1.0, TreeMebibytes = 0 } == new PositionOptions();
}
