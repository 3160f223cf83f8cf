namespace MuZero.Games.MinAtar;

/// <summary>The screen of MinAtar: 10 by 10 cells, rows counted from the top. Sets of cells are bits, row by row from bit 0.</summary>
internal static class Screen
{
    public const int Size = 10;
    public const int Cells = Size * Size;

    public static UInt128 TopRow { get; } = (UInt128.One << Size) - UInt128.One;

    public static UInt128 LeftColumn { get; } = FirstColumn();

    public static bool Contains(int column) => (uint)column < Size;

    public static UInt128 Cell(int row, int column) => UInt128.One << ((row * Size) + column);

    public static UInt128 Row(int row) => TopRow << (row * Size);

    public static UInt128 Column(int column) => LeftColumn << column;

    /// <summary>The row of the set's lowest cell on the screen; the set is not empty.</summary>
    public static int LowestRow(UInt128 cells) => (127 - (int)UInt128.LeadingZeroCount(cells)) / Size;

    public static void Paint(Span<float> observation, int channel, int row, int column)
        => observation[(channel * Cells) + (row * Size) + column] = 1.0f;

    public static void Paint(Span<float> observation, int channel, UInt128 cells)
    {
        Span<float> plane = observation.Slice(channel * Cells, Cells);
        for (UInt128 left = cells; left != UInt128.Zero; left &= left - UInt128.One)
        {
            plane[(int)UInt128.TrailingZeroCount(left)] = 1.0f;
        }
    }

    private static UInt128 FirstColumn()
    {
        UInt128 column = UInt128.Zero;
        for (int row = 0; row < Size; row++)
        {
            column |= Cell(row, 0);
        }

        return column;
    }
}
