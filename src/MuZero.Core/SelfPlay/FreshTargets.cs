namespace MuZero.SelfPlay;

/// <summary>Fresh targets of one episode, collected decision after decision.</summary>
/// <param name="episode">What was played and received.</param>
internal sealed class FreshTargets(Episode episode)
{
    private readonly float[] _values = new float[episode.Length];
    private readonly float[] _playerValues = new float[episode.PlayerValues.Length];
    private readonly int[] _offsets = new int[episode.Length + 1];
    private readonly List<int> _actions = new(episode.PolicyActions.Length);
    private readonly List<float> _weights = new(episode.PolicyActions.Length);
    private int _length;

    /// <summary>The episode with its old targets.</summary>
    public Episode Episode => episode;

    /// <summary>The value of the state at a cut; the old one until it is set.</summary>
    public float FinalValue { get; set; } = episode.FinalValue;

    /// <summary>The same for each of more than two players.</summary>
    public float[] FinalPlayerValues { get; } = [.. episode.FinalPlayerValues];

    /// <summary>Adds the next decision's answers.</summary>
    /// <param name="policy">[A].</param>
    /// <param name="value">The root value.</param>
    /// <param name="players">[P] the root value for each of more than two players; empty for fewer.</param>
    public void Add(ReadOnlySpan<float> policy, float value, ReadOnlySpan<float> players)
    {
        players.CopyTo(_playerValues.AsSpan(_length * players.Length));
        for (int action = 0; action < policy.Length; action++)
        {
            if (policy[action] > 0.0f)
            {
                _actions.Add(action);
                _weights.Add(policy[action]);
            }
        }

        _values[_length++] = value;
        _offsets[_length] = _actions.Count;
    }

    /// <summary>The episode with the fresh targets, once every decision has been added. It shares what was played and received.</summary>
    /// <param name="weightVersion">Version of the weights that searched.</param>
    public Episode Build(long weightVersion) => new(episode)
    {
        ReanalysedWeightVersion = weightVersion,
        RootValues = _values,
        PlayerValues = _playerValues,
        PolicyOffsets = _offsets,
        PolicyActions = [.. _actions],
        PolicyWeights = [.. _weights],
        FinalValue = FinalValue,
        FinalPlayerValues = FinalPlayerValues,
    };
}
