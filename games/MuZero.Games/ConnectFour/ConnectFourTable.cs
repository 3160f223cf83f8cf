using System.Numerics;
using System.Runtime.CompilerServices;

namespace MuZero.Games.ConnectFour;

/// <summary>The transposition table of <see cref="ConnectFourSolver"/>: bounds of the scores of positions.</summary>
/// <remarks>An entry is one word, so that a look-up is one cache line: the key in 49 bits, the lower and the upper bound in 6 each, and the
/// logarithm of the nodes that were searched for it in 3. Two entries form a bucket: the first keeps the position that took more nodes, the
/// second the newest. Keys are whole, so that a bound never belongs to another position.</remarks>
internal sealed class ConnectFourTable
{
    /// <summary>Above every score; its negative is below every score.</summary>
    public const int Unbounded = 31;

    private const int BucketBits = 21; // buckets of 16 bytes: 32 MiB
    private const int BoundBits = 6;
    private const int BoundMask = (1 << BoundBits) - 1;
    private const int WorkBits = 3;
    private const int WorkMask = (1 << WorkBits) - 1;
    private const int KeyShift = (2 * BoundBits) + WorkBits;

    private readonly ulong[] _entries = new ulong[2 << BucketBits];

    /// <summary>The bounds of a position's score; unbounded ones if it is not known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (int Lower, int Upper) Find(ulong key)
    {
        int bucket = Bucket(key);
        ulong entry = _entries[bucket];
        if (entry >> KeyShift != key)
        {
            entry = _entries[bucket + 1];
        }

        return entry >> KeyShift == key ? Bounds(entry) : (-Unbounded, Unbounded);
    }

    /// <summary>Notes a bound, beside the one that is known on the other side.</summary>
    /// <param name="key">The position.</param>
    /// <param name="score">The bound.</param>
    /// <param name="isLower">True for a lower bound.</param>
    /// <param name="nodes">The nodes that were searched for it.</param>
    public void Store(ulong key, int score, bool isLower, long nodes)
    {
        (int lower, int upper) = Find(key);
        (lower, upper) = isLower ? (Math.Max(lower, score), upper) : (lower, Math.Min(upper, score));
        int work = Math.Min(WorkMask, BitOperations.Log2((ulong)nodes) / 3);
        uint bounds = ((uint)(lower + Unbounded) << BoundBits) | (uint)(upper + Unbounded);
        ulong entry = (key << KeyShift) | (bounds << WorkBits) | (uint)work;
        int bucket = Bucket(key);
        ulong first = _entries[bucket];
        bool isFirst = first >> KeyShift == key || (_entries[bucket + 1] >> KeyShift != key && (int)(first & WorkMask) <= work);
        _entries[isFirst ? bucket : bucket + 1] = entry;
    }

    private static int Bucket(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> (64 - BucketBits)) << 1;

    private static (int Lower, int Upper) Bounds(ulong entry)
        => (((int)(entry >> (BoundBits + WorkBits)) & BoundMask) - Unbounded, ((int)(entry >> WorkBits) & BoundMask) - Unbounded);
}
