namespace MuZero.Games;

/// <summary>Reflections and rotations of a grid, for games that implement <see cref="ISymmetries"/>.</summary>
/// <remarks>A symmetry's number is three bits: 1 mirrors left and right, 2 mirrors top and bottom, 4 then exchanges rows and columns.
/// So 0 is the identity, the first 2 suit boards whose left and right alone are alike, the first 4 any rectangle, all 8 a square.</remarks>
public static class GridSymmetry
{
    /// <summary>The image of <paramref name="point"/>, counted row by row.</summary>
    public static int Point(int symmetry, int point, int height, int width)
    {
        (int row, int column) = Math.DivRem(point, width);
        column = (symmetry & 1) == 0 ? column : width - 1 - column;
        row = (symmetry & 2) == 0 ? row : height - 1 - row;
        return (symmetry & 4) == 0 ? (row * width) + column : (column * width) + row;
    }

    /// <summary>Moves every point of every plane.</summary>
    /// <param name="symmetry">0 to 7; 4 and above only if height and width are equal.</param>
    /// <param name="shape">The shape of both buffers.</param>
    /// <param name="source">[planes, height, width].</param>
    /// <param name="target">[planes, height, width], apart from <paramref name="source"/>.</param>
    public static void Planes(int symmetry, ObservationShape shape, ReadOnlySpan<float> source, Span<float> target)
    {
        int area = shape.Height * shape.Width;
        for (int point = 0; point < area; point++)
        {
            int moved = Point(symmetry, point, shape.Height, shape.Width);
            for (int plane = 0; plane < shape.Planes; plane++)
            {
                target[(plane * area) + moved] = source[(plane * area) + point];
            }
        }
    }
}
