namespace MuZero.Plots.Pictures;

/// <summary>A trial on a surface, all from 0 to 1.</summary>
internal readonly record struct SurfacePoint(double X, double Y, double Height);

/// <summary>A smooth surface near scattered points: the mean of their heights under a Gaussian around the place (Nadaraya and Watson,
/// 1964).</summary>
/// <remarks>The Gaussian is as wide as the nearest neighbours are away, so that the surface follows dense points and stays between the
/// heights.</remarks>
/// <param name="points">The points.</param>
/// <param name="categoriesX">The number of categories from left to right, which are not blended; null for numbers.</param>
/// <param name="categoriesY">The same from bottom to top.</param>
internal sealed class Surface(IReadOnlyList<SurfacePoint> points, int? categoriesX, int? categoriesY)
{
    // Shares of the axes: places further from every point are unknown.
    private const double Reach = 0.2;
    private const double LeastWidth = 0.015;

    /// <summary>Heights [columns, rows] at the middles of a grid's cells, NaN far from all points.</summary>
    public double[,] Grid(int columns, int rows)
    {
        double[,] heights = new double[columns, rows];
        double[] distances = new double[points.Count];
        for (int column = 0; column < columns; column++)
        {
            for (int row = 0; row < rows; row++)
            {
                heights[column, row] = At((column + 0.5) / columns, (row + 0.5) / rows, distances);
            }
        }

        return heights;
    }

    private double At(double x, double y, double[] distances)
    {
        // Noise of single trials is averaged over more neighbours if there are more.
        double[] nearest = new double[1 + Math.Min(distances.Length - 1, (int)Math.Pow(distances.Length, 0.6))];
        Array.Fill(nearest, double.PositiveInfinity);
        for (int i = 0; i < distances.Length; i++)
        {
            double across = Distance(x, points[i].X, categoriesX), up = Distance(y, points[i].Y, categoriesY);
            distances[i] = (across * across) + (up * up);
            Insert(nearest, distances[i]);
        }

        double first = nearest[0];
        if (!(first <= Reach * Reach))
        {
            return double.NaN;
        }

        double width = Math.Max(LeastWidth, 0.5 * Math.Sqrt(double.IsFinite(nearest[^1]) ? nearest[^1] : first));
        double weights = 0.0, sum = 0.0;
        for (int i = 0; i < distances.Length; i++)
        {
            double weight = Math.Exp((first - distances[i]) / (2.0 * width * width));
            weights += weight;
            sum += weight * points[i].Height;
        }

        return sum / weights;
    }

    private static void Insert(double[] ascending, double value)
    {
        int place = ascending.Length;
        while (place > 0 && value < ascending[place - 1])
        {
            place--;
            if (place + 1 < ascending.Length)
            {
                ascending[place + 1] = ascending[place];
            }
        }

        if (place < ascending.Length)
        {
            ascending[place] = value;
        }
    }

    // Two categories have no distance that means anything.
    private static double Distance(double a, double b, int? categories)
        => categories is not { } count ? a - b : (int)(a * count) == (int)(b * count) ? 0.0 : double.PositiveInfinity;
}
