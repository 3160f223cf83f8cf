namespace MuZero.Games.Conformance;

/// <summary>Finds an Observe that ignores its argument: both players then see one board, and on it the moves of one seat change other
/// planes than those of the other seat. (In Nim both see one heap too, but there all moves look alike, and that is not a fault.) A number
/// that is constant for an observer, such as a plane of its colour, is not a view.</summary>
internal sealed class ViewsDifferLaw() : Law(
    "views-differ",
    "If moves of the two players look different, the players see different observations of the same state.",
    "Use Observe's argument: 'mine' are the stones of that player, not of player 0 nor of the player to move; except this law if one view "
        + "for both is intended.")
{
    private Extent[][] _byObserver = []; // [observer][planes * height * width]
    private Extent[][] _byTurn = []; // [player to move][planes * height * width], as player 0 sees it
    private bool[] _differs = []; // [planes * height * width]
    private bool[][] _changes = []; // [mover][falls or rises, planes * height * width]

    public override bool IsCostly => true;

    public override bool AppliesTo(IGame game, IGameState first) => game.Spec.Players == 2;

    public override void Visit(Position position)
    {
        int length = position.Spec.Observation.Length;
        if (_differs.Length == 0)
        {
            (_byObserver, _byTurn) = ([Extent.None(length), Extent.None(length)], [Extent.None(length), Extent.None(length)]);
            (_differs, _changes) = (new bool[length], [new bool[2 * length], new bool[2 * length]]);
        }

        Snapshot now = position.Now;
        float[] before = position.IsFirst || position.Before.ToPlay < 0 || now.ToPlay < 0
            ? now.Observations[0]
            : position.Before.Observations[0];
        for (int cell = 0; cell < length; cell++)
        {
            (float zero, float one) = (now.Observations[0][cell], now.Observations[1][cell]);
            _byObserver[0][cell].Include(zero);
            _byObserver[1][cell].Include(one);
            _differs[cell] |= zero != one;
            if (now.ToPlay >= 0)
            {
                _byTurn[now.ToPlay][cell].Include(zero);
            }

            if (zero != before[cell])
            {
                _changes[position.Before.ToPlay][(zero > before[cell] ? length : 0) + cell] = true;
            }
        }
    }

    public override void Conclude(IGame game, ulong seed)
    {
        if (Enumerable.Range(0, _differs.Length).Any(cell => _differs[cell] && !(_byObserver[0][cell].IsOne && _byObserver[1][cell].IsOne)))
        {
            return;
        }

        HashSet<int>[] changes = [Changes(0, game.Spec.Observation), Changes(1, game.Spec.Observation)];
        bool alike = changes[0].Overlaps(changes[1]) || changes[0].Count + changes[1].Count == 0;
        Require(alike,
            "Observe(0) and Observe(1) show the same board in every position, and each player's moves change planes of their own");
    }

    // Which planes fall and which rise by a player's moves, without numbers that only encode whose turn it is.
    private HashSet<int> Changes(int mover, ObservationShape shape)
    {
        int area = shape.Height * shape.Width;
        return [.. Enumerable.Range(0, _changes[mover].Length)
            .Where(change => _changes[mover][change] && !_byTurn.All(extents => extents[change % shape.Length].IsOne))
            .Select(change => change / area)];
    }
}

/// <summary>Finds views that follow the player to move instead of the observer: they turn over at each move and back at the next, so two
/// moves change less than one. Numbers that only encode whose turn it is are left out.</summary>
internal sealed class ViewsSteadyLaw() : Law(
    "views-steady",
    "What a player sees does not turn over when the other player is to move.",
    "Fill 'mine' from Observe's argument and not from ToPlay; except this law if moves take one another back.")
{
    private double[] _oneMove = [], _twoMoves = []; // [planes * height * width] sums of changes, both observers
    private Extent[][] _byTurn = []; // [observer and player to move, 4][planes * height * width]

    public override bool IsCostly => true;

    public override bool AppliesTo(IGame game, IGameState first) => game.Spec.Players == 2;

    public override void Visit(Position position)
    {
        int length = position.Spec.Observation.Length;
        if (_byTurn.Length == 0)
        {
            (_oneMove, _twoMoves) = (new double[length], new double[length]);
            _byTurn = [Extent.None(length), Extent.None(length), Extent.None(length), Extent.None(length)];
        }

        if (position.Now.ToPlay < 0)
        {
            return;
        }

        for (int observer = 0; observer < 2; observer++)
        {
            float[] now = position.Now.Observations[observer];
            Extent[] extents = _byTurn[(2 * observer) + position.Now.ToPlay];
            for (int cell = 0; cell < length; cell++)
            {
                extents[cell].Include(now[cell]);
            }

            if (position.Snapshots.Count >= 3 && position.Snapshots[^3].ToPlay == position.Now.ToPlay
                && position.Before.ToPlay == Seats.Other(position.Now.ToPlay))
            {
                float[] one = position.Before.Observations[observer];
                float[] two = position.Snapshots[^3].Observations[observer];
                for (int cell = 0; cell < length; cell++)
                {
                    _oneMove[cell] += Math.Abs(now[cell] - one[cell]);
                    _twoMoves[cell] += Math.Abs(now[cell] - two[cell]);
                }
            }
        }
    }

    public override void Conclude(IGame game, ulong seed)
    {
        (double one, double two) = (0.0, 0.0);
        for (int cell = 0; cell < _oneMove.Length; cell++)
        {
            bool tellsTurn = _byTurn.All(extents => extents[cell].IsOne);
            one += tellsTurn ? 0.0 : _oneMove[cell];
            two += tellsTurn ? 0.0 : _twoMoves[cell];
        }

        // Steady views give a ratio near 2, on a board that turns over it is near 2 / (stones on the board).
        Require(two >= 0.7 * one, $"an observer's view changes by {one:F0} over single moves and only by {two:F0} over pairs of moves");
    }
}

