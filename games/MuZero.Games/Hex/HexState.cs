using System.Numerics;
using MuZero.Numerics;

namespace MuZero.Games.Hex;

/// <summary>A position: the stones, and the part of each player's stones that is connected with each of the player's sides.</summary>
/// <remarks>A stone joins the connected part once, so all searches for connections of a game together visit each stone twice.</remarks>
internal sealed class HexState(HexBoard board) : IGameState, IActionText, ICopyTo, IUndo, IHashable
{
    private const int None = -1;

    private readonly UInt128[] _stones = new UInt128[2]; // [players]
    private readonly UInt128[] _joined = new UInt128[4]; // [players, sides] stones that are connected with a side
    private readonly byte[] _moves = new byte[board.Cells + 1];
    private int _ply;
    private int _start; // the ply before which nothing can be taken back
    private int _winner = None;

    public int ToPlay => _winner == None ? _ply & 1 : Player.Terminal;

    /// <summary>The player to move; at the end of the game the one who would be.</summary>
    public int Turn => _ply & 1;

    public ulong Hash
    {
        get
        {
            ulong hash = RandomStream.Derive(Mixed(_stones[0]), Mixed(_stones[1]));
            return (_ply & 1) == 0 ? hash : ~hash;
        }
    }

    private UInt128 Free => board.All & ~(_stones[0] | _stones[1]);

    /// <summary>The cells without a stone.</summary>
    public int FreeCells => board.Cells - (int)(UInt128.PopCount(_stones[0]) + UInt128.PopCount(_stones[1]));

    /// <summary>True if the player to move may take over the first stone.</summary>
    public bool CanSwap => board.HasSwap && _ply == 1;

    /// <summary>The stones of a player, on boards of at most 64 cells.</summary>
    public ulong StonesOf(int player) => (ulong)_stones[player];

    public int LegalActions(Span<int> actions)
    {
        if (_winner != None)
        {
            return 0;
        }

        UInt128 free = Free;
        int count = 0;
        for (ulong left = (ulong)free; left != 0; left &= left - 1)
        {
            actions[count++] = BitOperations.TrailingZeroCount(left);
        }

        for (ulong left = (ulong)(free >> 64); left != 0; left &= left - 1)
        {
            actions[count++] = 64 + BitOperations.TrailingZeroCount(left);
        }

        if (CanSwap)
        {
            actions[count++] = board.Swap;
        }

        return count;
    }

    public Transition Apply(int action)
    {
        if (!IsLegal(action))
        {
            throw IllegalActionException.For(this, action, board.Actions);
        }

        int mover = _ply & 1;
        int cell = action;
        if (action == board.Swap)
        {
            cell = board.Mirror(_moves[0]);
            Remove(_moves[0], 0);
        }

        _moves[_ply] = (byte)action;
        _ply++;
        Place(cell, mover);
        return _winner == None ? Transition.Continues : Transition.Terminated;
    }

    public void Undo()
    {
        if (_ply == _start)
        {
            throw new InvalidOperationException("No action was applied.");
        }

        _ply--;
        _winner = None;
        int action = _moves[_ply];
        if (action == board.Swap)
        {
            Remove(board.Mirror(_moves[0]), 1);
            Place(_moves[0], 0);
        }
        else
        {
            Remove(action, _ply & 1);
        }
    }

    public void Rewards(Span<float> rewards)
    {
        rewards.Clear();
        if (_winner != None)
        {
            rewards[_winner] = 1.0f;
            rewards[1 - _winner] = -1.0f;
        }
    }

    // Three planes: the player's stones, the other player's, and ones for the player who connects top and bottom.
    public void Observe(int player, Span<float> observation)
    {
        observation[..(2 * board.Cells)].Clear();
        Mark(_stones[player], observation);
        Mark(_stones[1 - player], observation[board.Cells..]);
        observation[(2 * board.Cells)..].Fill(player == 0 ? 1.0f : 0.0f);
    }

