namespace MuZero.Cli.Play;

/// <summary>The agent's clock in a game: a time per move, or a time per game with an increment per move.</summary>
internal sealed class PlayClock
{
    private const double MovesAhead = 30.0;    // that the time is divided among if their number is not known
    private const double IncrementShare = 0.8; // of the increment that a move uses

    private readonly TimeSpan _main;
    private readonly TimeSpan _increment;
    private TimeSpan _left;

    /// <summary>A clock.</summary>
    /// <param name="main">The time of the game; zero if each move has a time of its own.</param>
    /// <param name="increment">The time that each move adds, or the time of each move.</param>
    public PlayClock(TimeSpan main, TimeSpan increment) => (_main, _increment, _left) = (main, increment, main);

    /// <summary>Reads "300+2", seconds of a game and of the increment, or "300".</summary>
    /// <exception cref="UserException">The text is not valid.</exception>
    public static PlayClock Parse(string text)
    {
        string[] parts = text.Split('+');
        double[] seconds = new double[2];
        bool isValid = parts.Length <= 2;
        for (int i = 0; i < parts.Length && isValid; i++)
        {
            isValid = double.TryParse(parts[i], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds[i])
                && seconds[i] <= 86_400.0;
        }

        return isValid && seconds[0] > 0.0
            ? new PlayClock(TimeSpan.FromSeconds(seconds[0]), TimeSpan.FromSeconds(seconds[1]))
            : throw UserException.Usage(
                $"--clock is '{text}'; it must be the seconds of a game, with + and the seconds that each move adds, such as 300+2.");
    }

    /// <summary>The share of a clock that a move may use, at most half of it.</summary>
    /// <param name="left">The time that is left.</param>
    /// <param name="increment">The time that the move adds.</param>
    /// <param name="moves">Moves until more time comes; null if that is not known.</param>
    public static TimeSpan Share(TimeSpan left, TimeSpan increment, double? moves = null)
    {
        TimeSpan share = (left / Math.Max(1.0, moves ?? MovesAhead)) + (IncrementShare * increment);
        return share < left / 2.0 ? share : left / 2.0;
    }

    /// <summary>The time of the next move.</summary>
    public TimeSpan Next() => _main == TimeSpan.Zero ? _increment : Share(_left, _increment);

    /// <summary>Takes the time of a move from the clock; the increment is added even if the time ran out.</summary>
    public void Spend(TimeSpan time)
        => _left = _main == TimeSpan.Zero ? _left : (_left > time ? _left - time : TimeSpan.Zero) + _increment;

    /// <summary>Sets the clock to its beginning.</summary>
    public void Restart() => _left = _main;

    public override string ToString()
    {
        string more = _increment > TimeSpan.Zero ? $" and {Seconds(_increment)} more for each move" : "";
        return _main == TimeSpan.Zero ? $"{Seconds(_increment)} per move" : $"{Seconds(_main)} per game{more}";
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");
}
