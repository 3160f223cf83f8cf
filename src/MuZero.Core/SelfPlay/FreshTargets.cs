using MuZero.Games;
using MuZero.Search;

namespace MuZero.SelfPlay;

/// <summary>Fresh targets of one episode, collected decision after decision.</summary>
/// <param name="episode">What was played and received.</param>
/// <param name="spec">Its game.</param>
internal sealed class FreshTargets(Episode episode, GameSpec spec)
{
    private readonly float[] _values = new float[episode.Length];
    private readonly float[] _surprises = new float[episode.Surprises.Length];
    private readonly float[] _playerValues = new float[episode.PlayerValues.Length];
    private readonly int[] _offsets = new int[episode.Length + 1];
    private readonly PolicyEntries _policies = new(spec);
    private int _length;

    /// <summary>The episode with its old targets.</summary>
    public Episode Episode => episode;

    /// <summary>The value of the state at a cut; the old one until it is set.</summary>
    public float FinalValue { get; set; } = episode.FinalValue;

    /// <summary>The same for each of more than two players.</summary>
    public float[] FinalPlayerValues { get; } = [.. episode.FinalPlayerValues];

    /// <summary>Adds the next decision's answers.</summary>
    /// <param name="decisions">The planner's answers.</param>
    /// <param name="index">The position's entry in them.</param>
    public void Add(Decisions decisions, int index)
    {
        ReadOnlySpan<float> players = decisions.PlayerValues(index);
        players.CopyTo(_playerValues.AsSpan(_length * players.Length));
        if (_surprises.Length > 0)
        {
            _surprises[_length] = Surprise.Of(decisions.Policy(index), decisions.Prior(index));
        }

        _policies.Add(decisions, index);
        _values[_length++] = decisions.Value(index);
        _offsets[_length] = _policies.Actions.Count;
    }

    /// <summary>The episode with the fresh targets, once every decision has been added. It shares what was played and received.</summary>
    /// <param name="weightVersion">Version of the weights that searched.</param>
    public Episode Build(long weightVersion) => new(episode)
    {
        ReanalysedWeightVersion = weightVersion,
        RootValues = _values,
        PlayerValues = _playerValues,
        PolicyOffsets = _offsets,
        PolicyActions = [.. _policies.Actions],
        PolicyWeights = [.. _policies.Weights],
        PolicyVectors = [.. _policies.Vectors],
        FinalValue = FinalValue,
        Surprises = _surprises,
        FinalPlayerValues = FinalPlayerValues,
    };
}
