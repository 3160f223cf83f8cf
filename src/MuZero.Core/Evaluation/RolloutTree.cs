namespace MuZero.Evaluation;

/// <summary>The tree of a <see cref="RolloutSearch"/>, one flat array per field. N = nodes, E = edges.</summary>
/// <remarks>Node 0 is the root. A node gets its edges, one per legal action, when it is passed for the second time. An edge leads to
/// several nodes if dice fall after its action: they form a list, and each is found by its outcomes.</remarks>
internal sealed class RolloutTree(int nodes)
{
    private const int None = -1;

    private readonly int[] _toPlay = new int[nodes]; // [N]
    private readonly ulong[] _outcomes = new ulong[nodes]; // [N] a hash of the dice that led there
    private readonly int[] _sibling = new int[nodes]; // [N] the next node of the same edge
    private readonly int[] _first = new int[nodes]; // [N] the first edge
    private readonly int[] _count = new int[nodes]; // [N] edges
    private readonly int[] _tried = new int[nodes]; // [N] edges that were taken at least once: the first ones
    private readonly int[] _visits = new int[nodes]; // [N]
    private int _nodes;

    private int[] _action = new int[256]; // [E]
    private int[] _child = new int[256]; // [E] the first node of the list
    private int[] _edgeVisits = new int[256]; // [E]
    private double[] _sum = new double[256]; // [E] of returns, seen by the player who moves
    private int _edges;

    public void Clear() => (_nodes, _edges) = (0, 0);

    public int AddNode(int toPlay, ulong outcomes)
    {
        int node = _nodes++;
        (_toPlay[node], _outcomes[node], _sibling[node]) = (toPlay, outcomes, None);
        (_first[node], _count[node], _tried[node], _visits[node]) = (None, 0, 0, 0);
        return node;
    }

    public void AddChild(int edge, int toPlay, ulong outcomes)
    {
        int node = AddNode(toPlay, outcomes);
        (_sibling[node], _child[edge]) = (_child[edge], node);
    }

    /// <summary>The node behind an edge for the outcomes of dice, or -1.</summary>
    public int Find(int edge, ulong outcomes)
    {
        int node = _child[edge];
        while (node != None && _outcomes[node] != outcomes)
        {
            node = _sibling[node];
        }

        return node;
    }

    public void Expand(int node, ReadOnlySpan<int> actions)
    {
        Reserve(_edges + actions.Length);
        (_first[node], _count[node]) = (_edges, actions.Length);
        actions.CopyTo(_action.AsSpan(_edges));
        _child.AsSpan(_edges, actions.Length).Fill(None);
        _edgeVisits.AsSpan(_edges, actions.Length).Clear();
        _sum.AsSpan(_edges, actions.Length).Clear();
        _edges += actions.Length;
    }

    /// <summary>The next edge that was never taken, which counts as taken now; or -1.</summary>
    public int TakeUntried(int node) => _tried[node] < _count[node] ? _first[node] + _tried[node]++ : None;

    public void Add(int node, int edge, double value)
    {
        _visits[node]++;
        _edgeVisits[edge]++;
        _sum[edge] += value;
    }

    public bool IsExpanded(int node) => _first[node] != None;

    public int ToPlay(int node) => _toPlay[node];

    public int Visits(int node) => _visits[node];

    public int FirstEdge(int node) => _first[node];

    public int EdgesOf(int node) => _count[node];

    public int Action(int edge) => _action[edge];

    public int EdgeVisits(int edge) => _edgeVisits[edge];

    /// <summary>The mean return of an edge, 0 before the first.</summary>
    public double Mean(int edge) => _edgeVisits[edge] == 0 ? 0.0 : _sum[edge] / _edgeVisits[edge];

    private void Reserve(int edges)
    {
        if (edges > _action.Length)
        {
            int size = Math.Max(edges, 2 * _action.Length);
            Array.Resize(ref _action, size);
            Array.Resize(ref _child, size);
            Array.Resize(ref _edgeVisits, size);
            Array.Resize(ref _sum, size);
        }
    }
}
