using System.Numerics;

namespace MuZero.Games;

/// <summary>The rules of a game of two players who move in turns, as <see cref="AlphaBeta{TRules, TPosition}"/> needs them.</summary>
/// <typeparam name="TPosition">A position, seen by the player to move.</typeparam>
internal interface ISolvedRules<TPosition>
    where TPosition : unmanaged
{
    /// <summary>Moves in a position at most.</summary>
    int MostMoves { get; }

    /// <summary>Equal for equal positions; different otherwise, up to collisions of 64 bits.</summary>
    ulong Hash(in TPosition position);

    /// <summary>Writes the positions after the moves, the most promising first. A pass is a move.</summary>
    /// <param name="position">The position.</param>
    /// <param name="next">Room for <see cref="MostMoves"/> positions, each seen by the other player.</param>
    /// <param name="value">The value for the player to move if it is known without a search.</param>
    /// <returns>The number of moves that have to be searched; 0 if the value is known.</returns>
    int Expand(in TPosition position, Span<TPosition> next, out int value);
}

/// <summary>Perfect play by alpha-beta with a transposition table. One thread at a time uses it.</summary>
/// <remarks>Every search has a window of one: is the value above a bound? The answer comes with a bound of the value, which the table
/// keeps.</remarks>
/// <param name="rules">The game; a struct, so that the search is compiled for it.</param>
internal sealed class AlphaBeta<TRules, TPosition>(TRules rules)
    where TRules : struct, ISolvedRules<TPosition>
    where TPosition : unmanaged
{
    private const int TableBits = 21; // entries of 16 bytes: 32 MiB
    private const short Unbounded = short.MaxValue;

    private readonly Entry[] _table = new Entry[1 << TableBits];

    /// <summary>The positions searched so far.</summary>
    public long Nodes { get; private set; }

    /// <summary>1 if the player to move wins, 0 for a draw, -1 if the other player wins.</summary>
    public int Sign(in TPosition position)
    {
        int bound = Search(position, 0);
        return bound > 0 ? 1 : bound < 0 || Search(position, -1) < 0 ? -1 : 0;
    }

    /// <summary>The value for the player to move.</summary>
    /// <param name="position">The position.</param>
    /// <param name="most">The largest size of a value.</param>
    public int Value(in TPosition position, int most)
    {
        int low = -most, high = most;
        while (low < high)
        {
            int probe = low + ((high - low) / 2);
            int bound = Search(position, probe);
            (low, high) = bound > probe ? (bound, high) : (low, bound);
        }

        return low;
    }

    // A lower bound of the value if that is above alpha, else an upper bound.
    private int Search(in TPosition position, int alpha)
    {
        long before = Nodes++;
        ulong key = rules.Hash(position);
        Entry known = Find(key);
        if (known.Lower > alpha || known.Upper <= alpha)
        {
            return known.Lower > alpha ? known.Lower : known.Upper;
        }

        Span<TPosition> next = stackalloc TPosition[rules.MostMoves];
        int moves = rules.Expand(position, next, out int best);
        if (moves == 0)
        {
            return best;
        }

        best = int.MinValue;
        for (int move = 0; move < moves && best <= alpha; move++)
        {
            best = Math.Max(best, -Search(next[move], -alpha - 1));
        }

        // Read again: the search below may have stored other positions there.
        known = Find(key);
        Store(key, best > alpha ? known with { Lower = (short)best } : known with { Upper = (short)best }, Nodes - before);
        return best;
    }

    // Two entries form a bucket: the first keeps the position that took more nodes, the second the newest.
    private Entry Find(ulong key)
    {
        int bucket = Bucket(key);
        return _table[bucket].Key == key ? _table[bucket]
            : _table[bucket + 1].Key == key ? _table[bucket + 1]
            : new Entry(key, -Unbounded, Unbounded, 0);
    }

    private void Store(ulong key, Entry entry, long nodes)
    {
        int work = BitOperations.Log2((ulong)nodes);
        int bucket = Bucket(key);
        bool isFirst = _table[bucket].Key == key || (_table[bucket + 1].Key != key && _table[bucket].Work <= work);
        _table[isFirst ? bucket : bucket + 1] = entry with { Work = work };
    }

    private static int Bucket(ulong key) => (int)(key >> (64 - TableBits)) & ~1;

    private readonly record struct Entry(ulong Key, short Lower, short Upper, int Work);
}
