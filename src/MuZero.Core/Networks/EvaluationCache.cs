using MuZero.Errors;

namespace MuZero.Networks;

/// <summary>Evaluations of positions by the hash of their observations, as many as memory was given for. A new one replaces the one that
/// was used longest ago among <see cref="Ways"/>. Used by several threads at once.</summary>
internal sealed class EvaluationCache
{
    /// <summary>Places that an evaluation may have.</summary>
    public const int Ways = 4;

    private const int Gates = 256;
    private const int EntryBytes = (2 * sizeof(long)) + sizeof(float); // key, time of use and value, without the logits

    private readonly int _actions;
    private readonly int _sets;
    private readonly ulong[] _keys;    // [sets, ways]; 0 if the place is free
    private readonly long[] _used;     // [sets, ways] the clock at its last use; 0 if the place is free
    private readonly float[] _values;  // [sets, ways]
    private readonly float[][] _logits; // [sets][ways * actions], because one array could not hold all of them
    private readonly Lock[] _gates = [.. Enumerable.Range(0, Gates).Select(_ => new Lock())];
    private long _clock; // counts look-ups and writes
    private long _lookUps;
    private long _hits;

    /// <summary>A cache.</summary>
    /// <param name="actions">A, logits of an evaluation.</param>
    /// <param name="mebibytes">Its memory.</param>
    /// <exception cref="UserException">The machine does not have the memory.</exception>
    public EvaluationCache(int actions, int mebibytes)
    {
        long bytes = (long)mebibytes << 20;
        long room = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > room)
        {
            throw UserException.Usage(
                $"position.cache_mebibytes is {mebibytes:N0}, and this machine has {room >> 20:N0} MiB; set a smaller one.");
        }

        _actions = actions;
        _sets = (int)Math.Clamp(bytes / (Ways * (EntryBytes + (sizeof(float) * (long)actions))), 1, int.MaxValue / Ways / 2);
        (_keys, _used, _values) = (new ulong[_sets * Ways], new long[_sets * Ways], new float[_sets * Ways]);
        _logits = new float[_sets][];
    }

    /// <summary>Evaluations that it holds at most.</summary>
    public int Capacity => _sets * Ways;

    /// <summary>Look-ups so far.</summary>
    public long LookUps => Interlocked.Read(ref _lookUps);

    /// <summary>Look-ups that found an evaluation.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>Writes the evaluation of an observation, if the cache has it.</summary>
    /// <param name="hash">The observation's hash.</param>
    /// <param name="logits">[A] policy logits.</param>
    /// <param name="value">The value.</param>
    /// <returns>True if it has.</returns>
    public bool TryRead(ulong hash, Span<float> logits, out float value)
    {
        (ulong key, int set) = Place(hash);
        Interlocked.Increment(ref _lookUps);
        long now = Interlocked.Increment(ref _clock);
        lock (_gates[set % Gates])
        {
            for (int way = set * Ways; way < (set + 1) * Ways; way++)
            {
                if (_keys[way] == key)
                {
                    _logits[set].AsSpan((way - (set * Ways)) * _actions, _actions).CopyTo(logits);
                    (value, _used[way]) = (_values[way], now);
                    Interlocked.Increment(ref _hits);
                    return true;
                }
            }
        }

        value = 0.0f;
        return false;
    }

    /// <summary>Keeps an evaluation.</summary>
    /// <param name="hash">The observation's hash.</param>
    /// <param name="logits">[A] policy logits.</param>
    /// <param name="value">The value.</param>
    public void Write(ulong hash, ReadOnlySpan<float> logits, float value)
    {
        (ulong key, int set) = Place(hash);
        lock (_gates[set % Gates])
        {
            int place = set * Ways;
            for (int way = place; way < (set + 1) * Ways; way++)
            {
                if (_keys[way] == key)
                {
                    place = way;
                    break;
                }

                place = _used[way] < _used[place] ? way : place;
            }

            (_keys[place], _used[place], _values[place]) = (key, Interlocked.Increment(ref _clock), value);
            float[] row = _logits[set] ??= new float[Ways * _actions];
            logits.CopyTo(row.AsSpan((place - (set * Ways)) * _actions, _actions));
        }
    }

    /// <summary>Forgets everything, because the network has other weights now.</summary>
    public void Clear()
    {
        for (int set = 0; set < _sets; set++)
        {
            lock (_gates[set % Gates])
            {
                _keys.AsSpan(set * Ways, Ways).Clear();
                _used.AsSpan(set * Ways, Ways).Clear();
            }
        }
    }

    // 0 marks a free place, so no evaluation has it as its key.
    private (ulong Key, int Set) Place(ulong hash) => (hash == 0 ? 1 : hash, (int)(hash % (ulong)_sets));
}
