using MuZero.Games;
using MuZero.Search;

namespace MuZero.SelfPlay;

/// <summary>Resignation in B games: a player gives up after several searches in a row without hope. A share of the episodes goes on to the
/// end, and what they show lowers the threshold until few resignations would have been wrong (AlphaGo Zero, Silver et al. 2017;
/// docs/ALGORITHM.md 4.1).</summary>
/// <remarks>All values are scaled so that a loss is -1 and a win 1. A search's hope is the larger one of the root's value and of its best
/// child's.</remarks>
internal sealed class Resignation
{
    private const int MostObservations = 400;

    private readonly SelfPlayOptions _options;
    private readonly GameSpec _spec;
    private readonly float[] _hopes; // [B, players, resign_moves] of the last searches
    private readonly int[] _searches; // [B, players]
    private readonly float[] _lowest; // [B, players] the least threshold that would not have ended the episode
    private readonly bool[] _isControl; // [B]
    private readonly int[] _givenUp; // [B] the decision at which the rule was met; -1
    private readonly Queue<Observation> _observations = new(); // of control episodes, the oldest first

    private Resignation(SelfPlayOptions options, GameSpec spec)
    {
        (_options, _spec) = (options, spec);
        _hopes = new float[options.Games * spec.Players * options.ResignMoves];
        _searches = new int[options.Games * spec.Players];
        _lowest = new float[options.Games * spec.Players];
        (_isControl, _givenUp) = (new bool[options.Games], new int[options.Games]);
    }

    /// <summary>The threshold in use; negative infinity until enough control episodes have shown that few resignations are wrong.</summary>
    public float Threshold { get; private set; } = float.NegativeInfinity;

    /// <summary>The resignation that options ask for, or null.</summary>
    public static Resignation? Of(SelfPlayOptions options, GameSpec spec)
        => options.ResignThreshold < 0.0 ? new Resignation(options, spec) : null;

    /// <summary>True for games in which a lost position is worth the same whenever it is given up.</summary>
    public static bool Fits(GameSpec spec)
        => spec is { Players: 2, Rewards: RewardTiming.Terminal, ChanceOutcomes: 0, Discount: 1.0f } && spec.MinReturn == -spec.MaxReturn;

    /// <summary>Begins an episode.</summary>
    /// <param name="game">The game.</param>
    /// <param name="draw">A number in [0, 1) that decides whether the episode is one of control.</param>
    public void Reset(int game, double draw)
    {
        int seat = game * _spec.Players;
        _searches.AsSpan(seat, _spec.Players).Clear();
        _lowest.AsSpan(seat, _spec.Players).Fill(float.PositiveInfinity);
        (_isControl[game], _givenUp[game]) = (draw < _options.ResignControlShare, -1);
    }

    /// <summary>Notes a search, and answers whether its player resigns now.</summary>
    /// <param name="game">The game.</param>
    /// <param name="player">The player to move.</param>
    /// <param name="decision">Decisions before it in its episode.</param>
    /// <param name="decisions">The plan.</param>
    /// <param name="entry">The game's entry in it.</param>
    public bool IsNow(int game, int player, int decision, Decisions decisions, int entry)
    {
        int seat = (game * _spec.Players) + player;
        Span<float> hopes = _hopes.AsSpan(seat * _options.ResignMoves, _options.ResignMoves);
        hopes[_searches[seat]++ % hopes.Length] = Hope(decisions, entry);
        if (_searches[seat] < hopes.Length)
        {
            return false;
        }

        float level = float.NegativeInfinity;
        foreach (float hope in hopes)
        {
            level = MathF.Max(level, hope);
        }

        _lowest[seat] = MathF.Min(_lowest[seat], level);
        bool isMet = level <= Threshold && decision > 0 && _givenUp[game] < 0;
        _givenUp[game] = isMet ? decision : _givenUp[game];
        return isMet && !_isControl[game];
    }

    /// <summary>Ends an episode that was played to its end, and learns from it if it is one of control.</summary>
    /// <param name="game">The game.</param>
    /// <param name="first">The first player's return.</param>
    /// <returns>The decision at which the rule was met; -1 if it never was.</returns>
    public int End(int game, float first)
    {
        if (_isControl[game])
        {
            for (int player = 0; player < _spec.Players; player++)
            {
                float lowest = _lowest[(game * _spec.Players) + player];
                if (lowest <= _options.ResignThreshold)
                {
                    Add(new Observation(lowest, IsLost: Scaled(player == 0 ? first : -first) <= -1.0f));
                }
            }

            Threshold = Safest();
        }

        return _givenUp[game];
    }

    /// <summary>Writes the state of all games.</summary>
    public void Save(BinaryWriter writer)
    {
        Array.ForEach(_hopes, writer.Write);
        Array.ForEach(_searches, writer.Write);
        Array.ForEach(_lowest, writer.Write);
        Array.ForEach(_isControl, writer.Write);
        Array.ForEach(_givenUp, writer.Write);
        writer.Write(_observations.Count);
        foreach (Observation observation in _observations)
        {
            writer.Write(observation.Level);
            writer.Write(observation.IsLost);
        }
    }

    /// <summary>Takes over what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader reader)
    {
        Fill(_hopes, reader.ReadSingle);
        Fill(_searches, reader.ReadInt32);
        Fill(_lowest, reader.ReadSingle);
        Fill(_isControl, reader.ReadBoolean);
        Fill(_givenUp, reader.ReadInt32);
        _observations.Clear();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            _observations.Enqueue(new Observation(reader.ReadSingle(), reader.ReadBoolean()));
        }

        Threshold = Safest();
    }

    private float Hope(Decisions decisions, int entry)
    {
        float hope = decisions.Value(entry);
        ReadOnlySpan<int> visits = decisions.Visits(entry);
        ReadOnlySpan<float> q = decisions.Q(entry);
        for (int action = 0; action < visits.Length; action++)
        {
            hope = visits[action] > 0 ? MathF.Max(hope, q[action]) : hope;
        }

        return Scaled(hope);
    }

    private float Scaled(float value) => (2.0f * (value - _spec.MinReturn) / (_spec.MaxReturn - _spec.MinReturn)) - 1.0f;

    private void Add(Observation observation)
    {
        _observations.Enqueue(observation);
        if (_observations.Count > MostObservations)
        {
            _observations.Dequeue();
        }
    }

    // The largest level below which the share of wrong resignations, one more assumed than was seen, is small enough. With 5 % it takes 19
    // right ones before the first.
    private float Safest()
    {
        float safest = float.NegativeInfinity;
        int seen = 0, wrong = 0;
        foreach (Observation observation in _observations.OrderBy(observation => observation.Level))
        {
            seen++;
            wrong += observation.IsLost ? 0 : 1;
            safest = wrong + 1 <= _options.ResignFalsePositives * (seen + 1) ? observation.Level : safest;
        }

        return safest;
    }

    private static void Fill<T>(T[] array, Func<T> read)
    {
        for (int i = 0; i < array.Length; i++)
        {
            array[i] = read();
        }
    }

    // A player of a control episode who would have resigned at this threshold or a larger one.
    private readonly record struct Observation(float Level, bool IsLost);
}
