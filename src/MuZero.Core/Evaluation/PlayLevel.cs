using MuZero.Games;
using MuZero.Numerics;
using MuZero.Search;

namespace MuZero.Evaluation;

/// <summary>A strength of an agent: fewer simulations, and moves drawn among those that are not much worse than the best, so that a
/// beginner can win and no move is absurd.</summary>
/// <param name="Share">Its share of the run's simulations.</param>
/// <param name="Gap">A move is drawn only if its value is at most this much below the best one's. The values of a game span 2.</param>
/// <param name="Temperature">The loss of value at which a move is drawn 1/e as often as the best one; 0 plays the planner's own
/// move.</param>
internal readonly record struct PlayLevel(double Share, double Gap, double Temperature)
{
    /// <summary>The strongest level, which is the run's own play.</summary>
    public const int Strongest = 5;

    private const int FewestSimulations = 2;

    private static readonly PlayLevel[] _levels =
    [
        new(0.25, 1.0, 1.0),
        new(0.25, 0.5, 0.25),
        new(0.5, 0.2, 0.1),
        new(0.5, 0.0, 0.0),
        new(1.0, 0.0, 0.0),
    ];

    /// <summary>The level of a number from 1 to <see cref="Strongest"/>.</summary>
    public static PlayLevel Of(int number) => _levels[number - 1];

    /// <summary>Simulations per move.</summary>
    /// <param name="simulations">The run's.</param>
    public int Simulations(int simulations)
        => Share >= 1.0 ? simulations : Math.Max(Math.Min(FewestSimulations, simulations), (int)(simulations * Share));

    /// <summary>The level's move in a position.</summary>
    /// <param name="decisions">The planner's answers.</param>
    /// <param name="position">The position's number.</param>
    /// <param name="spec">The game.</param>
    /// <param name="random">Draws the move.</param>
    public int Choose(Decisions decisions, int position, GameSpec spec, RandomStream random)
    {
        int best = decisions.Action(position);
        if (Temperature <= 0.0)
        {
            return best;
        }

        ReadOnlySpan<int> visits = decisions.Visits(position);
        ReadOnlySpan<float> q = decisions.Q(position);
        float[] weights = new float[visits.Length];
        float sum = 0.0f;
        for (int action = 0; action < weights.Length; action++)
        {
            double loss = 2.0 * (q[best] - q[action]) / ((double)spec.MaxReturn - spec.MinReturn);
            bool isDrawn = action == best || (visits[action] > 0 && loss <= Gap);
            weights[action] = isDrawn ? (float)Math.Exp(-Math.Max(0.0, loss) / Temperature) : 0.0f;
            sum += weights[action];
        }

        for (int action = 0; action < weights.Length; action++)
        {
            weights[action] /= sum;
        }

        return random.NextIndex(weights);
    }
}
