namespace MuZero.Games.Pig;

/// <summary>Perfect play of Pig by value iteration (Neller and Presser 2004).</summary>
/// <remarks>A hold raises the score, so the positions of two scores depend on those with a larger sum, and on each other through the 1
/// alone. Pairs of scores are solved from the largest sum down, two unknown numbers at a time.</remarks>
internal sealed class PigSolver
{
    private const int Sides = 6;
    private const double Tolerance = 1e-14;

    private readonly int _target;
    private readonly double[] _starts; // [target, target] probability of a win at the start of a turn, by own and other score

    /// <summary>Solves every position.</summary>
    /// <param name="target">Points that win.</param>
    public PigSolver(int target)
    {
        (_target, _starts) = (target, new double[target * target]);
        double[] turn = new double[target + Sides];
        for (int sum = 2 * (target - 1); sum >= 0; sum--)
        {
            for (int mine = Math.Max(0, sum - target + 1); 2 * mine <= sum; mine++)
            {
                Iterate(mine, sum - mine, turn);
            }
        }
    }

    /// <summary>The mover's probability of a win.</summary>
    /// <param name="mine">The mover's score.</param>
    /// <param name="theirs">The other player's score.</param>
    /// <param name="points">The turn's points so far.</param>
    public double WinProbability(int mine, int theirs, int points)
    {
        double[] turn = new double[_target + Sides];
        Fill(mine, theirs, turn, points);
        return turn[points];
    }

    private ref double Start(int mine, int theirs) => ref _starts[(mine * _target) + theirs];

    private void Iterate(int mine, int theirs, double[] turn)
    {
        double change = 1.0;
        while (change > Tolerance)
        {
            change = Math.Max(Improve(mine, theirs, turn), Improve(theirs, mine, turn));
        }
    }

    private double Improve(int mine, int theirs, double[] turn)
    {
        Fill(mine, theirs, turn, points: 0);
        double before = Start(mine, theirs);
        Start(mine, theirs) = turn[0];
        return Math.Abs(turn[0] - before);
    }

    // The probabilities of a win by the turn's points, from the most points down to some number.
    private void Fill(int mine, int theirs, double[] turn, int points)
    {
        int needed = _target - mine;
        turn.AsSpan(needed).Fill(1.0);
        double afterOne = 1.0 - Start(theirs, mine);
        for (int k = needed - 1; k >= points; k--)
        {
            double roll = afterOne;
            for (int pips = 2; pips <= Sides; pips++)
            {
                roll += turn[k + pips];
            }

            roll /= Sides;
            turn[k] = k == 0 ? roll : Math.Max(roll, 1.0 - Start(theirs, mine + k));
        }
    }
}
