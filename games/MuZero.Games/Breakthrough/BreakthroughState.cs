using System.Numerics;
using System.Text;
using MuZero.Numerics;

namespace MuZero.Games.Breakthrough;

/// <summary>A position: two sets of pawns and the player to move.</summary>
internal sealed class BreakthroughState : IGameState, IActionText, ICopyTo, IUndo, IHashable
{
    private readonly BreakthroughBoard _board;
    private readonly ulong[] _pawns = new ulong[2]; // [players]
    private readonly ulong[] _before; // [plies, players] pawns before each action, for Undo
    private int _ply;
    private int _start; // the ply before which nothing can be taken back; the parity of plies is the player
    private bool _won; // by the player who moved last

    public BreakthroughState(BreakthroughBoard board)
    {
        _board = board;
        _before = new ulong[2 * (1 + BreakthroughGame.LongestGame(board))];
        board.FirstPawns.CopyTo(_pawns, 0);
    }

    public int ToPlay => _won ? Player.Terminal : _ply & 1;

    /// <summary>The player to move; at the end of the game the one who would be.</summary>
    public int Turn => _ply & 1;

    /// <summary>The pawns of both players.</summary>
    public int Pawns => BitOperations.PopCount(_pawns[0] | _pawns[1]);

    /// <summary>The position as the solver sees it.</summary>
    public BreakthroughPawns ForSolver => new(_pawns[_ply & 1], _pawns[1 - (_ply & 1)], _ply & 1);

    public ulong Hash
    {
        get
        {
            ulong hash = RandomStream.Derive(_pawns[0], _pawns[1]);
            return (_ply & 1) == 0 ? hash : ~hash;
        }
    }

    // A player always has a move: its foremost pawn has none of its own diagonally ahead.
    public int LegalActions(Span<int> actions)
    {
        if (_won)
        {
            return 0;
        }

        int mover = _ply & 1;
        int count = 0;
        for (int direction = 0; direction < BreakthroughBoard.Directions; direction++)
        {
            ulong movable = _board.Movable(mover, direction, _pawns[mover], _pawns[1 - mover]);
            for (ulong left = movable; left != 0; left &= left - 1)
            {
                int square = _board.SquareOf(BitOperations.TrailingZeroCount(left));
                actions[count++] = (direction * _board.Squares) + square;
            }
        }

        return count;
    }

    public Transition Apply(int action)
    {
        if (!IsLegal(action))
        {
            throw IllegalActionException.For(this, action, _board.Actions);
        }

        _pawns.CopyTo(_before, 2 * _ply);
        int mover = _ply & 1;
        ulong target = _board.Target(mover, action);
        _pawns[mover] ^= _board.From(action) | target;
        _pawns[1 - mover] &= ~target;
        _ply++;
        _won = HasWon(mover);
        return _won ? Transition.Terminated : Transition.Continues;
    }