/// <summary>Finds an Observe that shows each player the other's side. "Mine before theirs" is the convention that makes it
/// visible.</summary>
internal sealed class OwnFirstLaw() : Law(
    "own-first",
    "If the players' planes are exchanged between the two views, a player's own come first.",
    "Write the planes of Observe's argument first, then the opponent's (the views may be exchanged); except this law if another order is "
        + "intended.")
{
    private readonly int[] _ownFirst = new int[2]; // moves by player
    private readonly int[] _theirsFirst = new int[2];

    public override bool IsCostly => true;

    public override bool AppliesTo(IGame game, IGameState first) => game.Spec.Players == 2;

    public override void Visit(Position position)
    {
        if (position.IsFirst || position.Before.ToPlay < 0)
        {
            return;
        }

        int mover = position.Before.ToPlay;
        int? own = GrownPlane(position, mover);
        int? seen = GrownPlane(position, Seats.Other(mover));
        if (own < seen)
        {
            _ownFirst[mover]++;
        }
        else if (own > seen)
        {
            _theirsFirst[mover]++;
        }
    }

    public override void Conclude(IGame game, ulong seed)
    {
        for (int mover = 0; mover < 2; mover++)
        {
            Require(
                _theirsFirst[mover] < 10 || _theirsFirst[mover] <= _ownFirst[mover],
                $"in {_theirsFirst[mover]} of {_theirsFirst[mover] + _ownFirst[mover]} moves of player {mover} its new stone is in a "
                    + "later plane of its own view than of the opponent's");
        }
    }

    // The plane whose sum grew most by the last move: on most boards that of the mover's stones.
    private static int? GrownPlane(Position position, int observer)
    {
        int area = position.Spec.Observation.Height * position.Spec.Observation.Width;
        float[] before = position.Before.Observations[observer];
        float[] now = position.Now.Observations[observer];
        int? grown = null;
        double most = 1e-6;
        for (int plane = 0; plane < position.Spec.Observation.Planes; plane++)
        {
            double growth = 0.0;
            for (int cell = plane * area; cell < (plane + 1) * area; cell++)
            {
                growth += now[cell] - before[cell];
            }

            (grown, most) = growth > most ? (plane, growth) : (grown, most);
        }

        return grown;
    }
}

/// <summary>Finds rewards from the wrong side. Zero-sum rewards can be credited to the wrong player throughout and break no exact law, so
/// this one looks at who made the move that was rewarded: by symmetry of the seats the mover must gain as often in one seat as in the
/// other, and in a game that is won by a move the mover is not always the loser.</summary>
internal sealed class MoverCreditLaw() : Law(
    "mover-credit",
    "A player gains by a decisive move of its own, in both seats alike.",
    "Let entry p of Rewards be player p's, independent of who moved and who is to move. In a game that the last mover loses, or that one "
        + "seat alone can win, add --except mover-credit.")
{
    private const int Enough = 10; // rewarded moves of a seat

    private readonly int[] _gains = new int[2]; // by the mover's seat
    private readonly int[] _losses = new int[2];

    public override bool IsStatistical => true;

    public override bool AppliesTo(IGame game, IGameState first) => game.Spec.Players == 2;

    public override void Visit(Position position)
    {
        if (position.IsFirst || position.Before.ToPlay < 0)
        {
            return;
        }

        int mover = position.Before.ToPlay;
        float reward = position.Now.Rewards[mover];
        _gains[mover] += reward > 0.0f ? 1 : 0;
        _losses[mover] += reward < 0.0f ? 1 : 0;
    }

    public override void Conclude(IGame game, ulong seed)
    {
        int[] moves = [_gains[0] + _losses[0], _gains[1] + _losses[1]];
        double[] shares = [(double)_gains[0] / Math.Max(1, moves[0]), (double)_gains[1] / Math.Max(1, moves[1])];
        string seen = $"player 0 gains by {_gains[0]} of its {moves[0]} rewarded moves, player 1 by {_gains[1]} of {moves[1]}";
        bool isEnough = moves[0] >= Enough && moves[1] >= Enough;
        Require(!isEnough || Math.Abs(shares[0] - shares[1]) <= 0.5,
            $"{seen}: the seats differ, as if one player were credited with the other's moves");
        Require(moves.Sum() < Enough || (_gains[0] + _gains[1]) > 0.1 * moves.Sum(),
            $"{seen}: the mover loses by its own moves, as if rewards were seen from the next player's side");
    }
}

/// <summary>The least and the largest value so far.</summary>
internal struct Extent
{
    private float _least, _most;

    /// <summary>True if there was at most one distinct value.</summary>
    public readonly bool IsOne => _least >= _most;

    /// <summary>Ranges without a value.</summary>
    public static Extent[] None(int length)
    {
        var ranges = new Extent[length];
        Array.Fill(ranges, new Extent { _least = float.PositiveInfinity, _most = float.NegativeInfinity });
        return ranges;
    }

    public void Include(float value) => (_least, _most) = (Math.Min(_least, value), Math.Max(_most, value));
}
