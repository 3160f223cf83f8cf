using MuZero.Errors;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Search;

namespace MuZero.SelfPlay;

/// <summary>Plays B games against itself in lock-step: one plan for all of them, then one move in each.</summary>
/// <remarks>Used by one thread. Game i has its own random stream, so what it plays does not depend on the other games;
/// episodes' seeds alone are handed out in the order in which episodes begin.</remarks>
public sealed class Actor : IDisposable
{
    private const int MostSkipped = 10_000; // episodes in a row that end before their first decision

    private readonly string _name;
    private readonly IGame _game;
    private readonly INetwork _network;
    private readonly IPlanner _planner;
    private readonly Decisions _decisions;
    private readonly ulong _seed;
    private readonly IGameState[] _states;
    private readonly RandomStream[] _random;
    private readonly EpisodeRecorder[] _recorders;
    private readonly InferenceBatch _cut;
    private readonly List<(int Game, int Observer)> _cutGames = [];
    private readonly Exploration _exploration;
    private readonly SearchLengths? _lengths; // null if all searches have all simulations
    private readonly Resignation? _resignation; // null if every game is played to its end
    private long _started;
    private long _finished;
    private readonly float[] _vector; // [D] played by a game with continuous actions
    private long _step; // of the weights in use

    /// <summary>An actor with new games.</summary>
    /// <param name="name">Unique within a run; recorded in each episode.</param>
    /// <param name="game">The game.</param>
    /// <param name="network">Evaluates positions; belongs to the actor, which disposes it.</param>
    /// <param name="planner">Plans with the same network, for all games at once.</param>
    /// <param name="options">The number of games, and the drawing of moves.</param>
    /// <param name="seed">Decides everything random; unique per actor.</param>
    /// <param name="priorities">Gives episodes their initial priorities (Ape-X); null leaves them to the replay buffer.</param>
    /// <param name="surprises">True to record <see cref="Episode.Surprises"/>.</param>
    public Actor(
        string name, IGame game, INetwork network, IPlanner planner, SelfPlayOptions options, ulong seed, NStepReturn? priorities = null,
        bool surprises = false)
    {
        _name = name;
        _game = game;
        _network = network;
        _seed = seed;
        ArgumentOutOfRangeException.ThrowIfLessThan(planner.Capacity, options.Games);
        _planner = planner;
        _decisions = new Decisions(options.Games, game.Spec);
        _states = new IGameState[options.Games];
        _random = new RandomStream[options.Games];
        _recorders = new EpisodeRecorder[options.Games];
        _cut = new InferenceBatch(options.Games, network.Shape);
        _vector = new float[game.Spec.Dimensions()];
        _exploration = new Exploration(options, game.Spec, planner.Explores);
        _lengths = SearchLengths.Of(options, planner.Simulations);
        _resignation = Resignation.Of(options, game.Spec);
        for (int i = 0; i < options.Games; i++)
        {
            _recorders[i] = new EpisodeRecorder(game.Spec, priorities, surprises);
            _random[i] = new RandomStream(RandomStream.Derive(seed, (ulong)i));
            Start(i);
        }
    }

    /// <summary>Version of the weights that play.</summary>
    public long WeightVersion => _network.Version;

    /// <summary>Simulations so far.</summary>
    public long Simulations { get; private set; }

    /// <summary>Moves so far: environment steps.</summary>
    public long Moves { get; private set; }

    /// <summary>Episodes that were over before their first decision; nothing can be learned from them.</summary>
    public long Skipped { get; private set; }

    /// <summary>Episodes begun so far; with the seed it names the next one, so that a resumed actor repeats none.</summary>
    public long Started => _started;

    /// <summary>Goes on with new weights from the next move on.</summary>
    public void Load(WeightSnapshot weights)
    {
        _network.Load(weights);
        _step = weights.Step;
    }

    /// <summary>Goes on with the newest weights of a source if they are newer than those in use.</summary>
    public void Follow(IWeightSource weights)
    {
        if (weights.LatestVersion > WeightVersion && weights.Latest() is { } latest)
        {
            Load(latest);
        }
    }

