using System.Runtime.InteropServices;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.Search;

namespace MuZero.SelfPlay;

/// <summary>Collects one episode decision by decision. Reused for the next episode, so that self-play allocates only what an episode
/// keeps.</summary>
/// <param name="spec">The game.</param>
/// <param name="priorities">Gives episodes their initial priorities; null leaves them to the replay buffer.</param>
/// <param name="surprises">True to record <see cref="Episode.Surprises"/>.</param>
internal sealed class EpisodeRecorder(GameSpec spec, NStepReturn? priorities = null, bool surprises = false)
{
    private readonly List<int> _actions = [];
    private readonly List<int> _toPlay = [];
    private readonly List<float> _rewards = [];
    private readonly List<float> _rootValues = [];
    private readonly List<float> _playerValues = []; // of more than two players
    private readonly List<int> _policyOffsets = [];
    private readonly PolicyEntries _policies = new(spec);
    private readonly List<float> _vectors = [];
    private readonly List<int> _chanceCounts = [];
    private readonly List<int> _chanceOutcomes = [];
    private readonly List<int> _exploratory = [];
    private readonly List<float> _surprises = [];
    private readonly List<float> _observations = [];
    private readonly ChancePlay _chance = new(spec);
    private ulong _seed;
    private long _firstVersion;
    private long _lastVersion;

    /// <summary>Decisions so far.</summary>
    public int Length => _actions.Count;

    /// <summary>Starts an episode.</summary>
    public void Begin(ulong seed)
    {
        _seed = seed;
        foreach (List<int> list in (ReadOnlySpan<List<int>>)[_actions, _toPlay, _policyOffsets, _chanceCounts,
            _chanceOutcomes, _exploratory])
        {
            list.Clear();
        }

        foreach (List<float> list in (ReadOnlySpan<List<float>>)[_rewards, _rootValues, _playerValues, _surprises, _vectors, _observations])
        {
            list.Clear();
        }

        _policies.Clear();
        _policyOffsets.Add(0);
        _chanceCounts.Add(0);
    }

    /// <summary>Adds a decision before it is played.</summary>
    /// <param name="decisions">The planner's answers, of which policy, value and observation are stored.</param>
    /// <param name="index">The position's entry in them.</param>
    /// <param name="toPlay">The player to move.</param>
    /// <param name="action">The action that will be played.</param>
    /// <param name="weightVersion">The weights that planned.</param>
    /// <param name="exploratory">True if the action was drawn at random instead of from the planner's answers.</param>
    /// <param name="quick">True if the search was only to play, so that its policy is not stored.</param>
    /// <param name="vector">The continuous action that will be played; empty in other games.</param>
    public void Decide(
        Decisions decisions, int index, int toPlay, int action, long weightVersion, bool exploratory = false, bool quick = false,
        ReadOnlySpan<float> vector = default)
    {
        if (exploratory)
        {
            _exploratory.Add(Length);
        }

        _firstVersion = Length == 0 ? weightVersion : _firstVersion;
        _lastVersion = weightVersion;
        if (!quick)
        {
            _policies.Add(decisions, index);
        }

        if (surprises)
        {
            _surprises.Add(Surprise.Of(quick ? [] : decisions.Policy(index), decisions.Prior(index)));
        }

        _policyOffsets.Add(_policies.Actions.Count);
        _vectors.AddRange(vector);
        _rootValues.Add(decisions.Value(index));
        _playerValues.AddRange(decisions.PlayerValues(index));
        decisions.Observation(index).CopyTo(AddPosition(toPlay, action));
    }

    /// <summary>Adds what the players received, after the action was played.</summary>
    public void Receive(IGameState state) => Seats.AddRewards(state, LastRewards);

    /// <summary>Plays and records chance outcomes until a player is to move or the episode is over.</summary>
    /// <returns>The last outcome's transition; <see cref="Transition.Continues"/> if there was none.</returns>
    public Transition ResolveChance(IGameState state, RandomStream random)
    {
        int before = _chanceOutcomes.Count;
        Transition transition = _chance.Resolve(state, random, LastRewards, _chanceOutcomes);
        _chanceCounts[^1] += _chanceOutcomes.Count - before;
        return transition;
    }

    /// <summary>Plays and records a chance outcome.</summary>
    public void RecordOutcome(IGameState state, int outcome)
    {
        _chanceCounts[^1]++;
        _chanceOutcomes.Add(outcome);
        ChancePlay.Apply(state, outcome, LastRewards);
    }

    /// <summary>The episode.</summary>
    /// <param name="state">The state after the last decision.</param>
    /// <param name="producer">See <see cref="Episode.Producer"/>.</param>
    /// <param name="sequence">See <see cref="Episode.Sequence"/>.</param>
    /// <param name="truncated">See <see cref="Episode.Truncated"/>.</param>
    /// <param name="finalValue">See <see cref="Episode.FinalValue"/>.</param>
    /// <param name="finalToPlay">See <see cref="Episode.FinalToPlay"/>.</param>
    /// <param name="finalPlayerValues">See <see cref="Episode.FinalPlayerValues"/>.</param>
    public Episode Finish(
        IGameState state, string producer, long sequence, bool truncated, float finalValue, int finalToPlay,
        float[]? finalPlayerValues = null)
    {
        float[] initial = priorities is null ? [] : new float[Length];
        Episode episode = Build(producer, sequence, truncated, finalValue, finalToPlay, finalPlayerValues ?? [], initial);
        state.Observe(Seats.Observer(spec, state, _toPlay[^1]), episode.FinalObservation);
        priorities?.FillPriorities(episode, initial);
        return episode;
    }

