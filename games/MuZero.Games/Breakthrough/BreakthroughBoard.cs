namespace MuZero.Games.Breakthrough;

/// <summary>A board's geometry and the moves on it. A set of squares is a word: row r from the top, column c is bit 8 r + c on boards of
/// every size.</summary>
/// <remarks>An action is direction * squares + the square that the pawn leaves, counted row by row from the top: a plane per direction with
/// a 1 at the square.</remarks>
internal sealed class BreakthroughBoard
{
    /// <summary>Forward to the left, straight, forward to the right, as columns are numbered.</summary>
    public const int Directions = 3;

    private const int Left = 0;
    private const int Straight = 1;
    private const int Right = 2;
    private const int Stride = 8;

    private readonly ulong _firstColumn;
    private readonly ulong _lastColumn;

    public BreakthroughBoard(int size)
    {
        Size = size;
        ulong row = (1UL << size) - 1;
        for (int i = 0; i < size; i++)
        {
            _firstColumn |= 1UL << (Stride * i);
            All |= row << (Stride * i);
        }

        _lastColumn = _firstColumn << (size - 1);
        ulong bottom = row << (Stride * (size - 1));
        Goals = [row, bottom];
        FirstPawns = [bottom | (bottom >> Stride), row | (row << Stride)];
    }

    public int Size { get; }

    public int Squares => Size * Size;

    public int Actions => Directions * Squares;

    public ulong All { get; }

    /// <summary>[players] The row that a player's pawns have to reach.</summary>
    public ulong[] Goals { get; }

    /// <summary>[players] The pawns at the start. Player 0 moves up.</summary>
    public ulong[] FirstPawns { get; }

    /// <summary>The squares from which a player's pawns can move in a direction.</summary>
    public ulong Movable(int player, int direction, ulong mine, ulong theirs)
    {
        ulong targets = direction == Straight ? All & ~(mine | theirs) : All & ~mine;
        ulong ahead = player == 0 ? targets << Stride : targets >> Stride;
        return Sideways(Right - direction, ahead) & mine;
    }

    /// <summary>The squares that pawns attack.</summary>
    public ulong Attacked(int player, ulong pawns) => Ahead(player, Left, pawns) | Ahead(player, Right, pawns);

    /// <summary>The bit of the square that an action leaves.</summary>
    public ulong From(int action)
    {
        int square = action % Squares;
        return 1UL << ((square / Size * Stride) + (square % Size));
    }

    /// <summary>The bit of the square that an action goes to; 0 if it leaves the board.</summary>
    public ulong Target(int player, int action) => Ahead(player, action / Squares, From(action));

    /// <summary>The square, counted row by row from the top, of a bit's index.</summary>
    public int SquareOf(int index) => (index / Stride * Size) + (index % Stride);

    /// <summary>The name of a square. Rows are numbered from player 0's side, as in chess.</summary>
    public string Name(int index) => $"{(char)('a' + (index % Stride))}{Size - (index / Stride)}";

    private ulong Ahead(int player, int direction, ulong squares)
    {
        ulong shifted = Sideways(direction, squares);
        return All & (player == 0 ? shifted >> Stride : shifted << Stride);
    }

    private ulong Sideways(int direction, ulong squares) => direction switch
    {
        Left => (squares & ~_firstColumn) >> 1,
        Straight => squares,
        _ => (squares & ~_lastColumn) << 1,
    };
}
