using System.Text;
using MuZero.Numerics;

namespace MuZero.Games.Amazons;

/// <summary>A position: what is on each square, and the player to move.</summary>
internal sealed class AmazonsState : IGameState, IActionText, ICopyTo, IHashable
{
    /// <summary>Amazons of a player.</summary>
    public const int Amazons = 4;

    private const byte Free = 0, Arrow = 3; // between them player 0's and player 1's amazons

    private readonly AmazonsBoard _board;
    private readonly byte[] _squares;
    private int _ply;
    private bool _isOver; // the player to move has no move

    public AmazonsState(AmazonsBoard board)
    {
        (_board, _squares) = (board, new byte[board.Squares]);
        for (int player = 0; player < 2; player++)
        {
            foreach (int square in board.FirstAmazons(player))
            {
                _squares[square] = Of(player);
            }
        }
    }

    private AmazonsState(AmazonsState other)
    {
        (_board, _squares) = (other._board, new byte[other._squares.Length]);
        other.CopyTo(this);
    }

    public int ToPlay => _isOver ? Player.Terminal : _ply & 1;

    public ulong Hash
    {
        get
        {
            ulong hash = (ulong)(_ply & 1);
            foreach (byte content in _squares)
            {
                hash = RandomStream.Derive(hash, content);
            }

            return hash;
        }
    }

    // Moves are numbered by their square to, then from, then the arrow's.
    public int LegalActions(Span<int> actions)
    {
        int count = 0;
        Span<int> from = stackalloc int[8], arrows = stackalloc int[4 * _board.Size];
        for (int to = 0; !_isOver && to < _squares.Length; to++)
        {
            int movers = _squares[to] == Free ? Movers(to, from) : 0;
            foreach (int mover in from[..movers])
            {
                int shots = Arrows(mover, to, arrows);
                foreach (int arrow in arrows[..shots])
                {
                    actions[count++] = _board.Number(mover, to, arrow);
                }
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

        (int from, int to, int arrow) = _board.Move(action);
        (_squares[to], _squares[from]) = (_squares[from], Free);
        _squares[arrow] = Arrow;
        _ply++;
        _isOver = !CanMove();
        return _isOver ? Transition.Terminated : Transition.Continues;
    }

    public void Rewards(Span<float> rewards)
    {
        rewards.Clear();
        if (_isOver)
        {
            rewards[_ply & 1] = -1.0f;
            rewards[1 - (_ply & 1)] = 1.0f;
        }
    }

    // Four planes: the player's amazons, the other player's, arrows, and ones for the player to move.
    public void Observe(int player, Span<float> observation)
    {
        observation.Clear();
        int squares = _squares.Length;
        for (int square = 0; square < squares; square++)
        {
            int plane = _squares[square] switch { Free => -1, Arrow => 2, byte amazon => amazon == Of(player) ? 0 : 1 };
            if (plane >= 0)
            {
                observation[(plane * squares) + square] = 1.0f;
            }
        }

        observation[(3 * squares)..].Fill((_ply & 1) == player ? 1.0f : 0.0f);
    }

    public IGameState Clone() => new AmazonsState(this);

    public void CopyTo(IGameState target)
    {
        AmazonsState other = (AmazonsState)target;
        _squares.CopyTo(other._squares, 0);
        (other._ply, other._isOver) = (_ply, _isOver);
    }

    public string ActionText(int action)
    {
        (int from, int to, int arrow) = _board.Move(action);
        return $"{_board.Name(from)}-{_board.Name(to)}/{_board.Name(arrow)}";
    }

    public string Render()
    {
        StringBuilder text = new();
        for (int square = 0; square < _squares.Length; square++)
        {
            char between = (square + 1) % _board.Size == 0 ? '\n' : ' ';
            _ = text.Append(".XO#"[_squares[square]]).Append(between);
        }

        return text.ToString().TrimEnd();
    }

    private static byte Of(int player) => (byte)(player + 1);

    // The squares, ascending, from which amazons of the player to move reach a free square.
    private int Movers(int to, Span<int> from)
    {
        int count = 0;
        byte mine = Of(_ply & 1);
        foreach (int[] ray in _board.RaysOf(to))
        {
            foreach (int square in ray)
            {
                if (_squares[square] == mine)
                {
                    from[count++] = square;
                }

                if (_squares[square] != Free)
                {
                    break;
                }
            }
        }

        from[..count].Sort();
        return count;
    }

    // The squares, ascending, that an amazon can close after its move.
    private int Arrows(int from, int to, Span<int> arrows)
    {
        int count = 0;
        foreach (int[] ray in _board.RaysOf(to))
        {
            foreach (int square in ray)
            {
                if (_squares[square] != Free && square != from)
                {
                    break;
                }

                arrows[count++] = square;
            }
        }

        arrows[..count].Sort();
        return count;
    }

    private bool IsLegal(int action)
    {
        if (_isOver || action < 0 || action >= _board.Actions)
        {
            return false;
        }

        (int from, int to, int arrow) = _board.Move(action);
        Span<int> movers = stackalloc int[8], arrows = stackalloc int[4 * _board.Size];
        return _squares[to] == Free && movers[..Movers(to, movers)].Contains(from) && arrows[..Arrows(from, to, arrows)].Contains(arrow);
    }

    // An amazon beside a free square moves there and can shoot back.
    private bool CanMove()
    {
        byte mine = Of(_ply & 1);
        for (int square = 0; square < _squares.Length; square++)
        {
            if (_squares[square] == mine)
            {
                foreach (int[] ray in _board.RaysOf(square))
                {
                    if (ray.Length > 0 && _squares[ray[0]] == Free)
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }
}
