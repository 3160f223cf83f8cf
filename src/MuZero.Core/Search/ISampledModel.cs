using MuZero.Numerics;

namespace MuZero.Search;

/// <summary>A model whose edges are a sample of the actions, drawn from the policy at every node (Sampled MuZero, Hubert et al.
/// 2021).</summary>
/// <remarks>K = edges. The sample is drawn from beta = pi, so the prior that corrects for it, (empirical frequency / beta) pi, is the
/// empirical frequency alone (equation 5).</remarks>
internal interface ISampledModel : ISearchModel
{
    /// <summary>Sets the streams that the next plan's samples are drawn from.</summary>
    /// <param name="random">One per position; empty if samples must follow from the positions alone.</param>
    void Begin(ReadOnlySpan<RandomStream> random);

    /// <summary>Makes room in decisions.</summary>
    void Prepare(Decisions decisions);

    /// <summary>Writes a root's answers over its edges into the decisions of the game.</summary>
    /// <param name="root">The root, as <see cref="SearchLeaves.First"/> numbers it.</param>
    /// <param name="edges">The answers over edges.</param>
    /// <param name="i">The position's entry in both.</param>
    /// <param name="decisions">Receives the answers.</param>
    void Conclude(int root, Decisions edges, int i, Decisions decisions);

    /// <summary>The game's action behind an edge; of a continuous action the grid's point next to it.</summary>
    int Action(int node, int edge);

    /// <summary>The edge of a root that has a game's action; -1 if it was not sampled.</summary>
    int Edge(int root, int action);
}

/// <summary>The streams of samples: one per tree, begun anew by every plan.</summary>
internal sealed class SampleStreams
{
    private RandomStream[] _streams = [];
    private int _seeded;

    /// <summary>The stream of a tree.</summary>
    public RandomStream this[int tree] => _streams[tree];

    /// <summary>True if samples follow from the positions alone.</summary>
    public bool IsGreedy => _seeded == 0;

    public void Reserve(int trees) => _streams = [.. Enumerable.Range(0, trees).Select(tree => new RandomStream((ulong)tree))];

    /// <summary>Begins the streams of a plan; without <paramref name="random"/> <see cref="Seed"/> does.</summary>
    public void Begin(ReadOnlySpan<RandomStream> random)
    {
        _seeded = random.Length;
        for (int tree = 0; tree < random.Length; tree++)
        {
            Seed(tree, random[tree].NextBits());
        }
    }

    /// <summary>Begins a tree's stream.</summary>
    public void Seed(int tree, ulong seed) => _streams[tree].State = new RandomState(
        RandomStream.Derive(seed, 0), RandomStream.Derive(seed, 1), RandomStream.Derive(seed, 2), RandomStream.Derive(seed, 3));
}