    public IGameState Clone()
    {
        HexState copy = new(board);
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(IGameState target)
    {
        HexState other = (HexState)target;
        _stones.CopyTo(other._stones, 0);
        _joined.CopyTo(other._joined, 0);
        Array.Copy(_moves, other._moves, _ply);
        other._ply = _ply;
        other._start = _start;
        other._winner = _winner;
    }

    public string ActionText(int action) => action == board.Swap ? "swap" : GridText.Point(action, board.Size);

    public string Render() => GridText.Board(board.Size, board.Size, Symbol);

    /// <summary>Starts from a position; false if the player to move has won.</summary>
    /// <param name="points">X, O or '.' for each cell, row by row.</param>
    /// <param name="swapped">True if the second player took over the first stone.</param>
    public bool TrySet(string points, bool swapped)
    {
        _stones.AsSpan().Clear();
        _joined.AsSpan().Clear();
        _winner = None;
        _ply = swapped ? 1 : 0;
        for (int cell = 0; cell < points.Length; cell++)
        {
            if (points[cell] != '.')
            {
                _moves[0] = (byte)cell; // for a swap of the only stone
                Place(cell, points[cell] == 'X' ? 0 : 1);
                _ply++;
            }
        }

        _start = _ply;
        return _winner != Turn;
    }

    /// <summary>X, O or '.' for a cell.</summary>
    public char Symbol(int cell) => Has(0, cell) ? 'X' : Has(1, cell) ? 'O' : '.';

    /// <summary>The legal action after which the player needs the fewest stones more to connect, compared with the other player; of equals
    /// the one nearest to the middle. A swap counts like any other action.</summary>
    public int GreedyAction()
    {
        int mover = _ply & 1;
        int best = None;
        (int Lead, int Distance) most = (int.MinValue, 0);
        for (int action = 0; action <= board.Swap; action++)
        {
            if (IsLegal(action))
            {
                (int Lead, int Distance) value = (LeadAfter(action, mover), -FromMiddle(action));
                if (value.CompareTo(most) > 0)
                {
                    most = value;
                    best = action;
                }
            }
        }

        return best;
    }

    // Stones that the other player needs to connect, less those that the mover needs.
    private int LeadAfter(int action, int mover)
    {
        UInt128 mine = _stones[mover];
        UInt128 theirs = _stones[1 - mover];
        if (action == board.Swap)
        {
            mine = HexBoard.Bit(board.Mirror(_moves[0]));
            theirs = UInt128.Zero;
        }
        else
        {
            mine |= HexBoard.Bit(action);
        }

        return board.Distance(1 - mover, theirs, mine) - board.Distance(mover, mine, theirs);
    }

    private int FromMiddle(int action)
        => Math.Abs((2 * (action / board.Size)) - board.Size + 1) + Math.Abs((2 * (action % board.Size)) - board.Size + 1);

    private bool IsLegal(int action)
    {
        if (_winner != None || action < 0 || action > board.Swap)
        {
            return false;
        }

        return action == board.Swap ? CanSwap : (Free & HexBoard.Bit(action)) != UInt128.Zero;
    }

    private bool Has(int player, int cell) => (_stones[player] & HexBoard.Bit(cell)) != UInt128.Zero;

    private void Place(int cell, int player)
    {
        _stones[player] |= HexBoard.Bit(cell);
        bool first = Join(cell, player, 0);
        bool second = Join(cell, player, 1);
        if (first && second)
        {
            _winner = player;
        }
    }

    // True if a new stone is connected with a side; then the stones that it connects are too.
    private bool Join(int cell, int player, int side)
    {
        UInt128 stone = HexBoard.Bit(cell);
        ref UInt128 joined = ref _joined[(2 * player) + side];
        if (((stone & board.Side(player, side)) | (board.Neighbours(cell) & joined)) == UInt128.Zero)
        {
            return false;
        }

        joined |= board.Flood(stone, _stones[player] & ~joined);
        return true;
    }

    private void Remove(int cell, int player)
    {
        UInt128 stone = HexBoard.Bit(cell);
        _stones[player] &= ~stone;
        for (int side = 0; side < 2; side++)
        {
            ref UInt128 joined = ref _joined[(2 * player) + side];
            if ((joined & stone) != UInt128.Zero)
            {
                joined = board.Flood(_stones[player] & board.Side(player, side), _stones[player]);
            }
        }
    }

    private static ulong Mixed(UInt128 stones) => RandomStream.Derive((ulong)stones, (ulong)(stones >> 64));

    private static void Mark(UInt128 stones, Span<float> plane)
    {
        for (ulong left = (ulong)stones; left != 0; left &= left - 1)
        {
            plane[BitOperations.TrailingZeroCount(left)] = 1.0f;
        }

        for (ulong left = (ulong)(stones >> 64); left != 0; left &= left - 1)
        {
            plane[64 + BitOperations.TrailingZeroCount(left)] = 1.0f;
        }
    }
}
