using MuZero.Games;

namespace MuZero.Search;

/// <summary>A planner's answers for a batch of positions. B = positions, A = actions. Allocated once and filled again by every
/// plan.</summary>
/// <param name="positions">B.</param>
/// <param name="actions">A.</param>
/// <param name="observation">Numbers in an observation.</param>
/// <param name="players">P, the players with a value of their own; 0 if there are at most two.</param>
public sealed class Decisions(int positions, int actions, int observation, int players = 0)
{
    private readonly float[] _observations = new float[positions * observation];
    private float[] _policies = new float[positions * actions];
    private int[] _visits = new int[positions * actions];
    private float[] _q = new float[positions * actions];
    private float[] _priors = new float[positions * actions];
    private float[] _vectors = [];
    private int _entries = actions;
    private readonly float[] _values = new float[positions];
    private readonly float[] _playerValues = new float[positions * players];
    private readonly int[] _actions = new int[positions];

    /// <summary>Room for positions of a game.</summary>
    public Decisions(int positions, GameSpec spec)
        : this(positions, spec.Actions, spec.Observation.Length, Seats.Values(spec) > 1 ? spec.Players : 0)
    {
    }

    /// <summary>D, the dimensions of sampled continuous actions; 0 in other games. An action is then the number of a sample, and A is the
    /// number of samples.</summary>
    public int Dimensions { get; private set; }

    /// <summary>[observation] what the network saw of position i.</summary>
    public Span<float> Observation(int i) => _observations.AsSpan(i * observation, observation);

    /// <summary>[A] the policy's training target, 0 for illegal actions; sums to 1.</summary>
    public Span<float> Policy(int i) => _policies.AsSpan(i * _entries, _entries);

    /// <summary>[A] visit counts.</summary>
    public Span<int> Visits(int i) => _visits.AsSpan(i * _entries, _entries);

    /// <summary>[A] Q, seen by the player to move; 0 if unvisited.</summary>
    public Span<float> Q(int i) => _q.AsSpan(i * _entries, _entries);

    /// <summary>[A] priors as searched, noise included; negative for illegal actions.</summary>
    public Span<float> Prior(int i) => _priors.AsSpan(i * _entries, _entries);

    /// <summary>The position's value after planning, seen by the player to move.</summary>
    public ref float Value(int i) => ref _values[i];

    /// <summary>[P] the position's value after planning for each of more than two players; empty for fewer.</summary>
    public Span<float> PlayerValues(int i) => _playerValues.AsSpan(i * players, players);

    /// <summary>The action that the planner itself would play.</summary>
    public ref int Action(int i) => ref _actions[i];

    /// <summary>[A, D] the sampled continuous actions of position i, as the game takes them; empty in other games.</summary>
    public Span<float> Vectors(int i) => _vectors.AsSpan(i * _entries * Dimensions, _entries * Dimensions);

    /// <summary>[D] the sampled continuous action of a number; empty in other games.</summary>
    public ReadOnlySpan<float> Vector(int i, int action) => Vectors(i).Slice(action * Dimensions, Dimensions);

    /// <summary>Makes room for the samples of a planner of continuous actions, once.</summary>
    internal void HoldSamples(int samples, int dimensions)
    {
        if (_entries != samples || Dimensions != dimensions)
        {
            (_entries, Dimensions) = (samples, dimensions);
            (_policies, _q, _priors) = (new float[positions * samples], new float[positions * samples], new float[positions * samples]);
            (_visits, _vectors) = (new int[positions * samples], new float[positions * samples * dimensions]);
        }
    }
}
