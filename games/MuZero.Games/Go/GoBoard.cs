namespace MuZero.Games.Go;

/// <summary>The stones on a board: chains, liberties and captures. Turns and ko are the matter of <see cref="GoState"/>.</summary>
/// <remarks>The stones of a chain carry the number of one of its points and form a ring. A chain counts pairs of a stone and an empty
/// neighbour (pseudo-liberties), so an empty point beside two of its stones counts twice. The count is 0 exactly if the chain has no
/// liberty, and a move changes it by one for each neighbour.</remarks>
internal sealed class GoBoard
{
    public const sbyte Empty = -1;

    private readonly GoGrid _grid;
    private readonly sbyte[] _owner; // [points] 0 Black, 1 White, or Empty
    private readonly short[] _chain; // [points] the chain's number
    private readonly short[] _next; // [points] the ring of the chain's stones
    private readonly short[] _pairs; // [points] by the chain's number: pairs of a stone and an empty neighbour
    private readonly bool[] _captured; // [points] true if a stone was captured here

    public GoBoard(GoGrid grid)
    {
        _grid = grid;
        _owner = new sbyte[grid.Points];
        _chain = new short[grid.Points];
        _next = new short[grid.Points];
        _pairs = new short[grid.Points];
        _captured = new bool[grid.Points];
        Array.Fill(_owner, Empty);
    }

    /// <summary>Equal for equal stones; different otherwise, up to collisions.</summary>
    public ulong Hash { get; private set; }

    /// <summary>0 Black, 1 White, or <see cref="Empty"/>.</summary>
    public int Owner(int point) => _owner[point];

    /// <summary>The number of a stone's chain: one of the chain's points.</summary>
    public int Chain(int point) => _chain[point];

    /// <summary>True if a stone was captured here. Only at such a point can a move repeat a position: the earlier position had a stone
    /// there.</summary>
    public bool WasCaptured(int point) => _captured[point];

    /// <summary>Puts a stone on an empty point and removes the opponent's chains that have no liberty left.</summary>
    /// <returns>The number of stones removed.</returns>
    public int Play(int point, int player)
    {
        Place(point, player);
        int removed = 0;
        foreach (int neighbour in _grid.Neighbours(point))
        {
            if (_owner[neighbour] == Seats.Other(player) && _pairs[_chain[neighbour]] == 0)
            {
                removed += Remove(neighbour);
            }
        }

        return removed;
    }

    /// <summary>Puts a stone on an empty point and removes nothing.</summary>
    public void Place(int point, int player)
    {
        _owner[point] = (sbyte)player;
        _chain[point] = (short)point;
        _next[point] = (short)point;
        _pairs[point] = 0;
        Hash ^= _grid.Key(player, point);
        foreach (int neighbour in _grid.Neighbours(point))
        {
            if (_owner[neighbour] == Empty)
            {
                _pairs[point]++;
            }
            else
            {
                _pairs[_chain[neighbour]]--;
            }
        }

        foreach (int neighbour in _grid.Neighbours(point))
        {
            if (_owner[neighbour] == player && _chain[neighbour] != _chain[point])
            {
                Join(_chain[neighbour], _chain[point]);
            }
        }
    }

