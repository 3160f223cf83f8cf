using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.SelfPlay;

/// <summary>Random moves in B games: when one begins, which action it is, and how often it is repeated (<see cref="SelfPlayOptions.RandomMoves"/>).</summary>
internal sealed class RandomStrokes
{
    // Beyond this the tail no longer matters.
    private const int LongestStroke = 1_000;

    private readonly double _share;
    private readonly double[] _durations; // [n - 1] P(duration at most n)
    private readonly int[] _actions; // [B] what is repeated
    private readonly int[] _left; // [B] how often still
    private readonly int[] _legal; // [A]

    public RandomStrokes(SelfPlayOptions options, GameSpec spec)
    {
        _share = options.RandomMoves;
        _actions = new int[options.Games];
        _left = new int[options.Games];
        _legal = new int[spec.Actions];
        _durations = options.RandomMoveExponent > 0.0 ? Durations(options.RandomMoveExponent, Math.Min(spec.MaxLength, LongestStroke)) : [1.0];
    }

    /// <summary>The random action of a game's next move, or null if the search decides.</summary>
    public int? Next(int game, IGameState state, RandomStream random)
    {
        if (_share <= 0.0)
        {
            return null;
        }

        ReadOnlySpan<int> legal = _legal.AsSpan(0, state.LegalActions(_legal));
        if (_left[game] > 0 && legal.Contains(_actions[game]))
        {
            _left[game]--;
            return _actions[game];
        }

        _left[game] = 0;
        if (random.NextDouble() >= _share)
        {
            return null;
        }

        _actions[game] = legal[random.Next(legal.Length)];
        _left[game] = _durations.Length == 1 ? 0 : Duration(random.NextDouble()) - 1;
        return _actions[game];
    }

    /// <summary>A new episode began.</summary>
    public void Reset(int game) => _left[game] = 0;

    public void Save(int game, BinaryWriter writer)
    {
        writer.Write(_actions[game]);
        writer.Write(_left[game]);
    }

    public void Load(int game, BinaryReader reader)
    {
        _actions[game] = reader.ReadInt32();
        _left[game] = reader.ReadInt32();
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
