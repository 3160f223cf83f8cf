using MuZero.Numerics;

namespace MuZero.Replay;

/// <summary>The positions held, by running number, and draws from them with P(i) = u_i (p_i + epsilon)^a / sum of u_j (p_j + epsilon)^a
/// (Schaul et al. 2016); the weights u are 1 unless they are given (<see cref="PositionWeights"/>).</summary>
/// <remarks>Positions leave in the order in which they came, so those held are the numbers [<see cref="First"/>, <see cref="Next"/>) and
/// number g is at slot g mod capacity of every array.</remarks>
internal sealed class PrioritizedSampler
{
    /// <summary>Slots at first.</summary>
    public const int LeastCapacity = 1024;

    /// <summary>epsilon: a position whose value was predicted exactly is still drawn now and then (Schaul et al. 2016, who leave its size
    /// open; EfficientZero 1e-6).</summary>
    public const double Epsilon = 1e-6;

    private readonly double _exponent;
    private SumTree? _tree; // u (p + epsilon)^a; null if a is 0 and nothing is weighted
    private float[] _priorities; // [capacity] p
    private long[] _episodes; // [capacity] the number of the position's episode
    private float[] _weights; // [capacity] u; empty if nothing is weighted

    /// <summary>An empty sampler.</summary>
    /// <param name="exponent">a, at least 0.</param>
    /// <param name="first">The number that the first position gets.</param>
    /// <param name="capacity">Slots at first, a power of two. Draws of equal streams are equal only if the capacities are.</param>
    /// <param name="isWeighted">Positions may have weights.</param>
    public PrioritizedSampler(double exponent, long first = 0, int capacity = LeastCapacity, bool isWeighted = false)
    {
        _exponent = exponent;
        First = Next = first;
        _priorities = new float[capacity];
        _episodes = new long[capacity];
        _weights = isWeighted ? new float[capacity] : [];
        _tree = exponent == 0.0 && !isWeighted ? null : new SumTree(capacity);
    }

    /// <summary>The number of the oldest position held.</summary>
    public long First { get; private set; }

    /// <summary>The number that the next position gets: the positions ever added.</summary>
    public long Next { get; private set; }

    /// <summary>Positions held.</summary>
    public long Count => Next - First;

    /// <summary>Slots, a power of two.</summary>
    public int Capacity => _priorities.Length;

    /// <summary>The largest priority ever given, at least 1; what positions without one of their own begin with, so that each is soon drawn
    /// (Schaul et al. 2016).</summary>
    public float MaxPriority { get; set; } = 1.0f;

    /// <summary>Adds an episode's positions.</summary>
    /// <param name="episode">The episode's number.</param>
    /// <param name="count">Its positions.</param>
    /// <param name="priorities">[count], or empty for <see cref="MaxPriority"/>.</param>
    /// <param name="unknown">Positions of the episode, ascending, that have no priority of their own and begin with
    /// <see cref="MaxPriority"/> too.</param>
    /// <param name="weights">[count], or empty for 1.</param>
    public void Add(
        long episode, int count, ReadOnlySpan<float> priorities, ReadOnlySpan<int> unknown = default, ReadOnlySpan<float> weights = default)
    {
        while (Count + count > Capacity)
        {
            Grow();
        }

        float initial = MaxPriority;
        for (int i = 0; i < count; i++)
        {
            long position = Next++;
            _episodes[Slot(position)] = episode;
            if (_weights.Length > 0)
            {
                _weights[Slot(position)] = weights.IsEmpty ? 1.0f : weights[i];
            }

            bool isKnown = !priorities.IsEmpty && (unknown.IsEmpty || unknown[0] != i);
            unknown = !unknown.IsEmpty && unknown[0] == i ? unknown[1..] : unknown;
            Update(position, isKnown ? priorities[i] : initial);
        }
    }

    /// <summary>Removes the <paramref name="count"/> oldest positions.</summary>
    public void RemoveOldest(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _tree?.Set(Slot(First), 0.0);
            First++;
        }
    }

    /// <summary>Gives a position that is held a new priority: a finite number, at least 0.</summary>
    public void Update(long position, float priority)
    {
        _priorities[Slot(position)] = priority;
        MaxPriority = Math.Max(MaxPriority, priority);
        _tree?.Set(Slot(position), WeightOf(position) * Math.Pow(priority + Epsilon, _exponent));
    }

    /// <summary>Gives positions that are held new weights.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="weights">Their weights; none changes nothing.</param>
    public void Reweigh(long first, ReadOnlySpan<float> weights)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            _weights[Slot(first + i)] = weights[i];
            Update(first + i, _priorities[Slot(first + i)]);
        }
    }

    /// <summary>u of a position that is held.</summary>
    public float WeightOf(long position) => _weights.Length == 0 ? 1.0f : _weights[Slot(position)];

    /// <summary>Draws a position with its probability. There must be one.</summary>
    public long Draw(RandomStream random, out double probability)
    {
        if (_tree is null)
        {
            probability = 1.0 / Count;
            return First + random.Next((int)Count);
        }

        double total = _tree.Total;
        int slot = _tree.Find(random.NextDouble() * total);
        probability = _tree[slot] / total;
        return First + ((slot - First) & (Capacity - 1));
    }

    /// <summary>The number of the episode of a position that is held.</summary>
    public long EpisodeOf(long position) => _episodes[Slot(position)];

    public float[] CopyPriorities()
    {
        float[] priorities = new float[Count];
        for (int i = 0; i < priorities.Length; i++)
        {
            priorities[i] = _priorities[Slot(First + i)];
        }

        return priorities;
    }

    private int Slot(long position) => (int)(position & (Capacity - 1));

    private void Grow()
    {
        var (priorities, episodes, weights, tree) = (_priorities, _episodes, _weights, _tree);
        int mask = Capacity - 1;
        int capacity = checked(2 * Capacity);
        double[] leaves = tree is null ? [] : new double[capacity];
        _priorities = new float[capacity];
        _episodes = new long[capacity];
        _weights = weights.Length > 0 ? new float[capacity] : [];
        for (long position = First; position < Next; position++)
        {
            int from = (int)(position & mask);
            _priorities[Slot(position)] = priorities[from];
            _episodes[Slot(position)] = episodes[from];
            if (weights.Length > 0)
            {
                _weights[Slot(position)] = weights[from];
            }

            if (tree is not null)
            {
                leaves[Slot(position)] = tree[from];
            }
        }

        if (tree is not null)
        {
            _tree = new SumTree(capacity);
            _tree.Fill(leaves);
        }
    }
}
