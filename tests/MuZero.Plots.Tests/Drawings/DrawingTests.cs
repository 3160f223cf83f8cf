using System.Xml.Linq;
using MuZero.Plots.Drawings;

namespace MuZero.Plots.Tests.Drawings;

public class DrawingTests
{
    [Fact]
    public void Width_EmbeddedFont_IsItsAdvances()
    {
        // Roboto 2.138: "i" is 498 and "W" 1817 of 2048 units wide.
        Assert.Equal(498.0 / 2048.0, Typeface.Embedded.Width("i", 1.0), 1e-12);
        Assert.Equal(1817.0 / 2048.0, Typeface.Embedded.Width("W", 1.0), 1e-12);
    }

    [Fact]
    public void Fit_LongName_KeepsItsEndAndIsNotWider()
    {
        string fitted = Typeface.Embedded.Fit("search.root_dirichlet_fraction", 11.0, 100.0);

        Assert.InRange(Typeface.Embedded.Width(fitted, 11.0), 80.0, 100.0);
        Assert.EndsWith("fraction", fitted, StringComparison.Ordinal);
        Assert.Contains('…', fitted);
    }

    [Fact]
    public void Write_ControlCharactersAndMarkup_IsValidXml()
    {
        Drawing drawing = new(10, 10);
        drawing.Text("<&>\"'\u0000\uD800\uFFFE", new(1, 1), new());
        drawing.Circle(new(1, 1), 1, new("#000000"), "k", "a\u0007<b>\nc");

        XElement svg = XDocument.Parse(SvgWriter.Write(drawing, "t\"<")).Root!;

        Assert.Contains("<&>\"'", svg.Value, StringComparison.Ordinal);
        Assert.Contains("a\uFFFD<b>\nc", svg.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Viridis_Ends_AreThePublishedColours()
    {
        // matplotlib's _viridis_data, first and last.
        Assert.Equal("#440154", Palette.Viridis(0.0));
        Assert.Equal("#FDE725", Palette.Viridis(1.0));
        Assert.Equal("#440154", Palette.Viridis(double.NaN));
    }
}
