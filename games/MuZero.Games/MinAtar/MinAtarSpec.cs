namespace MuZero.Games.MinAtar;

/// <summary>The common part of the specifications of the five games.</summary>
internal static class MinAtarSpec
{
    private const float StepDiscount = 0.99f; // as the DQN of MinAtar's paper

    /// <param name="id">The game's id.</param>
    /// <param name="moves">The move of each action.</param>
    /// <param name="channels">Planes of the observation, in MinAtar's order.</param>
    /// <param name="outcomes">The most outcomes of one of the dice; the sticky action has 2.</param>
    /// <param name="maxReturn">An upper bound of the discounted return.</param>
    /// <param name="timeLimit">The most frames.</param>
    public static GameSpec Of(
        string id, Move[] moves, int channels, int outcomes, float maxReturn, int timeLimit = MinAtarState.TimeLimit)
        => new()
        {
            Id = id,
            Players = 1,
            Turns = TurnModel.Single,
            Actions = moves.Length,
            ChanceOutcomes = outcomes,
            MaxLength = timeLimit,
            Observation = new ObservationShape(channels, Screen.Size, Screen.Size),
            Rewards = RewardTiming.Stepwise,
            Discount = StepDiscount,
            MinReturn = 0.0f,
            MaxReturn = maxReturn,
        };
}
