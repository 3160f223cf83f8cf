namespace MuZero.Evaluation;

/// <summary>Games in one seat of more than two, seen by its player.</summary>
/// <param name="Wins">Games in which he alone had the largest return.</param>
/// <param name="Shared">Games in which he had the largest return together with others.</param>
/// <param name="Losses">The other games.</param>
/// <param name="Points">A game that k players share is a k-th of a point for each of them, so that every game has one point.</param>
public readonly record struct SeatResult(long Wins, long Shared, long Losses, double Points)
{
    /// <summary>Games in all.</summary>
    public long Games => Wins + Shared + Losses;

    /// <summary>Points per game; players of equal strength score one over their number. 0 without games.</summary>
    public double Score => Games == 0 ? 0.0 : Points / Games;

    /// <summary>Both results together.</summary>
    public static SeatResult operator +(SeatResult left, SeatResult right)
        => new(left.Wins + right.Wins, left.Shared + right.Shared, left.Losses + right.Losses, left.Points + right.Points);

    /// <summary>Both results together.</summary>
    public static SeatResult Add(SeatResult left, SeatResult right) => left + right;

    /// <summary>The result of one game.</summary>
    /// <param name="returns">[players] what each received in all.</param>
    /// <param name="player">Whose result.</param>
    public static SeatResult Of(ReadOnlySpan<float> returns, int player)
    {
        int equal = 0;
        foreach (float other in returns)
        {
            if (other > returns[player])
            {
                return new SeatResult(0, 0, 1, 0.0);
            }

            equal += other == returns[player] ? 1 : 0;
        }

        return equal == 1 ? new SeatResult(1, 0, 0, 1.0) : new SeatResult(0, 1, 0, 1.0 / equal);
    }
}

/// <summary>A game of more than two players, seen by the one whose view a report has.</summary>
/// <param name="Result">His result.</param>
/// <param name="Moves">A hash of the game's start, moves and dice.</param>
/// <param name="Length">Decisions, opening included.</param>
public readonly record struct SeatGame(SeatResult Result, ulong Moves, int Length);

/// <summary>Games of more than two players: the first-named one in a seat, his opponent in all others. A round is a game in every seat from
/// the same opening; statistics count rounds.</summary>
public sealed class SeatReport
{
    private readonly SeatResult[] _seats;

    /// <summary>The report of some rounds.</summary>
    /// <param name="rounds">[rounds][seats].</param>
    public SeatReport(IReadOnlyList<IReadOnlyList<SeatGame>> rounds)
    {
        Rounds = rounds;
        _seats = new SeatResult[rounds.Count == 0 ? 0 : rounds[0].Count];
        foreach (IReadOnlyList<SeatGame> round in rounds)
        {
            for (int seat = 0; seat < _seats.Length; seat++)
            {
                _seats[seat] += round[seat].Result;
            }
        }

        DifferentGames = rounds.SelectMany(round => round).Select(game => game.Moves).Distinct().Count();
    }

    /// <summary>Every round, in the order of the openings; a game in each seat.</summary>
    public IReadOnlyList<IReadOnlyList<SeatGame>> Rounds { get; }

    /// <summary>The games of each seat, the first one's first.</summary>
    public IReadOnlyList<SeatResult> Seats => _seats;

    /// <summary>All games.</summary>
    public SeatResult Total => _seats.Aggregate(default(SeatResult), SeatResult.Add);

    /// <summary>Distinct games, by start, moves and dice.</summary>
    public int DifferentGames { get; }

    /// <summary>Decisions per game, opening included.</summary>
    public double MeanLength => Rounds.Count == 0 ? 0.0 : Rounds.Average(round => round.Average(game => game.Length));

    /// <summary>The interval of <see cref="SeatResult.Score"/> over all seats.</summary>
    public Interval Score(Confidence confidence)
    {
        int different = Rounds.Select(round => string.Join(' ', round.Select(game => game.Moves))).Distinct().Count();
        return Interval.OfScores([.. Rounds.Select(round => round.Average(game => game.Result.Points))], different, confidence);
    }

    /// <summary>The interval of <see cref="SeatResult.Score"/> in one seat.</summary>
    public Interval Score(int seat, Confidence confidence)
    {
        int different = Rounds.Select(round => round[seat].Moves).Distinct().Count();
        return Interval.OfScores([.. Rounds.Select(round => round[seat].Result.Points)], different, confidence);
    }

    /// <summary>The games of two reports together; their openings must be drawn independently.</summary>
    public SeatReport With(SeatReport other) => new([.. Rounds, .. other.Rounds]);
}