    public void Undo()
    {
        if (_ply == _start)
        {
            throw new InvalidOperationException("No action was applied.");
        }

        _ply--;
        Array.Copy(_before, 2 * _ply, _pawns, 0, 2);
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

    // Three planes: the player's pawns, the other player's, and ones for the player who moves up. The board is not turned for the other
    // player: a learned model would have to turn it back at every step, and convolutions cannot.
    public void Observe(int player, Span<float> observation)
    {
        int squares = _board.Squares;
        observation[..(2 * squares)].Clear();
        Mark(_pawns[player], observation);
        Mark(_pawns[1 - player], observation[squares..]);
        observation[(2 * squares)..].Fill(player == 0 ? 1.0f : 0.0f);
    }

    public IGameState Clone()
    {
        BreakthroughState copy = new(_board);
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(IGameState target)
    {
        BreakthroughState other = (BreakthroughState)target;
        _pawns.CopyTo(other._pawns, 0);
        Array.Copy(_before, other._before, 2 * _ply);
        other._ply = _ply;
        other._start = _start;
        other._won = _won;
    }

    public string ActionText(int action)
    {
        int from = BitOperations.TrailingZeroCount(_board.From(action));
        int target = BitOperations.TrailingZeroCount(_board.Target(_ply & 1, action));
        return _board.Name(from) + _board.Name(target);
    }

    // Rows are numbered as the words of actions number them, from the bottom.
    public string Render()
    {
        var text = new StringBuilder(" ");
        for (int column = 0; column < _board.Size; column++)
        {
            text.Append(' ').Append((char)('a' + column));
        }

        for (int row = 0; row < _board.Size; row++)
        {
            text.Append('\n').Append(_board.Size - row);
            for (int column = 0; column < _board.Size; column++)
            {
                text.Append(' ').Append(Symbol((row * _board.Size) + column));
            }
        }

        return text.ToString();
    }

    /// <summary>Starts from a position; false if there is no such one.</summary>
    /// <param name="points">X, O or '.' for each square, row by row from the top.</param>
    /// <param name="toPlay">The player to move.</param>
    public bool TrySet(string points, int toPlay)
    {
        _pawns.AsSpan().Clear();
        for (int square = 0; square < points.Length; square++)
        {
            _pawns[0] |= points[square] == 'X' ? _board.From(square) : 0;
            _pawns[1] |= points[square] == 'O' ? _board.From(square) : 0;
        }

        _ply = toPlay;
        _start = toPlay;
        _won = HasWon(1 - toPlay);
        int most = Math.Max(BitOperations.PopCount(_pawns[0]), BitOperations.PopCount(_pawns[1]));
        return most <= 2 * _board.Size && !HasWon(toPlay) && _pawns[1 - toPlay] != 0;
    }

    /// <summary>X, O or '.' for a square.</summary>
    public char Symbol(int square)
    {
        ulong bit = _board.From(square);
        return (_pawns[0] & bit) != 0 ? 'X' : (_pawns[1] & bit) != 0 ? 'O' : '.';
    }

    /// <summary>The legal action of the highest <see cref="Worth"/>, the first of equals.</summary>
    public int GreedyAction()
    {
        Span<int> legal = stackalloc int[_board.Actions];
        legal = legal[..LegalActions(legal)];
        int best = legal[0];
        foreach (int action in legal)
        {
            if (Worth(action) > Worth(best))
            {
                best = action;
            }
        }

        return best;
    }

    // A rule of thumb: win; else capture, the pawns nearest to their goal first; else advance, but not to where the pawn can be taken
    // without being avenged.
    private int Worth(int action)
    {
        const int Win = 1000;
        const int Capture = 20;
        const int Lost = 15;
        int mover = _ply & 1;
        ulong from = _board.From(action);
        ulong target = _board.Target(mover, action);
        ulong theirs = _pawns[1 - mover];
        if ((target & _board.Goals[mover]) != 0 || theirs == target)
        {
            return Win;
        }

        int row = _board.SquareOf(BitOperations.TrailingZeroCount(target)) / _board.Size;
        int advance = mover == 0 ? _board.Size - 1 - row : row;
        bool isCapture = (theirs & target) != 0;
        bool isAttacked = (_board.Attacked(1 - mover, theirs & ~target) & target) != 0;
        bool isDefended = (_board.Attacked(mover, _pawns[mover] & ~from) & target) != 0;
        int gain = isCapture ? Capture + (2 * (_board.Size - 1 - advance)) : advance;
        return gain - (isAttacked && !isDefended ? Lost : 0);
    }

    private bool HasWon(int player) => (_pawns[player] & _board.Goals[player]) != 0 || _pawns[1 - player] == 0;

    private bool IsLegal(int action)
    {
        if (_won || action < 0 || action >= _board.Actions)
        {
            return false;
        }

        int mover = _ply & 1;
        ulong movable = _board.Movable(mover, action / _board.Squares, _pawns[mover], _pawns[1 - mover]);
        return (movable & _board.From(action)) != 0;
    }

    private void Mark(ulong pawns, Span<float> plane)
    {
        for (ulong left = pawns; left != 0; left &= left - 1)
        {
            plane[_board.SquareOf(BitOperations.TrailingZeroCount(left))] = 1.0f;
        }
    }
}
