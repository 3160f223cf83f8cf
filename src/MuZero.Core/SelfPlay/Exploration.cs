using MuZero.Games;
using MuZero.Numerics;
using MuZero.Search;
using MuZero.Search.Rules;

namespace MuZero.SelfPlay;

/// <summary>The behaviour of B games: from a planner's decision to the action that self-play plays.</summary>
/// <remarks>A random action at the start of an episode (<see cref="SelfPlayOptions.RandomOpening"/>) and from time to time, repeated for a
/// while on its player's turns (<see cref="SelfPlayOptions.RandomMoves"/>); else at a temperature above 0 an action drawn from the visits
/// (<see cref="SelfPlayOptions.TemperatureAt"/>), unless the planner explores by itself; else the planner's own action.</remarks>
internal sealed class Exploration
{
    // Beyond this the tail no longer matters.
    private const int LongestStroke = 1_000;
    private const int Undrawn = -1;

    private readonly SelfPlayOptions _options;
    private readonly bool _plannerExplores;
    private readonly double[] _durations; // [n - 1] P(duration at most n)
    private readonly int _players;
    private readonly int[] _actions; // [B, players] what is repeated
    private readonly int[] _left; // [B, players] how often still
    private readonly int[] _opening; // [B] random moves left at the start of the episode
    private readonly int[] _legal; // [A]
    private float[] _policy; // [A]

    /// <param name="options">What is drawn.</param>
    /// <param name="spec">The game.</param>
    /// <param name="plannerExplores">See <see cref="IPlanner.Explores"/>.</param>
    public Exploration(SelfPlayOptions options, GameSpec spec, bool plannerExplores = false)
    {
        (_options, _plannerExplores) = (options, plannerExplores);
        _players = spec.Players;
        _actions = new int[options.Games * _players];
        _left = new int[options.Games * _players];
        _opening = new int[options.Games];
        Array.Fill(_opening, Undrawn);
        _legal = new int[spec.Actions];
        _policy = new float[spec.Actions];
        _durations = options.RandomMoveExponent > 0.0
            ? Durations(options.RandomMoveExponent, Math.Min(spec.MaxLength, LongestStroke))
            : [1.0];
    }

    /// <summary>The action to play in a game, and whether it is a random one.</summary>
    /// <param name="game">The game.</param>
    /// <param name="state">Its position.</param>
    /// <param name="decisions">The plan.</param>
    /// <param name="entry">The game's entry in it.</param>
    /// <param name="decision">Decisions before this one in the episode.</param>
    /// <param name="step">The training step of the weights.</param>
    /// <param name="random">The game's stream.</param>
    public (int Action, bool IsRandom) Choose(
        int game, IGameState state, Decisions decisions, int entry, int decision, long step, RandomStream random)
    {
        if (RandomAction(game, state, random) is { } drawn)
        {
            return (drawn, true);
        }

        double temperature = _plannerExplores ? 0.0 : _options.TemperatureAt(decision, step);
        if (temperature <= 0.0)
        {
            return (decisions.Action(entry), false);
        }

        ReadOnlySpan<int> visits = decisions.Visits(entry);
        if (_policy.Length < visits.Length)
        {
            _policy = new float[visits.Length]; // samples of continuous actions may be more than the grid's points
        }

        return (VisitPolicy.Draw(visits, temperature, random, _policy.AsSpan(0, visits.Length)), false);
    }

    /// <summary>The random action of a game's next move, or null if the planner decides.</summary>
    public int? RandomAction(int game, IGameState state, RandomStream random)
    {
        if (IsOpening(game, random))
        {
            return _legal[random.Next(state.LegalActions(_legal))];
        }

        if (_options.RandomMoves <= 0.0)
        {
            return null;
        }

        ReadOnlySpan<int> legal = _legal.AsSpan(0, state.LegalActions(_legal));
        int seat = (game * _players) + state.ToPlay;
        if (_left[seat] > 0 && legal.Contains(_actions[seat]))
        {
            _left[seat]--;
            return _actions[seat];
        }

        _left[seat] = 0;
        if (random.NextDouble() >= _options.RandomMoves)
        {
            return null;
        }

        _actions[seat] = legal[random.Next(legal.Length)];
        _left[seat] = _durations.Length == 1 ? 0 : Duration(random.NextDouble()) - 1;
        return _actions[seat];
    }

    public void Reset(int game)
    {
        _left.AsSpan(game * _players, _players).Clear();
        _opening[game] = Undrawn;
    }

    // Several players: the first one's length is complemented, because earlier versions wrote one pair of numbers for both.
    public void Save(int game, BinaryWriter writer)
    {
        for (int seat = game * _players; seat < (game + 1) * _players; seat++)
        {
            writer.Write(_actions[seat]);
            writer.Write(_players > 1 && seat == game * _players ? ~_left[seat] : _left[seat]);
        }

        if (_options.RandomOpening > 0)
        {
            writer.Write(_opening[game]);
        }
    }

    public void Load(int game, BinaryReader reader)
    {
        Reset(game);
        int seat = game * _players;
        (_actions[seat], int left) = (reader.ReadInt32(), reader.ReadInt32());
        _left[seat] = left < 0 ? ~left : left;
        for (int other = seat + 1; left < 0 && other < seat + _players; other++)
        {
            (_actions[other], _left[other]) = (reader.ReadInt32(), reader.ReadInt32());
        }

        // Runs that have the option wrote it; older ones do not have the option.
        if (_options.RandomOpening > 0)
        {
            _opening[game] = reader.ReadInt32();
        }
    }

    // Counts the move.
    private bool IsOpening(int game, RandomStream random)
    {
        if (_options.RandomOpening == 0)
        {
            return false;
        }

        if (_opening[game] == Undrawn)
        {
            _opening[game] = random.Next(_options.RandomOpening + 1);
        }

        if (_opening[game] == 0)
        {
            return false;
        }

        _opening[game]--;
        return true;
    }

    private int Duration(double draw)
    {
        int index = Array.BinarySearch(_durations, draw);
        return Math.Min(index < 0 ? ~index : index, _durations.Length - 1) + 1;
    }

    private static double[] Durations(double exponent, int longest)
    {
        double[] sums = new double[longest];
        double sum = 0.0;
        for (int n = 1; n <= longest; n++)
        {
            sums[n - 1] = sum += Math.Pow(n, -exponent);
        }

        return Array.ConvertAll(sums, part => part / sum);
    }
}
