using System.Numerics;
using System.Text;

namespace MuZero.Games.Chess;

/// <summary>The end of a game of chess.</summary>
internal enum ChessEnd
{
    None,
    Checkmate,
    Stalemate,
    InsufficientMaterial,
    FiftyMoves,
    Repetition,

    /// <summary>The longest game was played; not a rule of chess.</summary>
    Length,
}

/// <summary>A game of chess: the position, the ones before it, and how it ended.</summary>
internal sealed class ChessState : IGameState, IActionText, ICopyTo, IUndo, IHashable
{
    /// <summary>Plies after which an episode is cut, counted from its first position. Its value is then unknown, not a draw: <see
    /// cref="Transition.Truncated"/>.</summary>
    public const int MostPlies = 512;

    /// <summary>Plies without a capture or a pawn move that end a game.</summary>
    public const int QuietMovesOfADraw = 100;

    private const int RepetitionsOfADraw = 2; // before the present one
    private const int Lists = 8; // legal actions of the last plies, so that taking back finds them: perft in half the time

    private readonly Board _board;
    private readonly ulong[] _keys = new ulong[MostPlies]; // of the positions before each move
    private readonly Played[] _played = new Played[MostPlies];
    private readonly ushort[] _legal = new ushort[Lists * MoveGenerator.MostActions]; // [ply modulo lists][actions]
    private readonly int[] _legalCounts = new int[Lists];
    private readonly int[] _listedPlies = new int[Lists]; // whose legal actions each list has
    private int _firstPly; // of the game when the episode began
    private int _plies; // since then

    /// <summary>An episode that begins in a position.</summary>
    /// <param name="board">The position, owned by the state from now on.</param>
    /// <param name="ply">Plies since the start of the game.</param>
    public ChessState(Board board, int ply)
    {
        (_board, _firstPly) = (board, ply);
        Look();
    }

    // For a copy, which sets the rest.
    private ChessState() => _board = new Board();

    /// <summary>The end of the game, if it is over.</summary>
    public ChessEnd End { get; private set; }

    /// <summary>The position without its history.</summary>
    public Board Board => _board;

    /// <summary>The number of legal moves.</summary>
    public int Mobility => Legal.Length;

    /// <summary>The position as text.</summary>
    public string Fen => Chess.Fen.Write(_board, _firstPly + _plies);

    public int ToPlay => End == ChessEnd.None ? _board.ToMove : Player.Terminal;

    // What follows depends on the position, the count of quiet moves, the plies left, and on how often each position since the last capture
    // or pawn move has occurred; in which order does not matter.
    public ulong Hash
    {
        get
        {
            ulong earlier = 0;
            for (int ply = FirstRepeatable(); ply < _plies; ply++)
            {
                earlier += Mix(_keys[ply]);
            }

            return Mix(_board.Key ^ Mix(earlier + (ulong)((_plies << 8) + _board.QuietMoves)));
        }
    }

    private ReadOnlySpan<ushort> Legal => End == ChessEnd.None ? ListOf(_plies)[.._legalCounts[_plies % Lists]] : [];

    public int LegalActions(Span<int> actions)
    {
        ReadOnlySpan<ushort> legal = Legal;
        for (int i = 0; i < legal.Length; i++)
        {
            actions[i] = legal[i];
        }

        return legal.Length;
    }

    public Transition Apply(int action)
    {
        if (action is < 0 or >= ChessActions.Count || !Legal.Contains((ushort)action))
        {
            throw IllegalActionException.For(this, action, ChessActions.Count);
        }

        _keys[_plies] = _board.Key;
        _played[_plies] = _board.Play(ChessActions.MoveOf(_board, action));
        _plies++;
        Look();
        return End switch
        {
            ChessEnd.None => Transition.Continues,
            ChessEnd.Length => Transition.Truncated,
            _ => Transition.Terminated,
        };
    }

