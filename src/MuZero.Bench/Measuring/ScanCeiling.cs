using System.Numerics;
using System.Runtime.InteropServices;

namespace MuZero.Bench.Measuring;

/// <summary>The upper bound of a search that has no network: the same memory, scanned in order. For each simulation it reads as many nodes
/// as a walk passes (16 Q and 16 weights each, scored and compared), writes a number to each of them, and turns one row of A logits into a
/// row of priors with a single multiplication.</summary>
/// <remarks>There are no dependencies: no walk depends on a score, no exponential is computed, and the addresses are known ahead.</remarks>
internal sealed class ScanCeiling : IBenchLoad
{
    // Numbers in a node: four cache lines, of which Q is the second and weights the third.
    private const int Node = 64;
    private const int Lanes = 16;
    private const int SimulationsAtOnce = 4096;

    private readonly float[] _nodes;
    private readonly float[] _rows;
    private readonly float[] _logits;
    private readonly int _width;
    private readonly double _depth;
    private int _node;
    private int _row;

    // The scan's result; kept so that the compiler cannot remove the loop.
    private float _highest;

    /// <summary>The memory of <paramref name="trees"/> trees of <paramref name="nodes"/> nodes.</summary>
    public ScanCeiling(int trees, int nodes, int actions, double depth)
    {
        _width = (actions + Lanes - 1) / Lanes * Lanes;
        _depth = depth;

        // As much as the search has, or as an array of moderate length holds: beyond any cache it makes no difference.
        int records = (int)Math.Min((long)trees * nodes, (1 << 28) / Math.Max(Node, _width));
        _nodes = new float[records * Node];
        _rows = new float[records * _width];
        _logits = new float[Math.Min(trees, records) * _width];
    }

    public long Run()
    {
        double due = 0.0;
        for (int simulation = 0; simulation < SimulationsAtOnce; simulation++)
        {
            for (due += _depth; due >= 1.0; due--)
            {
                Pass(_nodes.AsSpan(_node, Node));
                _node = _node + Node < _nodes.Length ? _node + Node : 0;
            }

            Expand(_logits.AsSpan(_row % _logits.Length, _width), _rows.AsSpan(_row, _width));
            _row = _row + _width < _rows.Length ? _row + _width : 0;
        }

        return SimulationsAtOnce;
    }

    private void Pass(Span<float> node)
    {
        ref float start = ref MemoryMarshal.GetReference(node);
        Vector<float> highest = new(_highest);
        for (nuint lane = 0; lane < Lanes; lane += (nuint)Vector<float>.Count)
        {
            Vector<float> q = Vector.LoadUnsafe(ref start, Lanes + lane);
            Vector<float> weights = Vector.LoadUnsafe(ref start, (2 * Lanes) + lane);
            Vector<float> score = Vector.MultiplyAddEstimate(q, new Vector<float>(0.5f), weights);
            highest = Vector.Max(highest, score);
        }

        _highest = highest[0];
        node[0] = _highest;
    }

    private static void Expand(ReadOnlySpan<float> logits, Span<float> row)
    {
        ref float from = ref MemoryMarshal.GetReference(logits);
        ref float to = ref MemoryMarshal.GetReference(row);
        for (nuint action = 0; action < (nuint)row.Length; action += (nuint)Vector<float>.Count)
        {
            (Vector.LoadUnsafe(ref from, action) * 0.5f).StoreUnsafe(ref to, action);
        }
    }
}
