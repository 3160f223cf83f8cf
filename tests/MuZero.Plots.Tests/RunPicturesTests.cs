using MuZero.Plots.Drawings;

namespace MuZero.Plots.Tests;

public class RunPicturesTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 40)]
    [InlineData(3, 500)]
    [InlineData(12, 5)]
    public void Curves_AnyNumber_LabelsAreApartAndInside(int curves, int points)
        => Assert.Empty(LabelLayout.Faults(Draw([.. Enumerable.Range(0, curves).Select(i => Line($"run-{i}", points))])));

    [Fact]
    public void Curves_FewPoints_AreMarkedAndManyAreNot()
    {
        Drawing drawing = Draw([Line("few", 5), Line("many", 100), Line("none", 0), Line("one", 1)]);

        Assert.Equal([5, 100], drawing.Shapes.OfType<Outline>().Where(shape => shape.Kind == "curve").Select(shape => shape.Points.Count));
        Assert.Equal(6, drawing.Shapes.Count(shape => shape.Kind == "point"));
    }

    [Fact]
    public void Curves_SeriesAboveTheAxis_RiseOnThePicture()
    {
        Outline line = Draw([new Curve("up", [(0.0, 1.0), (10.0, 2.0)])]).Shapes.OfType<Outline>().Single(shape => shape.Kind == "curve");

        Assert.True(line.Points[1].X > line.Points[0].X && line.Points[1].Y < line.Points[0].Y);
    }

    [Fact]
    public void Curves_NoPoint_IsRefused() => Assert.Throws<ArgumentException>(() => Draw([Line("none", 0)]));

    private static Drawing Draw(IReadOnlyList<Curve> curves)
        => RunPictures.Curves("evaluation/score", "runs", "seconds", "evaluation/score", curves).Drawing;

    private static Curve Line(string name, int points)
        => new(name, [.. Enumerable.Range(0, points).Select(i => (13.0 * i, Math.Sin(i)))]);
}
