using System.Runtime.CompilerServices;
using MuZero.Search.Rules;

namespace MuZero.Search.Tree;

/// <summary>The numbers that the nodes of one tree share.</summary>
internal struct TreeTotals
{
    /// <summary>Nodes in use.</summary>
    public int Nodes;

    /// <summary>The next free record of further edges.</summary>
    public int Records;

    private MinMaxStats _minMax;
    private NormalizedQ _normalized;

    /// <summary>The least and the largest Q.</summary>
    public MinMaxStats MinMax
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => _minMax;

        // Raw values until two distinct ones are known, as in MuZero's pseudocode.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set
        {
            _minMax = value;
            _normalized = value.Max > value.Min
                ? new NormalizedQ(value.Min, 1.0f / (value.Max - value.Min), 0.0f)
                : new NormalizedQ(0.0f, 1.0f, 0.0f);
        }
    }

    /// <summary>The normalisation of Q by <see cref="MinMax"/>.</summary>
    public readonly NormalizedQ Normalized
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _normalized;
    }
}