    /// <summary>True if a stone of the player on this empty point would have no liberty after captures.</summary>
    public bool IsSuicide(int point, int player)
    {
        short[] neighbours = _grid.Neighbours(point);
        foreach (int neighbour in neighbours)
        {
            if (_owner[neighbour] == Empty)
            {
                return false;
            }
        }

        foreach (int neighbour in neighbours)
        {
            // A chain that keeps a liberty lends it to the stone; the opponent's that loses its last one is captured.
            bool losesLast = IsLastLiberty(point, _chain[neighbour]);
            if (losesLast != (_owner[neighbour] == player))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The <see cref="Hash"/> after the move.</summary>
    public ulong HashAfter(int point, int player)
    {
        ulong hash = Hash ^ _grid.Key(player, point);
        short[] neighbours = _grid.Neighbours(point);
        for (int i = 0; i < neighbours.Length; i++)
        {
            int stone = neighbours[i];
            if (_owner[stone] == Seats.Other(player) && IsLastLiberty(point, _chain[stone]) && !IsSeen(neighbours.AsSpan(0, i), stone))
            {
                hash ^= KeyOfChain(stone);
            }
        }

        return hash;
    }

    /// <summary>Counts each chain's liberties, a shared one once for each chain.</summary>
    /// <param name="liberties">[points] by the chain's number.</param>
    public void CountLiberties(Span<short> liberties)
    {
        liberties.Clear();
        for (int point = 0; point < _owner.Length; point++)
        {
            if (_owner[point] != Empty)
            {
                continue;
            }

            short[] neighbours = _grid.Neighbours(point);
            for (int i = 0; i < neighbours.Length; i++)
            {
                int stone = neighbours[i];
                if (_owner[stone] != Empty && !IsSeen(neighbours.AsSpan(0, i), stone))
                {
                    liberties[_chain[stone]]++;
                }
            }
        }
    }

    /// <summary>True if every chain has a liberty.</summary>
    public bool IsLegal()
    {
        for (int point = 0; point < _owner.Length; point++)
        {
            if (_owner[point] != Empty && _pairs[_chain[point]] == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The number of stones of a stone's chain.</summary>
    public int ChainLength(int stone)
    {
        int length = 1;
        for (int other = _next[stone]; other != stone; other = _next[other])
        {
            length++;
        }

        return length;
    }

    /// <summary>Black's points less White's: stones, and empty regions that only one side's stones touch (area scoring; all stones
    /// count as alive).</summary>
    public int Score()
    {
        Span<bool> seen = stackalloc bool[_owner.Length];
        Span<short> open = stackalloc short[_owner.Length];
        seen.Clear();
        int score = 0;
        for (int point = 0; point < _owner.Length; point++)
        {
            if (_owner[point] != Empty)
            {
                score += _owner[point] == 0 ? 1 : -1;
            }
            else if (!seen[point])
            {
                score += ScoreOfRegion(point, seen, open);
            }
        }

        return score;
    }

    public void CopyTo(GoBoard target)
    {
        _owner.CopyTo(target._owner, 0);
        _chain.CopyTo(target._chain, 0);
        _next.CopyTo(target._next, 0);
        _pairs.CopyTo(target._pairs, 0);
        _captured.CopyTo(target._captured, 0);
        target.Hash = Hash;
    }

    // True if all of the chain's pairs are with this empty point.
    private bool IsLastLiberty(int point, int chain)
    {
        int touching = 0;
        foreach (int neighbour in _grid.Neighbours(point))
        {
            if (_owner[neighbour] != Empty && _chain[neighbour] == chain)
            {
                touching++;
            }
        }

        return _pairs[chain] == touching;
    }

    // True if one of the points is a stone of the same chain.
    private bool IsSeen(ReadOnlySpan<short> points, int stone)
    {
        foreach (int point in points)
        {
            if (_owner[point] != Empty && _chain[point] == _chain[stone])
            {
                return true;
            }
        }

        return false;
    }

    private ulong KeyOfChain(int stone)
    {
        ulong key = 0;
        int each = stone;
        do
        {
            key ^= _grid.Key(_owner[each], each);
            each = _next[each];
        }
        while (each != stone);

        return key;
    }

    private void Join(int chain, int into)
    {
        _pairs[into] += _pairs[chain];
        int stone = chain;
        do
        {
            _chain[stone] = (short)into;
            stone = _next[stone];
        }
        while (stone != chain);

        // Two rings whose successors change places are one.
        (_next[chain], _next[into]) = (_next[into], _next[chain]);
    }

    private int Remove(int first)
    {
        int removed = 0;
        int stone = first;
        do
        {
            Hash ^= _grid.Key(_owner[stone], stone);
            _owner[stone] = Empty;
            _captured[stone] = true;
            foreach (int neighbour in _grid.Neighbours(stone))
            {
                if (_owner[neighbour] != Empty)
                {
                    _pairs[_chain[neighbour]]++;
                }
            }

            removed++;
            stone = _next[stone];
        }
        while (stone != first);

        return removed;
    }

    private int ScoreOfRegion(int first, Span<bool> seen, Span<short> open)
    {
        int points = 0;
        int touched = 0; // bit p: a stone of player p
        int count = 1;
        open[0] = (short)first;
        seen[first] = true;
        while (count > 0)
        {
            int point = open[--count];
            points++;
            foreach (short neighbour in _grid.Neighbours(point))
            {
                if (_owner[neighbour] != Empty)
                {
                    touched |= 1 << _owner[neighbour];
                }
                else if (!seen[neighbour])
                {
                    seen[neighbour] = true;
                    open[count++] = neighbour;
                }
            }
        }

        return touched switch
        {
            0b01 => points,
            0b10 => -points,
            _ => 0,
        };
    }
}