    public void Undo()
    {
        if (_plies == 0)
        {
            throw new InvalidOperationException("No action was applied.");
        }

        _plies--;
        _board.TakeBack(_played[_plies]);
        if (_listedPlies[_plies % Lists] == _plies)
        {
            End = ChessEnd.None;
        }
        else
        {
            Look();
        }
    }

    public void Rewards(Span<float> rewards)
    {
        rewards.Clear();
        if (End == ChessEnd.Checkmate && _plies > 0)
        {
            rewards[_board.ToMove] = -1.0f;
            rewards[1 - _board.ToMove] = 1.0f;
        }
    }

    public void Observe(int player, Span<float> observation) => ChessView.Write(_board, Repetitions(), player, observation);

    public IGameState Clone()
    {
        ChessState copy = new();
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(IGameState target)
    {
        ChessState other = (ChessState)target;
        _board.CopyTo(other._board);
        _keys.AsSpan(0, _plies).CopyTo(other._keys);
        _played.AsSpan(0, _plies).CopyTo(other._played);
        (other._firstPly, other._plies, other.End) = (_firstPly, _plies, End);
        Array.Fill(other._listedPlies, -1);
        ListOf(_plies).CopyTo(other.ListOf(_plies));
        other._legalCounts[_plies % Lists] = _legalCounts[_plies % Lists];
        other._listedPlies[_plies % Lists] = _plies;
    }

    public string ActionText(int action) => ChessActions.MoveOf(_board, action).ToString();

    public string Render()
    {
        var text = new StringBuilder();
        for (int rank = 7; rank >= 0; rank--)
        {
            text.Append((char)('1' + rank));
            for (int file = 0; file < 8; file++)
            {
                text.Append(' ').Append(Piece.Letters[_board[Square.At(file, rank)]]);
            }

            text.Append('\n');
        }

        return text.Append("  a b c d e f g h\n").Append(Fen).ToString();
    }

    // Finds the legal moves and the end. Mate comes before the draws (FIDE 9.6).
    private void Look()
    {
        int count = MoveGenerator.Generate(_board, ListOf(_plies));
        _legalCounts[_plies % Lists] = count;
        _listedPlies[_plies % Lists] = _plies;
        End = count == 0 ? _board.IsInCheck(_board.ToMove) ? ChessEnd.Checkmate : ChessEnd.Stalemate
            : CannotMate() ? ChessEnd.InsufficientMaterial
            : _board.QuietMoves >= QuietMovesOfADraw ? ChessEnd.FiftyMoves
            : Repetitions() >= RepetitionsOfADraw ? ChessEnd.Repetition
            : _plies >= MostPlies ? ChessEnd.Length
            : ChessEnd.None;
    }

    private Span<ushort> ListOf(int ply) => _legal.AsSpan(ply % Lists * MoveGenerator.MostActions, MoveGenerator.MostActions);

    // Bare kings, one knight, or bishops on squares of one colour.
    private bool CannotMate()
    {
        const ulong DarkSquares = 0xAA55AA55AA55AA55;
        ulong kings = _board.Of(Side.White, Piece.King) | _board.Of(Side.Black, Piece.King);
        ulong bishops = _board.Of(Side.White, Piece.Bishop) | _board.Of(Side.Black, Piece.Bishop);
        ulong knights = _board.Of(Side.White, Piece.Knight) | _board.Of(Side.Black, Piece.Knight);
        if ((_board.Occupied & ~(kings | bishops | knights)) != 0)
        {
            return false;
        }

        bool oneColour = (bishops & DarkSquares) == 0 || (bishops & ~DarkSquares) == 0;
        return knights == 0 ? oneColour : bishops == 0 && BitOperations.PopCount(knights) == 1;
    }

    // How often the position has occurred before.
    private int Repetitions()
    {
        int count = 0;
        int first = FirstRepeatable();
        for (int ply = _plies - 4; ply >= first; ply -= 2)
        {
            count += _keys[ply] == _board.Key ? 1 : 0;
        }

        return count;
    }

    private int FirstRepeatable() => Math.Max(0, _plies - _board.QuietMoves);

    // The finisher of splitmix64.
    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
