using MuZero.Numerics;

namespace MuZero.Evaluation;

/// <summary>The best actions seen so far, all of the same value.</summary>
/// <param name="actions">The number of actions of the game.</param>
internal sealed class EqualChoices(int actions)
{
    private readonly int[] _best = new int[actions];
    private int _count;

    /// <summary>The actions of the best value, in the order in which they were added.</summary>
    public ReadOnlySpan<int> Best => _best.AsSpan(0, _count);

    /// <summary>Forgets all.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds one of the best value.</summary>
    public void Add(int action) => _best[_count++] = action;

    /// <summary>Takes over what another one holds.</summary>
    public void CopyFrom(EqualChoices other)
    {
        other.Best.CopyTo(_best);
        _count = other._count;
    }

    /// <summary>One of the best, drawn from the stream of a position; the first one without a stream.</summary>
    public int Draw(ReadOnlySpan<RandomStream> random, int position) => _best[random.IsEmpty ? 0 : random[position].Next(_count)];
}
