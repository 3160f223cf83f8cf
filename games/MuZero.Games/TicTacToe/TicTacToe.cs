using System.Collections.Concurrent;
using System.Numerics;

namespace MuZero.Games.TicTacToe;

/// <summary>Tic-tac-toe: three in a row on a board of three by three wins. Action 0 is a1, at the top left; actions go row by
/// row.</summary>
public sealed class TicTacToeGame : IGame, ISymmetries, IBaseline, ISolver
{
    private static readonly int[] _centreFirst = [4, 0, 2, 6, 8, 1, 3, 5, 7];

    // Values by position, 5,478 at most.
    private readonly ConcurrentDictionary<ulong, float> _values = new();

    public GameSpec Spec { get; } = new()
    {
        Id = "tictactoe",
        Players = 2,
        Turns = TurnModel.Alternating,
        Actions = 9,
        MaxLength = 9,
        Observation = new ObservationShape(3, 3, 3),
        MinReturn = -1.0f,
        MaxReturn = 1.0f,
    };

    public int Symmetries => 8;

    public bool IsConcurrent => true;

    public IGameState NewGame(ulong seed) => new TicTacToeState();

    public int TransformAction(int symmetry, int action) => GridSymmetry.Point(symmetry, action, 3, 3);

    public void TransformObservation(int symmetry, ReadOnlySpan<float> source, Span<float> target)
        => GridSymmetry.Planes(symmetry, Spec.Observation, source, target);

    public int BaselineAction(IGameState state) => OnePlyOpponent.Choose(state, _centreFirst);

    public float Solve(IGameState state) => Value((TicTacToeState)state.Clone());

    // Negamax over the whole tree below; every position is valued once.
    private float Value(TicTacToeState state)
    {
        if (state.ToPlay == Player.Terminal)
        {
            return 0.0f; // no further rewards
        }

        if (_values.TryGetValue(state.Hash, out float known))
        {
            return known;
        }

        Span<int> legal = stackalloc int[9];
        Span<float> rewards = stackalloc float[2];
        int mover = state.ToPlay;
        float best = float.NegativeInfinity;
        foreach (int action in legal[..state.LegalActions(legal)])
        {
            state.Apply(action);
            state.Rewards(rewards);
            best = Math.Max(best, rewards[mover] - Value(state));
            state.Undo();
        }

        _values[state.Hash] = best;
        return best;
    }
}

internal sealed class TicTacToeState : IGameState, IActionText, ICopyTo, IUndo, IHashable
{
    private const int Points = 9;
    private const int AllPoints = (1 << Points) - 1;

    // Bit p is point p.
    private static readonly int[] _lines =
    [
        0b000_000_111, 0b000_111_000, 0b111_000_000,
        0b001_001_001, 0b010_010_010, 0b100_100_100,
        0b100_010_001, 0b001_010_100,
    ];

    private readonly int[] _stones = new int[2]; // a player's stones as bits
    private readonly int[] _moves = new int[Points];
    private int _ply;
    private bool _won; // by the player who moved last

    public int ToPlay => _won || _ply == Points ? Player.Terminal : _ply % 2;

    public ulong Hash => (ulong)((_stones[0] << Points) | _stones[1]);

    public int LegalActions(Span<int> actions)
    {
        if (ToPlay == Player.Terminal)
        {
            return 0;
        }

        int count = 0;
        for (int free = AllPoints & ~(_stones[0] | _stones[1]); free != 0; free &= free - 1)
        {
            actions[count++] = BitOperations.TrailingZeroCount(free);
        }

        return count;
    }

    public Transition Apply(int action)
    {
        if (ToPlay == Player.Terminal || action is < 0 or >= Points || !IsFree(action))
        {
            throw IllegalActionException.For(this, action, Points);
        }

        int mover = _ply % 2;
        _stones[mover] |= 1 << action;
        _moves[_ply] = action;
        _ply++;
        _won = HasLine(_stones[mover]);
        return ToPlay == Player.Terminal ? Transition.Terminated : Transition.Continues;
    }

    public void Undo()
    {
        if (_ply == 0)
        {
            throw new InvalidOperationException("No action was applied.");
        }

        _ply--;
        _stones[_ply % 2] ^= 1 << _moves[_ply];
        _won = false;
    }

    public void Rewards(Span<float> rewards)
    {
        rewards.Clear();
        if (_won)
        {
            rewards[(_ply - 1) % 2] = 1.0f;
            rewards[_ply % 2] = -1.0f;
        }
    }

    // Three planes: the player's stones, the other player's, and ones for the player who begins.
    public void Observe(int player, Span<float> observation)
    {
        int mine = _stones[player];
        int theirs = _stones[1 - player];
        for (int point = 0; point < Points; point++)
        {
            observation[point] = (mine >> point) & 1;
            observation[Points + point] = (theirs >> point) & 1;
        }

        observation[(2 * Points)..].Fill(player == 0 ? 1.0f : 0.0f);
    }

    public IGameState Clone()
    {
        TicTacToeState copy = new();
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(IGameState target)
    {
        TicTacToeState other = (TicTacToeState)target;
        _stones.CopyTo(other._stones, 0);
        _moves.CopyTo(other._moves, 0);
        other._ply = _ply;
        other._won = _won;
    }

    public string ActionText(int action) => GridText.Point(action, 3);

    public string Render() => GridText.Board(3, 3, point => Has(0, point) ? 'X' : Has(1, point) ? 'O' : '.');

    private bool Has(int player, int point) => ((_stones[player] >> point) & 1) == 1;

    private bool IsFree(int point) => (((_stones[0] | _stones[1]) >> point) & 1) == 0;

    private static bool HasLine(int stones)
    {
        foreach (int line in _lines)
        {
            if ((stones & line) == line)
            {
                return true;
            }
        }

        return false;
    }
}
