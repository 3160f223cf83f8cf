using System.Xml.Linq;
using MuZero.Arena;
using MuZero.Evaluation;
using MuZero.Plots.Drawings;

namespace MuZero.Plots.Tests;

public class ArenaPicturesTests
{
    public static TheoryData<int, int> Sizes => new() { { 0, 2 }, { 2, 0 }, { 3, 1 }, { 12, 4 }, { 0, 30 }, { 40, 0 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Both_AnyEntrants_LabelsAreApartAndInside(int checkpoints, int others)
    {
        IReadOnlyList<RatedEntrant> entrants = Entrants(checkpoints, others);

        Assert.Empty(LabelLayout.Faults(ArenaPictures.Ratings("Elo, game", "400 games", entrants).Drawing));
        Assert.Empty(LabelLayout.Faults(ArenaPictures.Ladder("Elo, game", "400 games", entrants).Drawing));
    }

    [Fact]
    public void Ratings_Entrants_AreRowsWithIntervalsTheStrongestFirst()
    {
        Drawing drawing = ArenaPictures.Ratings("Elo", "", Entrants(3, 1)).Drawing;

        Assert.Equal(4, drawing.Shapes.Count(shape => shape.Kind == "interval"));
        Assert.Equal(
            ["other 0", "runs/a/checkpoint_000002", "runs/a/checkpoint_000001", "runs/a/checkpoint_000000"],
            drawing.Shapes.OfType<Caption>()
                .Where(caption => caption.Kind == "tick" && caption.Style.Size == 12.0)
                .Select(caption => caption.Text));
    }

    [Fact]
    public void Ladder_Entrants_AreACurveAndLevels()
    {
        Drawing drawing = ArenaPictures.Ladder("Elo", "", Entrants(3, 1)).Drawing;

        Assert.Equal(3, Assert.IsType<Outline>(Assert.Single(drawing.Shapes, shape => shape.Kind == "ladder")).Points.Count);
        Assert.Single(drawing.Shapes, shape => shape.Kind == "level");
    }

    [Fact]
    public void Ratings_UnknownOnes_AreLeftOut()
    {
        Interval open = new(double.NegativeInfinity, double.PositiveInfinity);
        RatedEntrant unknown = new("late", null, new EloRating(null, open), default);

        string some = ArenaPictures.Ratings("Elo", "", [unknown, .. Entrants(2, 0)]).ToSvg();
        string none = ArenaPictures.Ladder("Elo", "", [unknown]).ToSvg();

        Assert.DoesNotContain("late", some, StringComparison.Ordinal);
        Assert.Contains("No entrant has a rating yet.", XDocument.Parse(none).Root!.Value, StringComparison.Ordinal);
    }

    private static IReadOnlyList<RatedEntrant> Entrants(int checkpoints, int others) =>
    [
        .. Enumerable.Range(0, checkpoints).Select(i => Entrant($"runs/a/checkpoint_{i:D6}", 1000L * i, 40.0 * i)),
        .. Enumerable.Range(0, others).Select(i => Entrant($"other {i}", null, 150.0 - (30.0 * i))),
    ];

    private static RatedEntrant Entrant(string name, long? step, double elo)
        => new(name, step, new EloRating(elo, new Interval(elo - 35.0, elo + 35.0)), new MatchResult(10, 0, 10));
}
