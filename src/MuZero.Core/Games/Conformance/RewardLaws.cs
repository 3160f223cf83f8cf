namespace MuZero.Games.Conformance;

internal sealed class RewardLaw() : Law(
    "rewards",
    "Rewards writes a finite number for each player, zeros before the first move.",
    "Write every entry in each call.")
{
    public override void Visit(Position position)
    {
        float[] rewards = position.Now.Rewards;
        string written = $"the rewards are [{string.Join(' ', rewards)}]";
        Require(rewards.All(float.IsFinite), $"{written}: not finite, or not written");
        Require(!position.IsFirst || rewards.All(reward => reward == 0.0f), $"{written} before the first move");
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
    "In a game of two players what one receives the other loses.",
    "Let entry 1 - p of Rewards be minus entry p.")
{
    public override bool AppliesTo(IGame game, IGameState first) => game.Spec.Players == 2;

    public override void Visit(Position position) => Require(
        Math.Abs(position.Now.Rewards.Sum()) <= 1e-4f * Math.Max(1.0f, Math.Abs(position.Now.Rewards[0])),
        $"the rewards are [{string.Join(' ', position.Now.Rewards)}], which do not sum to 0");
}

internal sealed class ReturnRangeLaw() : Law(
    "return-range",
    "Every episode's discounted return is within MinReturn and MaxReturn, for each player.",
    "Widen the range in the spec: value targets are scaled by it.")
{
    private double[] _returns = [];

    public override void Visit(Position position)
    {
        if (position.IsFirst)
        {
            _returns = new double[position.Spec.Players];
            return;
        }

        double discount = Math.Pow(position.Spec.Discount, Math.Max(0, position.Decisions - 1));
        for (int player = 0; player < _returns.Length; player++)
        {
            _returns[player] += discount * position.Now.Rewards[player];
        }

        (float least, float most) = (position.Spec.MinReturn, position.Spec.MaxReturn);
        double slack = 1e-4 * Math.Max(1.0, Math.Max(Math.Abs(least), Math.Abs(most)));
        foreach (double episodeReturn in position.IsTerminal ? _returns : [])
        {
            Require(episodeReturn >= least - slack && episodeReturn <= most + slack, $"an episode returned {episodeReturn}; the spec says [{least}, {most}]");
        }
    }
}
