namespace MuZero.Games.Conformance;

internal sealed class RewardLaw() : Law(
    "rewards",
    "Rewards writes a finite number for each player, zeros before the first move.",
    "Write every entry in each call.")
{
    public override void Visit(Position position)
    {
        float[] rewards = position.Now.Rewards;
        string Written() => $"the rewards are [{string.Join(' ', rewards)}]";
        Require(rewards.All(float.IsFinite), $"{Written()}: not finite, or not written");
        Require(!position.IsFirst || rewards.All(reward => reward == 0.0f), $"{Written()} before the first move");
    }
}

internal sealed class RewardTimingLaw() : Law(
    "reward-timing",
    "If the spec has Rewards = Terminal, only the last move has a reward.",
    "Set Rewards = RewardTiming.Stepwise in the spec, or give rewards only at the end.")
{
    public override bool AppliesTo(IGame game, IGameState first) => game.Spec.Rewards == RewardTiming.Terminal;

    public override void Visit(Position position) => Require(
        position.IsTerminal || position.Now.Rewards.All(reward => reward == 0.0f),
        $"the rewards are [{string.Join(' ', position.Now.Rewards)}] before the end");
}

internal sealed class ZeroSumLaw() : Law(
    "zero-sum",
    "Two-player games must be zero-sum.",
    "Let entry 1 - p of Rewards be minus entry p.")
{
    public override bool AppliesTo(IGame game, IGameState first) => game.Spec.Players == 2;

    public override void Visit(Position position) => Require(
        Math.Abs(position.Now.Rewards.Sum()) <= 1e-4f * Math.Max(1.0f, Math.Abs(position.Now.Rewards[0])),
        $"the rewards are [{string.Join(' ', position.Now.Rewards)}], which do not sum to 0");
}

internal sealed class ReturnRangeLaw() : Law(
    "return-range",
    "Every decision's reward and its discounted return to the end of the episode are within MinReturn and MaxReturn, for each player.",
    "Widen the range in the spec: it sizes the heads, and what is beyond is clipped before it is learned.")
{
    private readonly EpisodeRewards _rewards = new();

    public override void Visit(Position position)
    {
        _rewards.Add(position);
        if (position.Decisions > 0 && position.Now.ToPlay != Player.Chance) // more of the decision's reward may follow
        {
            RequireWithin(position.Spec, _rewards.Last(), "the reward of a decision is");
        }

        if (position.IsOver)
        {
            _rewards.ForEachReturn(position.Spec.Discount,
                (returns, decision) => RequireWithin(position.Spec, returns, $"from decision {decision} on the episode returned"));
        }
    }

    private static void RequireWithin(GameSpec spec, ReadOnlySpan<double> numbers, string what)
    {
        double slack = 1e-4 * Math.Max(1.0, Math.Max(Math.Abs(spec.MinReturn), Math.Abs(spec.MaxReturn)));
        for (int player = 0; player < numbers.Length; player++)
        {
            Require(
                numbers[player] >= spec.MinReturn - slack && numbers[player] <= spec.MaxReturn + slack,
                $"{what} {numbers[player]:G6} for player {player}; the spec says [{spec.MinReturn}, {spec.MaxReturn}]");
        }
    }
}

internal sealed class CutRewardLaw() : Law(
    "cut-reward",
    "A game does not pay its outcome on a transition that is Truncated.",
    "Return Terminated if the limit belongs to the rules: a value is learned for what lies beyond a cut, or a terminal reward makes it an "
        + "end.")
{
    private string? _paid; // the first cut that paid, in words
    private bool _paysElsewhere;

    public override bool IsAdvice => true;

    public override void Visit(Position position)
    {
        if (position.Now.Rewards.All(reward => reward == 0.0f))
        {
            return;
        }

        if (position.Transition == Transition.Truncated)
        {
            _paid ??= $"a time limit cut the episode and paid [{string.Join(' ', position.Now.Rewards)}] ({position})";
        }
        else
        {
            _paysElsewhere |= !position.IsTerminal;
        }
    }

    // A game that pays at every step pays at the last one too.
    public override void Conclude(IGame game, ulong seed) => Require(_paid is null || _paysElsewhere, _paid ?? "");
}
