namespace MuZero.Games.Bandit;

/// <summary>The ten-armed testbed (Sutton and Barto, section 2.3): each of ten arms has a mean drawn from N(0, 1) for the episode, and
/// pays N(mean, 1) for a pull. 100 pulls.</summary>
/// <remarks>The means are not in the state, where a planner would see them. A pull's reward is a chance outcome with the distribution that
/// follows from the arm's rewards so far: after n pulls with sum s it is normal with mean s / (n + 1) and variance 1 + 1 / (n + 1), which
/// makes the same episodes as means drawn first. Rewards are rounded to halves from -8 to 8, which keeps mean and variance.</remarks>
public sealed class BanditGame : IGame, IBaseline
{
    private const double Confidence = 2.0; // c of UCB in the book's figure 2.4

    public GameSpec Spec { get; } = new()
    {
        Id = "bandit",
        Players = 1,
        Turns = TurnModel.Single,
        Actions = BanditState.Arms,
        ChanceOutcomes = BanditState.Outcomes,
        MaxLength = BanditState.Pulls,
        Observation = ObservationShape.Vector((2 * BanditState.Arms) + 1),
        Rewards = RewardTiming.Stepwise,
        MinReturn = -BanditState.Pulls * BanditState.LargestReward,
        MaxReturn = BanditState.Pulls * BanditState.LargestReward,
    };

    public IGameState NewGame(ulong seed) => new BanditState();

    /// <remarks>UCB with c = 2 (section 2.7): an arm that was never pulled, else the largest Q + c sqrt(ln t / n).</remarks>
    public int BaselineAction(IGameState state)
    {
        var bandit = (BanditState)state;
        double logarithm = Math.Log(bandit.Pulled + 1);
        (int best, double bestBound) = (0, double.NegativeInfinity);
        for (int arm = 0; arm < BanditState.Arms; arm++)
        {
            double bound = bandit.Count(arm) == 0
                ? double.PositiveInfinity
                : bandit.Mean(arm) + (Confidence * Math.Sqrt(logarithm / bandit.Count(arm)));
            if (bound > bestBound)
            {
                (best, bestBound) = (arm, bound);
            }
        }

        return best;
    }
}
