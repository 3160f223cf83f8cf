namespace MuZero.Games;

/// <summary>The value of an action by a game's solver.</summary>
internal static class SolvedValue
{
    /// <summary>The mover's return after an action under best play; the mean over the outcomes if chance follows.</summary>
    /// <param name="spec">The game.</param>
    /// <param name="solver">Values the positions in which a player is to move.</param>
    /// <param name="state">The position, which stays as it is.</param>
    /// <param name="action">A legal action, or a possible outcome.</param>
    /// <param name="mover">The player who moves, or who moved before the outcome.</param>
    /// <exception cref="Errors.UserException">The state is at a chance node and gives no probabilities.</exception>
    public static double After(GameSpec spec, ISolver solver, IGameState state, int action, int mover)
    {
        IGameState next = state.Clone();
        Transition transition = next.Apply(action);
        Span<float> rewards = stackalloc float[spec.Players];
        next.Rewards(rewards);
        return transition != Transition.Continues ? rewards[mover]
            : next.ToPlay == Player.Chance ? rewards[mover] + Mean(spec, solver, next, mover)
            : rewards[mover] + (spec.Discount * Seats.Sign(next.ToPlay, mover) * solver.Solve(next));
    }

    private static double Mean(GameSpec spec, ISolver solver, IGameState chanceNode, int mover)
    {
        float[] probabilities = chanceNode is IChance && spec.ChanceOutcomes > 0
            ? new float[spec.ChanceOutcomes]
            : throw GameFault.NoChance(spec);
        ((IChance)chanceNode).ChanceProbabilities(probabilities);
        double mean = 0.0;
        for (int outcome = 0; outcome < probabilities.Length; outcome++)
        {
            mean += probabilities[outcome] > 0.0f ? probabilities[outcome] * After(spec, solver, chanceNode, outcome, mover) : 0.0;
        }

        return mean;
    }
}
