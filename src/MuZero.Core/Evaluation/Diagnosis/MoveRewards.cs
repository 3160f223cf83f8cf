using MuZero.Games;
using MuZero.Networks;
using MuZero.SelfPlay;

namespace MuZero.Evaluation.Diagnosis;

/// <summary>The model's rewards of every legal move beside the game's: of the moves that self-play chose the model has learned, and a
/// search asks for the others too.</summary>
/// <remarks>In games without dice, whose rules say what a move pays. Used by one thread.</remarks>
internal sealed class MoveRewards
{
    /// <summary>Rows of a network call.</summary>
    public const int Rows = 256;

    private const long MostMoves = 2_000_000; // looked at; a minute or less

    private readonly IGame _game;
    private readonly INetwork _network;
    private readonly InferenceBatch _batch;
    private readonly int[] _legal; // [A]
    private readonly float[] _received; // [P]
    private readonly List<(float Paid, float Imagined)>[] _moves;
    private long _looked;

    /// <summary>Nothing looked at yet.</summary>
    /// <param name="game">The game.</param>
    /// <param name="network">A network with dynamics, whose weights are loaded, and with room for <paramref name="depth"/> latents more
    /// than <see cref="Rows"/>.</param>
    /// <param name="depth">Imagined moves at most, the last of which is every legal one and the others were played.</param>
    public MoveRewards(IGame game, INetwork network, int depth)
    {
        (_game, _network) = (game, network);
        _batch = new InferenceBatch(Rows, network.Shape);
        (_legal, _received) = (new int[game.Spec.Actions], new float[game.Spec.Players]);
        _moves = [.. Enumerable.Range(0, game.Spec.ChanceOutcomes == 0 ? depth : 0).Select(_ => new List<(float, float)>())];
    }

    /// <summary>The errors so far, after one imagined move and more.</summary>
    public IReadOnlyList<MoveRewardError> Errors => [.. _moves.Select((moves, index) => Error(index + 1, moves))];

    /// <summary>Looks at all positions of an episode.</summary>
    public void Add(Episode episode)
    {
        for (int t = 0; t < episode.Length && _moves.Length > 0 && _looked < MostMoves; t++)
        {
            Add(episode, t);
        }
    }

    // From the position at t along the moves that were played, and at each of them every other one.
    private void Add(Episode episode, int t)
    {
        int observation = _game.Spec.Observation.Length;
        episode.Observations.AsSpan(t * observation, observation).CopyTo(_batch.Observations);
        (_batch.Count, _batch.Slots[0]) = (1, 0);
        _network.Initial(_batch);
        EpisodeReplayer replayer = new(_game, episode);
        while (replayer.Position < t)
        {
            replayer.Advance();
        }

        for (int move = 0; move < _moves.Length && replayer.Position < episode.Length; move++)
        {
            Compare(replayer.State, parent: move, _moves[move]);
            (_batch.Count, _batch.ParentSlots[0], _batch.Slots[0]) = (1, move, move + 1);
            _batch.Actions[0] = episode.Actions[replayer.Position];
            _network.Recurrent(_batch);
            replayer.Advance();
        }
    }

    private void Compare(IGameState state, int parent, List<(float Paid, float Imagined)> moves)
    {
        int mover = state.ToPlay, legal = state.LegalActions(_legal);
        for (int first = 0; first < legal; first += Rows)
        {
            _batch.Count = Math.Min(Rows, legal - first);
            for (int row = 0; row < _batch.Count; row++)
            {
                (_batch.ParentSlots[row], _batch.Slots[row]) = (parent, _moves.Length + row);
                _batch.Actions[row] = _legal[first + row];
            }

            _network.Recurrent(_batch);
            for (int row = 0; row < _batch.Count; row++)
            {
                IGameState next = state.Clone();
                next.Apply(_batch.Actions[row]);
                next.Rewards(_received);
                moves.Add((_received[mover], _batch.Rewards[row]));
            }
        }

        _looked += legal;
    }

    private static MoveRewardError Error(int moves, List<(float Paid, float Imagined)> all)
    {
        (float Paid, float Imagined)[] paid = [.. all.Where(move => move.Paid != 0.0f)], unpaid = [.. all.Where(move => move.Paid == 0.0f)];
        double half = paid.Length == 0 ? double.NaN : 0.5 * paid.Average(move => Math.Abs((double)move.Paid));
        return new MoveRewardError(
            moves,
            paid.Length,
            Mean(paid, move => Math.Abs(move.Imagined - move.Paid)),
            Mean(paid, move => Math.Abs(move.Imagined - move.Paid) > 0.5 * Math.Abs(move.Paid) ? 1.0 : 0.0),
            unpaid.Length,
            Mean(unpaid, move => Math.Abs(move.Imagined)),
            double.IsNaN(half) ? double.NaN : Mean(unpaid, move => Math.Abs(move.Imagined) > half ? 1.0 : 0.0));
    }

    private static double Mean((float Paid, float Imagined)[] moves, Func<(float Paid, float Imagined), double> number)
        => moves.Length == 0 ? double.NaN : moves.Average(number);
}
