using MuZero.Games;
using MuZero.Networks;
using MuZero.Search.Tree;

namespace MuZero.Search.Positions;

/// <summary>The network's priors and value at a root, averaged over the game's symmetries (AlphaGo's and KataGo's averaging over
/// symmetries).</summary>
internal sealed class RootSymmetries
{
    private readonly SearchTree _trees;
    private readonly INetwork _network;
    private readonly ISymmetries _symmetries;
    private readonly InferenceBatch _batch;
    private readonly int _length; // of an observation
    private readonly bool[] _legal;    // [A] as a symmetry sees it
    private readonly float[] _seen;    // [W] priors as a symmetry sees them
    private readonly float[] _priors;  // [A] their mean

    /// <summary>The averaging of a search.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="network">Evaluates; its slots from <paramref name="firstSlot"/> on are overwritten, one for each symmetry.</param>
    /// <param name="symmetries">The game's symmetries.</param>
    /// <param name="firstSlot">A slot.</param>
    public RootSymmetries(SearchTree trees, INetwork network, ISymmetries symmetries, int firstSlot)
    {
        (_trees, _network, _symmetries) = (trees, network, symmetries);
        _length = network.Shape.Observation.Length;
        _batch = new InferenceBatch(symmetries.Symmetries, network.Shape) { Count = symmetries.Symmetries };
        (_legal, _seen, _priors) = (new bool[trees.Actions], new float[trees.Width], new float[trees.Actions]);
        for (int symmetry = 0; symmetry < symmetries.Symmetries; symmetry++)
        {
            _batch.Slots[symmetry] = firstSlot + symmetry;
        }
    }

    /// <summary>Replaces the priors of a root, and the value of one that has not been searched.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="observation">The root's observation.</param>
    public void Average(int tree, ReadOnlySpan<float> observation)
    {
        int count = _symmetries.Symmetries;
        for (int symmetry = 0; symmetry < count; symmetry++)
        {
            _symmetries.TransformObservation(symmetry, observation, _batch.Observations.AsSpan(symmetry * _length, _length));
        }

        _network.Initial(_batch);
        Array.Clear(_priors);
        float value = 0.0f;
        for (int symmetry = 0; symmetry < count; symmetry++)
        {
            value += _batch.Values[symmetry] / count;
            AddPriors(tree, symmetry);
        }

        SetPriors(tree);
        ref NodeStatistics root = ref _trees.Node(tree, 0);
        if (root.Visits == 1)
        {
            root.Value = root.RawValue = value;
        }
    }

    // The action a of the position is the action TransformAction(a) of what the network saw.
    private void AddPriors(int tree, int symmetry)
    {
        Span<float> row = _trees.Unvisited(tree, 0);
        for (int action = 0; action < _legal.Length; action++)
        {
            _legal[_symmetries.TransformAction(symmetry, action)] = row[action] != SearchTree.Illegal;
        }

        _ = Softmax.Masked(_batch.PolicyLogits.AsSpan(symmetry * _legal.Length), _legal.Length, _legal, _seen);
        for (int action = 0; action < _legal.Length; action++)
        {
            float prior = _seen[_symmetries.TransformAction(symmetry, action)];
            _priors[action] += prior < 0.0f ? 0.0f : prior / _symmetries.Symmetries;
        }
    }

    private void SetPriors(int tree)
    {
        Span<float> row = _trees.Unvisited(tree, 0);
        for (int action = 0; action < _priors.Length; action++)
        {
            row[action] = row[action] < 0.0f ? row[action] : _priors[action];
        }

        TreeRecords records = _trees.Records(tree);
        float visited = 0.0f;
        for (int node = 1; node < records.Totals.Nodes; node++)
        {
            ref NodeStatistics child = ref records.Node(node);
            if (child.Parent == 0)
            {
                child.Prior = _priors[child.Action];
                visited += child.Prior;
                records.SetEdge(child, child.Reward + (child.Discount * child.Value));
            }
        }

        records.Node(0).VisitedPrior = visited;
        _trees.FindBest(tree, 0);
    }
}
