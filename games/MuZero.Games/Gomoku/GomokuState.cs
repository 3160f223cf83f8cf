using System.Numerics;
using MuZero.Numerics;

namespace MuZero.Games.Gomoku;

/// <summary>A position: the stones, and the moves that led to it.</summary>
internal sealed class GomokuState(GomokuBoard board) : IGameState, IActionText, ICopyTo, IUndo, IHashable
{
    private readonly ulong[] _stones = new ulong[2 * board.Words]; // [players, words]
    private readonly ushort[] _moves = new ushort[board.Points];
    private int _ply;
    private int _start; // the ply before which nothing can be taken back
    private bool _won; // by the player who moved last

    public int ToPlay => _won || _ply == board.Points ? Player.Terminal : _ply & 1;

    /// <summary>The player to move; at the end of the game the one who would be.</summary>
    public int Turn => _ply & 1;

    // The number of stones tells the player to move.
    public ulong Hash
    {
        get
        {
            ulong hash = 0;
            foreach (ulong word in _stones)
            {
                hash = RandomStream.Derive(hash, word);
            }

            return hash;
        }
    }

    public int LegalActions(Span<int> actions)
    {
        if (ToPlay == Player.Terminal)
        {
            return 0;
        }

        int count = 0;
        ReadOnlySpan<ulong> first = Stones(0);
        ReadOnlySpan<ulong> second = Stones(1);
        for (int word = 0; word < first.Length; word++)
        {
            int start = 64 * word;
            ulong inside = ulong.MaxValue >> Math.Max(0, start + 64 - board.Points);
            for (ulong left = inside & ~(first[word] | second[word]); left != 0; left &= left - 1)
            {
                actions[count++] = start + BitOperations.TrailingZeroCount(left);
            }
        }

        return count;
    }

    public Transition Apply(int action)
    {
        if (ToPlay == Player.Terminal || action < 0 || action >= board.Points || !IsFree(action))
        {
            throw IllegalActionException.For(this, action, board.Points);
        }

        int mover = _ply & 1;
        Toggle(mover, action);
        _moves[_ply] = (ushort)action;
        _ply++;
        _won = board.Completes(Stones(mover), action);
        return ToPlay == Player.Terminal ? Transition.Terminated : Transition.Continues;
    }

    public void Undo()
    {
        if (_ply == _start)
        {
            throw new InvalidOperationException("No action was applied.");
        }

        _ply--;
        Toggle(_ply & 1, _moves[_ply]);
        _won = false;
    }

    public void Rewards(Span<float> rewards)
    {
        rewards.Clear();
        if (_won)
        {
            rewards[(_ply - 1) & 1] = 1.0f;
            rewards[_ply & 1] = -1.0f;
        }
    }

    // Three planes: the player's stones, the other player's, and ones for the player who begins.
    public void Observe(int player, Span<float> observation)
    {
        observation[..(2 * board.Points)].Clear();
        Mark(Stones(player), observation);
        Mark(Stones(1 - player), observation[board.Points..]);
        observation[(2 * board.Points)..].Fill(player == 0 ? 1.0f : 0.0f);
    }

    public IGameState Clone()
    {
        GomokuState copy = new(board);
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(IGameState target)
    {
        GomokuState other = (GomokuState)target;
        _stones.CopyTo(other._stones, 0);
        Array.Copy(_moves, other._moves, _ply);
        other._ply = _ply;
        other._start = _start;
        other._won = _won;
    }

    public string ActionText(int action) => GridText.Point(action, board.Size);

    public string Render() => GridText.Board(board.Size, board.Size, Symbol);

    /// <summary>Starts from a position; false if the player to move has won.</summary>
    /// <param name="points">X, O or '.' for each point, row by row.</param>
    public bool TrySet(string points)
    {
        _stones.AsSpan().Clear();
        _ply = 0;
        for (int point = 0; point < points.Length; point++)
        {
            if (points[point] != '.')
            {
                Toggle(points[point] == 'X' ? 0 : 1, point);
                _ply++;
            }
        }

        _start = _ply;
        _won = HasWon(1 - Turn);
        return !HasWon(Turn);
    }

    /// <summary>X, O or '.' for a point.</summary>
    public char Symbol(int point) => GomokuBoard.Has(Stones(0), point) ? 'X' : GomokuBoard.Has(Stones(1), point) ? 'O' : '.';

    /// <summary>The free point of the highest <see cref="GomokuThreats.Worth"/> for the player to move, the first of equals.</summary>
    public int GreedyAction()
    {
        int mover = _ply & 1;
        int best = -1;
        long most = long.MinValue;
        for (int point = 0; point < board.Points; point++)
        {
            if (IsFree(point))
            {
                long worth = GomokuThreats.Worth(board, Stones(mover), Stones(1 - mover), point);
                if (worth > most)
                {
                    most = worth;
                    best = point;
                }
            }
        }

        return best;
    }

    private ReadOnlySpan<ulong> Stones(int player) => _stones.AsSpan(player * board.Words, board.Words);

    private bool HasWon(int player)
    {
        for (int point = 0; point < board.Points; point++)
        {
            if (GomokuBoard.Has(Stones(player), point) && board.Completes(Stones(player), point))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsFree(int point) => !GomokuBoard.Has(Stones(0), point) && !GomokuBoard.Has(Stones(1), point);

    private void Toggle(int player, int point) => _stones[(player * board.Words) + (point >> 6)] ^= 1UL << point;

    private static void Mark(ReadOnlySpan<ulong> stones, Span<float> plane)
    {
        for (int word = 0; word < stones.Length; word++)
        {
            for (ulong left = stones[word]; left != 0; left &= left - 1)
            {
                plane[(64 * word) + BitOperations.TrailingZeroCount(left)] = 1.0f;
            }
        }
    }
}
