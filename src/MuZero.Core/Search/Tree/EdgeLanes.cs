using System.Runtime.CompilerServices;

namespace MuZero.Search.Tree;

/// <summary>One number for each edge of a record; one cache line.</summary>
[InlineArray(SearchNode.Width)]
internal struct EdgeLanes<T>
    where T : unmanaged
{
    private T _first;
}