    /// <summary>Continues the numbering of episodes after an earlier actor of the same name and seed, whose unfinished games are
    /// dropped.</summary>
    public void ContinueAfter(long started)
    {
        // No more episodes were finished than begun, so the next number was not used either.
        _started = started;
        _finished = started;
        for (int i = 0; i < _states.Length; i++)
        {
            _random[i] = new RandomStream(RandomStream.Derive(_seed + (ulong)started, (ulong)i));
            Start(i);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    /// <summary>One move in every game. Episodes that ended are added to <paramref name="finished"/> and new ones begun.</summary>
    public void PlayMove(ICollection<Episode> finished)
    {
        Plan();
        Play(finished);
    }

    /// <summary>The first half of <see cref="PlayMove"/>: plans every game's move. Allocates nothing, unless the game's states can only be
    /// cloned.</summary>
    public void Plan()
    {
        if (_lengths is not null)
        {
            Simulations += _lengths.Plan(_planner, _states, _random, _step, _decisions);
            return;
        }

        _planner.Plan(_states, _random, _decisions);
        Simulations += (long)_states.Length * _planner.Simulations;
    }

    /// <summary>The second half of <see cref="PlayMove"/>: plays and records the decisions of <see cref="Plan"/>.</summary>
    public void Play(ICollection<Episode> finished)
    {
        Moves += _states.Length;
        _cutGames.Clear();
        for (int i = 0; i < _states.Length; i++)
        {
            Move(i, finished);
        }

        FinishCut(finished);
    }

    /// <summary>Writes the whole state: unfinished games and random streams. Weights are not part of it.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_states.Length);
        writer.Write(_started);
        writer.Write(_finished);
        for (int i = 0; i < _states.Length; i++)
        {
            RandomState state = _random[i].State;
            writer.Write(state.S0);
            writer.Write(state.S1);
            writer.Write(state.S2);
            writer.Write(state.S3);
            _exploration.Save(i, writer);
            _recorders[i].Save(writer);
        }

        _resignation?.Save(writer); // runs that have the option read it
    }

    /// <summary>Takes over what <see cref="Save"/> wrote.</summary>
    /// <exception cref="IncompatibleException">It was written with another number of games.</exception>
    /// <exception cref="CorruptDataException">The games cannot be played again.</exception>
    public void Load(BinaryReader reader)
    {
        int games = reader.ReadInt32();
        if (games != _states.Length)
        {
            throw new IncompatibleException($"The checkpoint's actor {_name} plays {Quantity.Of(games, "game")} at once; this run plays "
                + $"{_states.Length}. Set self_play.games to {games} to resume.");
        }

        _started = reader.ReadInt64();
        _finished = reader.ReadInt64();
        for (int i = 0; i < games; i++)
        {
            _random[i].State = new RandomState(reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64());
            _exploration.Load(i, reader);
            _states[i] = _recorders[i].Load(reader, _game);
        }

        _resignation?.Load(reader);
    }

    // The next episode in which a player moves.
    private void Start(int i)
    {
        for (int skipped = 0; skipped < MostSkipped; skipped++, Skipped++)
        {
            ulong seed = RandomStream.Derive(_seed ^ 0x5EED_0000_0000_0000UL, (ulong)_started++);
            _states[i] = _game.NewGame(seed);
            _recorders[i].Begin(seed);
            _exploration.Reset(i);
            _resignation?.Reset(i, _random[i].NextDouble());
            _recorders[i].ResolveChance(_states[i], _random[i]);
            if (_states[i].ToPlay >= 0)
            {
                return;
            }
        }

        throw GameFault.NoDecision(_game.Spec, MostSkipped);
    }

    private void Move(int i, ICollection<Episode> finished)
    {
        IGameState state = _states[i];
        int mover = state.ToPlay, entry = _lengths?.Entry(i) ?? i;
        if (_resignation?.IsNow(i, mover, _recorders[i].Length, _decisions, entry) == true)
        {
            Moves--; // no move was made
            Finish(i, truncated: true, _game.Spec.MinReturn, mover, finalPlayerValues: [], finished);
            return;
        }

        (int action, bool isRandom) = _exploration.Choose(i, state, _decisions, entry, _recorders[i].Length, _step, _random[i]);
        action = isRandom ? RandomVector(action) : PlannedVector(entry, action);
        _recorders[i].Decide(_decisions, entry, mover, action, _network.Version, isRandom, _lengths?.IsQuick(i) ?? false, _vector);
        Transition transition = VectorPlay.Apply(state, action, _vector);
        _recorders[i].Receive(state);
        transition = transition == Transition.Continues ? _recorders[i].ResolveChance(state, _random[i]) : transition;
        if (transition == Transition.Continues && _recorders[i].Length >= _game.Spec.MaxLength)
        {
            transition = Transition.Truncated;
        }

        if (transition == Transition.Truncated)
        {
            _cutGames.Add((i, Seats.Observer(_game.Spec, state, mover)));
        }
        else if (transition == Transition.Terminated)
        {
            Finish(i, truncated: false, finalValue: 0.0f, finalToPlay: 0, [], finished);
        }
    }

    // Random moves of a game with continuous actions are points of its grid.
    private int RandomVector(int action)
    {
        _game.Spec.ActionBox?.Write(action, _vector);
        return action;
    }

    // A planner's action is the number of a sample, of which an episode has the grid's point.
    private int PlannedVector(int i, int action)
    {
        _decisions.Vector(i, action).CopyTo(_vector);
        return _game.Spec.ActionBox?.Nearest(_vector) ?? action;
    }

    // The value of every state that a time limit cut, in one network call.
    private void FinishCut(ICollection<Episode> finished)
    {
        if (_cutGames.Count == 0)
        {
            return;
        }

        int observation = _game.Spec.Observation.Length;
        _cut.Count = _cutGames.Count;
        for (int row = 0; row < _cutGames.Count; row++)
        {
            (int i, int observer) = _cutGames[row];
            _states[i].Observe(observer, _cut.Observations.AsSpan(row * observation, observation));
            _cut.Slots[row] = row;
        }

        _network.Initial(_cut);
        for (int row = 0; row < _cutGames.Count; row++)
        {
            (int i, int observer) = _cutGames[row];
            float[] players = new float[_game.Spec.Players > 2 ? _game.Spec.Players : 0];
            float value = _cut.ValueFor(row, observer, players);
            Finish(i, truncated: true, value, observer, players, finished);
        }
    }

    private void Finish(
        int i, bool truncated, float finalValue, int finalToPlay, float[] finalPlayerValues, ICollection<Episode> finished)
    {
        Episode episode = _recorders[i].Finish(_states[i], _name, _finished++, truncated, finalValue, finalToPlay, finalPlayerValues);
        int resignation = _resignation?.End(i, episode.Return(0)) ?? Episode.NoResignation;
        finished.Add(resignation == Episode.NoResignation ? episode : new Episode(episode) { Resignation = resignation });
        Start(i);
    }
}
