using MuZero.Plots.Pictures;

namespace MuZero.Plots.Tests.Pictures;

public class SurfaceTests
{
    [Fact]
    public void Grid_Plane_FollowsIt()
    {
        SurfacePoint[] points = [.. from x in Enumerable.Range(0, 21) from y in Enumerable.Range(0, 21) select new SurfacePoint(x / 20.0,
            y / 20.0, x / 20.0)];

        double[,] heights = new Surface(points, null, null).Grid(10, 10);

        Assert.Equal(0.55, heights[5, 3], 0.03);
        Assert.Equal(0.25, heights[2, 8], 0.03);
    }

    [Fact]
    public void Grid_FarFromAllPoints_IsUnknown()
    {
        double[,] heights = new Surface([new(0.1, 0.1, 0.5), new(0.1, 0.2, 0.5), new(0.2, 0.1, 0.5)], null, null).Grid(10, 10);

        Assert.Equal(0.5, heights[1, 1]);
        Assert.True(double.IsNaN(heights[9, 9]));
    }

    [Fact]
    public void Grid_Categories_AreNotBlended()
    {
        double[,] heights = new Surface([new(0.25, 0.5, 0.0), new(0.25, 0.6, 0.0), new(0.75, 0.5, 1.0)], 2, null).Grid(2, 4);

        Assert.Equal(0.0, heights[0, 2]);
        Assert.Equal(1.0, heights[1, 2]);
    }
}