    /// <summary>Writes the unfinished episode; observations and rewards are left out, as the game gives them again.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_seed);
        writer.Write(_firstVersion);
        writer.Write(_lastVersion);
        foreach (List<int> list in (ReadOnlySpan<List<int>>)[_actions, _policyOffsets, _policies.Actions, _chanceCounts, _chanceOutcomes,
            _exploratory])
        {
            writer.Write(list.Count);
            list.ForEach(writer.Write);
        }

        foreach (List<float> list in (ReadOnlySpan<List<float>>)[_rootValues, _policies.Weights, .. Vectors])
        {
            Write(writer, list);
        }

        if (Seats.Values(spec) > 1)
        {
            Write(writer, _playerValues);
        }

        if (surprises)
        {
            Write(writer, _surprises);
        }
    }

    /// <summary>Takes over what <see cref="Save"/> wrote and plays it again.</summary>
    /// <returns>The position that the episode had reached.</returns>
    /// <exception cref="CorruptDataException">The game does not follow the recorded actions.</exception>
    public IGameState Load(BinaryReader reader, IGame game)
    {
        Begin(reader.ReadUInt64());
        _firstVersion = reader.ReadInt64();
        _lastVersion = reader.ReadInt64();
        int[] actions = Read<int>(reader);
        ReadInto(reader, _policyOffsets);
        ReadInto(reader, _policies.Actions);
        int[] chanceCounts = Read<int>(reader);
        Queue<int> outcomes = new(Read<int>(reader));
        ReadInto(reader, _exploratory);
        ReadInto(reader, _rootValues);
        ReadInto(reader, _policies.Weights);
        foreach (List<float> list in Vectors)
        {
            ReadInto(reader, list);
        }

        if (surprises)
        {
            // Runs that have the option wrote them; older ones do not have the option.
            ReadInto(reader, _surprises);
        }

        if (Seats.Values(spec) > 1)
        {
            ReadInto(reader, _playerValues);
        }

        try
        {
            IGameState state = game.NewGame(_seed);
            RepeatChance(state, chanceCounts[0], outcomes);
            for (int t = 0; t < actions.Length; t++)
            {
                state.Observe(state.ToPlay, AddPosition(state.ToPlay, actions[t]));
                VectorPlay.Apply(state, actions[t], VectorPlay.Entry(CollectionsMarshal.AsSpan(_vectors), t, spec.Dimensions()));
                Receive(state);
                RepeatChance(state, chanceCounts[t + 1], outcomes);
            }

            return state;
        }
        catch (Exception fault) when (
            fault is ArgumentException or InvalidOperationException or IndexOutOfRangeException or InvalidCastException)
        {
            throw new CorruptDataException($"An unfinished episode of {spec.Id} cannot be played again: {fault.Message}", fault);
        }
    }

    private Episode Build(
        string producer, long sequence, bool truncated, float finalValue, int finalToPlay, float[] finalPlayerValues,
        float[] initial) => new()
        {
            Game = spec.Id,
            GameVersion = spec.Version,
            Seed = _seed,
            Producer = producer,
            Sequence = sequence,
            FirstWeightVersion = _firstVersion,
            LastWeightVersion = _lastVersion,
            Actions = [.. _actions],
            ToPlay = [.. _toPlay],
            Rewards = [.. _rewards],
            RootValues = [.. _rootValues],
            PlayerValues = [.. _playerValues],
            PolicyOffsets = [.. _policyOffsets],
            PolicyActions = [.. _policies.Actions],
            PolicyWeights = [.. _policies.Weights],
            ActionVectors = [.. _vectors],
            PolicyVectors = [.. _policies.Vectors],
            ChanceCounts = spec.ChanceOutcomes > 0 ? [.. _chanceCounts] : [],
            ChanceOutcomes = [.. _chanceOutcomes],
            Truncated = truncated,
            FinalValue = finalValue,
            FinalToPlay = finalToPlay,
            FinalPlayerValues = finalPlayerValues,
            Priorities = initial,
            Exploratory = [.. _exploratory],
            Surprises = [.. _surprises],
            Observations = [.. _observations],
            FinalObservation = new float[spec.Observation.Length],
        };

    // Games with continuous actions write more.
    private List<float>[] Vectors => spec.ActionBox is null ? [] : [_vectors, _policies.Vectors];

    // [players] of the last decision; empty before the first, because what chance pays out before it belongs to no decision.
    private Span<float> LastRewards => CollectionsMarshal.AsSpan(_rewards)[(Length == 0 ? ^0 : ^spec.Players)..];

    private void RepeatChance(IGameState state, int count, Queue<int> outcomes)
    {
        for (; count > 0; count--)
        {
            RecordOutcome(state, outcomes.Dequeue());
        }
    }

    // Adds a decision without rewards, and returns the room for its observation.
    private Span<float> AddPosition(int toPlay, int action)
    {
        int start = _observations.Count;
        CollectionsMarshal.SetCount(_observations, start + spec.Observation.Length);
        _actions.Add(action);
        _toPlay.Add(toPlay);
        CollectionsMarshal.SetCount(_rewards, _rewards.Count + spec.Players);
        CollectionsMarshal.AsSpan(_rewards)[^spec.Players..].Clear();
        _chanceCounts.Add(0);
        return CollectionsMarshal.AsSpan(_observations)[start..];
    }

    private static void Write(BinaryWriter writer, List<float> list)
    {
        writer.Write(list.Count);
        list.ForEach(writer.Write);
    }

    private static void ReadInto<T>(BinaryReader reader, List<T> list)
        where T : unmanaged
    {
        list.Clear();
        list.AddRange(Read<T>(reader));
    }

    // Numbers of four bytes, little-endian, behind their count.
    private static T[] Read<T>(BinaryReader reader)
        where T : unmanaged
    {
        T[] entries = new T[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(entries.AsSpan()));
        return entries;
    }
}
