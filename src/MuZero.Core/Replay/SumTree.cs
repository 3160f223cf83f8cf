using System.Numerics;

namespace MuZero.Replay;

/// <summary>Priorities as the leaves of a binary tree of sums: setting one and drawing in proportion cost log2 of the capacity.</summary>
/// <remarks> One flat array in heap order: node 1 is the root, node i has the children 2i and 2i + 1, leaf j is node capacity + j. A parent
/// is always recomputed from its children, never by adding a difference, so sums depend on the leaves alone, cannot drift and cannot become
/// negative. (Reverb adds differences and rebuilds its tree when they have drifted by 1e-4.)
/// </remarks>
internal sealed class SumTree
{
    // Larger ones could make a sum overflow. p^a of a float and an exponent up to 2 stays below 1e78.
    private const double LargestPriority = 1e200;

    private readonly double[] _sums; // [2 capacity], entry 0 unused

    /// <summary>A tree of zeros.</summary>
    /// <param name="capacity">Leaves, rounded up to a power of two.</param>
    public SumTree(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Capacity = (int)BitOperations.RoundUpToPowerOf2((uint)capacity);
        _sums = new double[2 * Capacity];
    }

    /// <summary>Leaves, a power of two.</summary>
    public int Capacity { get; }

    /// <summary>The sum of all priorities.</summary>
    public double Total => _sums[1];

    /// <summary>The priority of leaf <paramref name="index"/>; 0 if none was set.</summary>
    public double this[int index] => _sums[Capacity + index];

    /// <summary>Sets the priority of leaf <paramref name="index"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not a leaf, or <paramref name="priority"/> is negative,
    /// not a number or above 1e200.</exception>
    public void Set(int index, double priority)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Capacity, nameof(index));
        if (priority is not (>= 0.0 and <= LargestPriority))
        {
            throw new ArgumentOutOfRangeException(nameof(priority), priority, "A priority must be a number in [0, 1e200].");
        }

        double[] sums = _sums;
        int node = Capacity + index;
        sums[node] = priority;
        for (node >>= 1; node >= 1; node >>= 1)
        {
            sums[node] = sums[2 * node] + sums[(2 * node) + 1];
        }
    }

    /// <summary>Takes all priorities over at once, in linear time.</summary>
    /// <param name="priorities">[capacity] sound priorities.</param>
    /// <exception cref="ArgumentException">Their number is not the capacity.</exception>
    public void Fill(ReadOnlySpan<double> priorities)
    {
        if (priorities.Length != Capacity)
        {
            throw new ArgumentException($"The tree has {Capacity} leaves, not {priorities.Length}.", nameof(priorities));
        }

        priorities.CopyTo(_sums.AsSpan(Capacity));
        Sum();
    }

    /// <summary>The leaf at which the running sum of the priorities passes <paramref name="prefix"/>. Its priority is never 0 while
    /// another's is positive.</summary>
    /// <param name="prefix">In [0, <see cref="Total"/>); beyond, by rounding, the last leaf with a priority is meant. If the total is 0 the
    /// result is 0.</param>
    public int Find(double prefix)
    {
        double[] sums = _sums;
        int node = 1;
        while (node < Capacity)
        {
            double left = sums[2 * node];
            bool goesRight = prefix >= left && sums[(2 * node) + 1] > 0.0;
            node *= 2;
            if (goesRight)
            {
                prefix -= left;
                node++;
            }
        }

        return node - Capacity;
    }

    private void Sum()
    {
        for (int node = Capacity - 1; node >= 1; node--)
        {
            _sums[node] = _sums[2 * node] + _sums[(2 * node) + 1];
        }
    }
}
