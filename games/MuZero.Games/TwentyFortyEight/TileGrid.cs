namespace MuZero.Games.TwentyFortyEight;

/// <summary>The tiles of 2048: four bits a cell, row by row from the lowest bits, the tile's power of two or 0 for a free cell.</summary>
/// <remarks>A tile of 32,768 is the largest that has a number; two of them do not merge.</remarks>
internal record struct TileGrid(ulong Cells)
{
    public const int Size = 4;
    public const int Count = Size * Size;
    public const int Directions = 4;
    public const int Up = 0;
    public const int Right = 1;
    public const int Down = 2;
    public const int Left = 3;
    public const int LargestPower = 15;

    /// <summary>Returned by <see cref="Slide"/> if nothing moves.</summary>
    public const int Nothing = -1;

    private const ulong Cell = 0xF;

    // The first cell of a direction's first line, the step to the next line, and the step along a line, from the side that tiles slide to.
    private static readonly (int First, int Line, int Step)[] _paths =
        [(0, 1, Size), (Size - 1, Size, -1), (Count - Size, 1, -Size), (0, Size, 1)];

    /// <summary>Free cells.</summary>
    public readonly int Free
    {
        get
        {
            int free = 0;
            for (int cell = 0; cell < Count; cell++)
            {
                free += this[cell] == 0 ? 1 : 0;
            }

            return free;
        }
    }

    /// <summary>The power of a cell's tile; 0 if it is free.</summary>
    public readonly int this[int cell] => (int)((Cells >> (4 * cell)) & Cell);

    /// <summary>Puts a tile on a free cell.</summary>
    public void Place(int cell, int power) => Cells |= (ulong)power << (4 * cell);

    /// <summary>True if a direction moves or merges a tile.</summary>
    public readonly bool CanSlide(int direction)
    {
        TileGrid copy = this;
        return copy.Slide(direction) != Nothing;
    }

    /// <summary>Slides all tiles; each merges once at most, beginning at the side that they slide to.</summary>
    /// <returns>The sum of the merged tiles; <see cref="Nothing"/> if no tile moved.</returns>
    public int Slide(int direction)
    {
        (int first, int line, int step) = _paths[direction];
        ulong before = Cells;
        int sum = 0;
        for (int i = 0; i < Size; i++)
        {
            sum += SlideLine(first + (i * line), step);
        }

        return Cells == before ? Nothing : sum;
    }

    private int SlideLine(int start, int step)
    {
        int end = start, last = 0, sum = 0; // the next cell to fill, and the tile before it if it may merge
        for (int i = 0, cell = start; i < Size; i++, cell += step)
        {
            int power = this[cell];
            if (power == 0)
            {
                continue;
            }

            Clear(cell);
            if (power == last && power < LargestPower)
            {
                Clear(end - step);
                Place(end - step, power + 1);
                sum += 2 << power;
                last = 0;
            }
            else
            {
                Place(end, power);
                (end, last) = (end + step, power);
            }
        }

        return sum;
    }

    private void Clear(int cell) => Cells &= ~(Cell << (4 * cell));
}
