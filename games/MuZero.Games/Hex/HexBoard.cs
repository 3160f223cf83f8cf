namespace MuZero.Games.Hex;

/// <summary>A rhombus of hexagonal cells. A set of cells is a number of 128 bits: row r, column c is bit r * size + c.</summary>
/// <remarks>The neighbours of a cell are left and right, up and up right, down left and down. Player 0 connects the first row with the
/// last one, player 1 the first column with the last one.</remarks>
internal sealed class HexBoard
{
    private readonly UInt128[] _sides = new UInt128[4]; // [players, 2]
    private readonly UInt128[] _neighbours; // [cells]
    private readonly UInt128 _firstColumn;
    private readonly UInt128 _lastColumn;

    public HexBoard(int size, bool hasSwap = true)
    {
        (Size, HasSwap) = (size, hasSwap);
        _neighbours = new UInt128[Cells];
        for (int i = 0; i < size; i++)
        {
            _sides[0] |= Bit(i);
            _sides[1] |= Bit(Cells - 1 - i);
            _sides[2] |= Bit(i * size);
            _sides[3] |= Bit((i * size) + size - 1);
        }

        _firstColumn = _sides[2];
        _lastColumn = _sides[3];
        for (int cell = 0; cell < Cells; cell++)
        {
            All |= Bit(cell);
        }

        for (int cell = 0; cell < Cells; cell++)
        {
            _neighbours[cell] = Around(Bit(cell));
        }
    }

    public int Size { get; }

    public int Cells => Size * Size;

    /// <summary>True if the second player may take over the first stone.</summary>
    public bool HasSwap { get; }

    /// <summary>The action by which the second player takes over the first stone.</summary>
    public int Swap => Cells;

    /// <summary>The number of actions: the cells, and the swap if there is one.</summary>
    public int Actions => HasSwap ? Cells + 1 : Cells;

    public UInt128 All { get; }

    public static UInt128 Bit(int cell) => UInt128.One << cell;

    /// <summary>The cells at one of the two sides, 0 and 1, that a player connects.</summary>
    public UInt128 Side(int player, int side) => _sides[(2 * player) + side];

    /// <summary>The neighbours of a cell.</summary>
    public UInt128 Neighbours(int cell) => _neighbours[cell];

    /// <summary>The cells beside those of a set; some may be in the set.</summary>
    public UInt128 Around(UInt128 cells)
    {
        UInt128 notLast = cells & ~_lastColumn;
        UInt128 notFirst = cells & ~_firstColumn;
        return All & ((cells << Size) | (cells >> Size)
            | (notLast << 1) | (notFirst >> 1)
            | (notFirst << (Size - 1)) | (notLast >> (Size - 1)));
    }

    /// <summary>A set and all stones that are connected with it.</summary>
    /// <param name="from">The set.</param>
    /// <param name="stones">The stones through which connections go.</param>
    public UInt128 Flood(UInt128 from, UInt128 stones)
    {
        UInt128 reached = from;
        UInt128 fresh = from;
        while (fresh != UInt128.Zero)
        {
            fresh = Around(fresh) & stones & ~reached;
            reached |= fresh;
        }

        return reached;
    }

    /// <summary>The cell on which the second player's stone is put by a swap: the mirror image along the long diagonal, so that the stone
    /// is worth to the second player what it was worth to the first.</summary>
    public int Mirror(int cell) => (cell % Size * Size) + (cell / Size);

    /// <summary>The fewest stones with which a player completes a connection if the other player does not move; the number of cells plus
    /// one if the other player has blocked every way.</summary>
    public int Distance(int player, UInt128 mine, UInt128 theirs)
    {
        UInt128 goal = Side(player, 1);
        UInt128 free = All & ~(mine | theirs);
        UInt128 beside = Side(player, 0);
        UInt128 reached = Flood(mine & beside, mine);
        for (int stones = 0; stones <= Cells; stones++)
        {
            if ((reached & goal) != UInt128.Zero)
            {
                return stones;
            }

            beside |= Around(reached);
            UInt128 fresh = beside & free & ~reached;
            if (fresh == UInt128.Zero)
            {
                break;
            }

            reached |= Flood(fresh, mine);
        }

        return Cells + 1;
    }
}
