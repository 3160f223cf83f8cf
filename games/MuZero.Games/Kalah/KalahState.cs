namespace MuZero.Games.Kalah;

/// <summary>A position of Kalah.</summary>
/// <remarks>A ring of 2 pits + 2 places: the first player's pits and his store, then the second player's. Seeds move up.</remarks>
internal sealed class KalahState : IGameState, IActionText, ICopyTo, IHashable
{
    private readonly int _pits;
    private readonly int _seeds; // of a pit at the start
    private readonly byte[] _places;
    private int _player;
    private bool _isOver;

    public KalahState(int pits, int seeds)
    {
        (_pits, _seeds) = (pits, seeds);
        _places = new byte[2 * (pits + 1)];
        _places.AsSpan(0, pits).Fill((byte)seeds);
        _places.AsSpan(pits + 1, pits).Fill((byte)seeds);
    }

    public int ToPlay => _isOver ? Player.Terminal : _player;

    public ulong Hash
    {
        get
        {
            ulong hash = (ulong)(_player + (_isOver ? 2 : 0));
            foreach (byte seeds in _places)
            {
                hash = (hash ^ seeds) * 0x100000001B3; // FNV-1a
            }

            return hash;
        }
    }

    /// <summary>Numbers in an observation: each pit has one for every number of seeds up to a whole lap, the stores one each.</summary>
    public static int ObservationLength(int pits) => (2 * pits * Counts(pits)) + 2;

    /// <summary>Seeds in a player's pit.</summary>
    public int Seeds(int player, int pit) => _places[(player * (_pits + 1)) + pit];

    /// <summary>Seeds in a player's store.</summary>
    public int Store(int player) => _places[StoreOf(player)];

    public int LegalActions(Span<int> actions)
    {
        int count = 0;
        for (int pit = 0; pit < _pits && !_isOver; pit++)
        {
            if (Seeds(_player, pit) > 0)
            {
                actions[count++] = pit;
            }
        }

        return count;
    }

    public Transition Apply(int action)
    {
        if (_isOver || action < 0 || action >= _pits || Seeds(_player, action) == 0)
        {
            throw IllegalActionException.For(this, action, _pits);
        }

        int last = Sow((_player * (_pits + 1)) + action);
        Capture(last);
        if (IsEmpty(0) || IsEmpty(1))
        {
            _isOver = true;
            Collect(0);
            Collect(1);
            return Transition.Terminated;
        }

        _player = last == StoreOf(_player) ? _player : Seats.Other(_player);
        return Transition.Continues;
    }

    public void Rewards(Span<float> rewards)
    {
        int difference = _isOver ? Store(0) - Store(1) : 0;
        rewards[0] = Math.Sign(difference);
        rewards[1] = -Math.Sign(difference);
    }

    // The player's pits, the other player's, and both stores.
    public void Observe(int player, Span<float> observation)
    {
        observation.Clear();
        int counts = Counts(_pits), most = counts - 1, at = 0;
        for (int side = 0; side < 2; side++)
        {
            for (int pit = 0; pit < _pits; pit++, at += counts)
            {
                int seeds = Seeds(side == 0 ? player : Seats.Other(player), pit);
                observation[at + Math.Min(seeds, most)] = seeds <= most ? 1.0f : (float)seeds / most;
            }
        }

        float all = 2.0f * _pits * _seeds;
        observation[at] = Store(player) / all;
        observation[at + 1] = Store(Seats.Other(player)) / all;
    }

    public IGameState Clone()
    {
        KalahState copy = new(_pits, _seeds);
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(IGameState target)
    {
        KalahState copy = (KalahState)target;
        _places.CopyTo(copy._places, 0);
        (copy._player, copy._isOver) = (_player, _isOver);
    }

    public string ActionText(int action) => $"{(char)('a' + action)}";

    public string Render()
    {
        IEnumerable<string> second = Enumerable.Range(0, _pits).Select(pit => $"{Seeds(1, _pits - 1 - pit),3}");
        IEnumerable<string> first = Enumerable.Range(0, _pits).Select(pit => $"{Seeds(0, pit),3}");
        IEnumerable<string> names = Enumerable.Range(0, _pits).Select(pit => $"{ActionText(pit),3}");
        string turn = _isOver ? "" : $"  player {_player + 1} moves; the second player's pits run from right to left";
        return $"   {string.Concat(second)}\n{Store(1),3}{new string(' ', 3 * _pits)}{Store(0),3}\n   {string.Concat(first)}\n"
            + $"   {string.Concat(names)}{turn}";
    }

    private static int Counts(int pits) => (2 * pits) + 2;

    private int StoreOf(int player) => (player * (_pits + 1)) + _pits;

    // The place of the last seed.
    private int Sow(int place)
    {
        int seeds = _places[place], skipped = StoreOf(Seats.Other(_player));
        _places[place] = 0;
        while (seeds > 0)
        {
            place = (place + 1) % _places.Length;
            if (place != skipped)
            {
                _places[place]++;
                seeds--;
            }
        }

        return place;
    }

    private void Capture(int last)
    {
        int first = _player * (_pits + 1), opposite = (2 * _pits) - last;
        bool isOwn = last >= first && last < first + _pits;
        if (isOwn && _places[last] == 1 && _places[opposite] > 0)
        {
            _places[StoreOf(_player)] += (byte)(1 + _places[opposite]);
            (_places[last], _places[opposite]) = (0, 0);
        }
    }

    private bool IsEmpty(int player) => !_places.AsSpan(player * (_pits + 1), _pits).ContainsAnyExcept((byte)0);

    private void Collect(int player)
    {
        Span<byte> row = _places.AsSpan(player * (_pits + 1), _pits);
        foreach (byte seeds in row)
        {
            _places[StoreOf(player)] += seeds;
        }

        row.Clear();
    }
}
