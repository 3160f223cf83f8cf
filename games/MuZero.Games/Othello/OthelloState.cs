using System.Numerics;
using MuZero.Numerics;

namespace MuZero.Games.Othello;

/// <summary>A position: two sets of discs and the player to move.</summary>
internal sealed class OthelloState : IGameState, IActionText, ICopyTo, IUndo, IHashable
{
    private readonly OthelloBoard _board;
    private readonly ulong[] _discs = new ulong[2]; // [players]
    private readonly ulong[] _before; // [plies, players] discs before each action, for Undo
    private ulong _moves; // points on which the player to move can place a disc; none: a pass
    private int _player;
    private int _ply;
    private bool _isOver;

    public OthelloState(OthelloBoard board)
    {
        _board = board;
        _before = new ulong[2 * OthelloGame.LongestGame(board)];
        _discs[0] = board.FirstBlack;
        _discs[1] = board.FirstWhite;
        BeginTurn(0);
    }

    public int ToPlay => _isOver ? Player.Terminal : _player;

    /// <summary>The player to move; at the end of the game the one who would be.</summary>
    public int Turn => _player;

    /// <summary>The points with a disc.</summary>
    public ulong Occupied => _discs[0] | _discs[1];

    /// <summary>The points without a disc.</summary>
    public int FreePoints => _board.Points - BitOperations.PopCount(Occupied);

    /// <summary>The position as the solver sees it.</summary>
    public OthelloDiscs ForSolver => new(_discs[_player], _discs[1 - _player]);

    public ulong Hash
    {
        get
        {
            ulong hash = RandomStream.Derive(_discs[0], _discs[1]);
            return _player == 0 ? hash : ~hash;
        }
    }

    public int LegalActions(Span<int> actions)
    {
        if (_isOver)
        {
            return 0;
        }

        if (_moves == 0)
        {
            actions[0] = _board.Pass;
            return 1;
        }

        int count = 0;
        for (ulong left = _moves; left != 0; left &= left - 1)
        {
            actions[count++] = _board.PointOf(BitOperations.TrailingZeroCount(left));
        }

        return count;
    }

    public Transition Apply(int action)
    {
        if (!IsLegal(action))
        {
            throw IllegalActionException.For(this, action, _board.Points + 1);
        }

        _discs.CopyTo(_before, 2 * _ply);
        _ply++;
        int other = 1 - _player;
        if (action != _board.Pass)
        {
            ulong point = _board.BitOf(action);
            ulong flips = _board.Flips(point, _discs[_player], _discs[other]);
            _discs[_player] ^= flips | point;
            _discs[other] ^= flips;
        }

        BeginTurn(other);
        return _isOver ? Transition.Terminated : Transition.Continues;
    }

    public void Undo()
    {
        if (_ply == 0)
        {
            throw new InvalidOperationException("No action was applied.");
        }

        _ply--;
        Array.Copy(_before, 2 * _ply, _discs, 0, 2);
        BeginTurn(1 - _player);
    }

    public void Rewards(Span<float> rewards)
    {
        rewards.Clear();
        if (_isOver)
        {
            rewards[0] = Math.Sign(Count(0) - Count(1));
            rewards[1] = -rewards[0];
        }
    }

    // Two planes: the player's discs and the other player's. The rules are the same for both, so no plane has the colour.
    public void Observe(int player, Span<float> observation)
    {
        observation.Clear();
        Mark(_discs[player], observation);
        Mark(_discs[1 - player], observation[_board.Points..]);
    }

    public IGameState Clone()
    {
        OthelloState copy = new(_board);
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(IGameState target)
    {
        OthelloState other = (OthelloState)target;
        _discs.CopyTo(other._discs, 0);
        Array.Copy(_before, other._before, 2 * _ply);
        other._moves = _moves;
        other._player = _player;
        other._ply = _ply;
        other._isOver = _isOver;
    }

    public string ActionText(int action) => action == _board.Pass ? "pass" : GridText.Point(action, _board.Size);

    public string Render() => GridText.Board(_board.Size, _board.Size, Symbol);

    /// <summary>Starts from a position.</summary>
    /// <param name="points">X, O or '.' for each point, row by row.</param>
    /// <param name="toPlay">The player to move.</param>
    public void Set(string points, int toPlay)
    {
        _discs.AsSpan().Clear();
        for (int point = 0; point < points.Length; point++)
        {
            _discs[0] |= points[point] == 'X' ? _board.BitOf(point) : 0;
            _discs[1] |= points[point] == 'O' ? _board.BitOf(point) : 0;
        }

        BeginTurn(toPlay);
    }

    /// <summary>X, O or '.' for a point.</summary>
    public char Symbol(int point)
    {
        ulong bit = _board.BitOf(point);
        return (_discs[0] & bit) != 0 ? 'X' : (_discs[1] & bit) != 0 ? 'O' : '.';
    }

    /// <summary>A player's number of discs.</summary>
    public int Count(int player) => BitOperations.PopCount(_discs[player]);

    /// <summary>The legal action that flips the most discs, corners before all others; the first of equals.</summary>
    public int GreedyAction()
    {
        ulong corners = _moves & _board.Corners;
        int best = _board.Pass;
        int most = 0;
        for (ulong left = corners != 0 ? corners : _moves; left != 0; left &= left - 1)
        {
            int index = BitOperations.TrailingZeroCount(left);
            int flips = BitOperations.PopCount(_board.Flips(1UL << index, _discs[_player], _discs[1 - _player]));
            if (flips > most)
            {
                most = flips;
                best = _board.PointOf(index);
            }
        }

        return best;
    }

    /// <summary>Eight times the corners and the points to move to, of the player to move less those of the other player.</summary>
    public int CornersAndMoves()
    {
        (ulong mine, ulong theirs) = (_discs[_player], _discs[1 - _player]);
        int corners = BitOperations.PopCount(mine & _board.Corners) - BitOperations.PopCount(theirs & _board.Corners);
        return (8 * corners) + BitOperations.PopCount(_moves) - BitOperations.PopCount(_board.Moves(theirs, mine));
    }

    private void BeginTurn(int player)
    {
        _player = player;
        _moves = _board.Moves(_discs[player], _discs[1 - player]);
        _isOver = _moves == 0 && _board.Moves(_discs[1 - player], _discs[player]) == 0;
    }

    private bool IsLegal(int action)
    {
        if (_isOver || action < 0 || action > _board.Pass)
        {
            return false;
        }

        return action == _board.Pass ? _moves == 0 : (_moves & _board.BitOf(action)) != 0;
    }

    private void Mark(ulong discs, Span<float> plane)
    {
        for (ulong left = discs; left != 0; left &= left - 1)
        {
            plane[_board.PointOf(BitOperations.TrailingZeroCount(left))] = 1.0f;
        }
    }
}
