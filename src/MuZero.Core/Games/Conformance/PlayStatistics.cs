namespace MuZero.Games.Conformance;

/// <summary>Least, mean and largest of a measurement; zeros if nothing was measured.</summary>
public readonly record struct Spread(double Min, double Mean, double Max);

/// <summary>Measurements of the uniformly random games of a check.</summary>
public sealed record PlayStatistics
{
    /// <summary>Decisions of an episode.</summary>
    public required Spread Length { get; init; }

    /// <summary>The discounted return of an episode, for player 0.</summary>
    public required Spread Return { get; init; }

    /// <summary>The reward of a decision, for each player.</summary>
    public required Spread Reward { get; init; }

    /// <summary>The discounted return from a decision to the end of the episode, for each player.</summary>
    public required Spread ReturnToGo { get; init; }

    /// <summary>Legal actions at a decision.</summary>
    public required Spread Legal { get; init; }

    /// <summary>The numbers of an observation; best within [-1, 1].</summary>
    public required Spread Observation { get; init; }

    /// <summary>Episodes that a time limit cut, the game's own or MaxLength.</summary>
    public required int Cut { get; init; }

    /// <summary>Episodes that were over before their first decision.</summary>
    public required int WithoutDecision { get; init; }
}

/// <summary>Measures random games as they are played.</summary>
internal sealed class PlayMeter
{
    private readonly EpisodeRewards _rewards = new();
    private readonly Measured _length = new(), _return = new(), _reward = new(), _returnToGo = new(), _legal = new(), _observation = new();
    private int _cut;
    private int _withoutDecision;

    public PlayStatistics Statistics => new()
    {
        Length = _length.Spread,
        Return = _return.Spread,
        Reward = _reward.Spread,
        ReturnToGo = _returnToGo.Spread,
        Legal = _legal.Spread,
        Observation = _observation.Spread,
        Cut = _cut,
        WithoutDecision = _withoutDecision,
    };

    /// <summary>Adds a position of a game: the first one, or that after an action.</summary>
    public void Add(Position position)
    {
        _rewards.Add(position);
        if (position.Now.ToPlay >= 0)
        {
            _legal.Add(position.Now.Legal.Length);
            foreach (float number in position.Now.Observations[position.Now.ToPlay])
            {
                _observation.Add(number);
            }
        }

        if (position.IsOver)
        {
            AddEpisode(position);
        }
    }

    private void AddEpisode(Position position)
    {
        _length.Add(position.Decisions);
        _withoutDecision += position.Decisions == 0 ? 1 : 0;
        _cut += position.Transition == Transition.Truncated || !position.IsTerminal ? 1 : 0;
        double[] later = new double[position.Spec.Players];
        _rewards.ForEachReturn(position.Spec.Discount, (returns, decision) =>
        {
            for (int player = 0; player < returns.Length; player++)
            {
                _returnToGo.Add(returns[player]);
                _reward.Add(returns[player] - (position.Spec.Discount * later[player]));
                later[player] = returns[player];
            }

            if (decision == 0)
            {
                _return.Add(returns[0]);
            }
        });
    }

    private sealed class Measured
    {
        private double _min = double.PositiveInfinity;
        private double _max = double.NegativeInfinity;
        private double _sum;
        private long _count;

        public Spread Spread => _count == 0 ? default : new(_min, _sum / _count, _max);

        public void Add(double number)
        {
            _min = Math.Min(_min, number);
            _max = Math.Max(_max, number);
            _sum += number;
            _count++;
        }
    }
}
