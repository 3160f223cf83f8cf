using System.Xml.Linq;
using MuZero.Plots.Pictures;
using MuZero.Tuning.Studies;

namespace MuZero.Plots.Tests;

/// <summary>All pictures over studies of every size.</summary>
public class StudyPicturesTests
{
    private static readonly DateTime _now = new(2026, 11, 27, 11, 0, 0);

    public static TheoryData<int, int, int> Sizes => new()
    {
        { 0, 0, 1 }, { 1, 1, 1 }, { 2, 1, 1 }, { 1, 12, 1 }, { 10, 2, 1 }, { 10, 0, 1 }, { 100, 3, 1 }, { 100, 5, 1 }, { 100, 12, 1 },
            { 1000, 12, 1 },
        { 0, 0, 2 }, { 1, 1, 2 }, { 100, 6, 2 }, { 60, 2, 3 }, { 30, 2, 4 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void All_AnyStudy_LabelsAreApartAndInside(int trials, int parameters, int objectives)
    {
        using Study study = Studies.Of(trials, parameters, objectives: objectives);

        Assert.All(PicturesOf(study).All(), picture => Assert.Empty(LabelLayout.Faults(picture.Drawing)));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void All_AnyStudy_IsSvgWithFiniteNumbers(int trials, int parameters, int objectives)
    {
        using Study study = Studies.Of(trials, parameters, objectives: objectives,
            name: "a long name of a study, to see that it is cut where the picture ends");

        Assert.All(PicturesOf(study).All(), picture =>
        {
            string svg = picture.ToSvg();
            Assert.Equal("svg", XDocument.Parse(svg).Root!.Name.LocalName);
            Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
            Assert.DoesNotContain("∞", svg, StringComparison.Ordinal);
            Assert.DoesNotContain("Infinity", svg, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void All_TextsThatNeedEscaping_ArePresentAndApart()
    {
        using Study study = Studies.Conditional();

        Assert.All(PicturesOf(study).All(), picture => Assert.Empty(LabelLayout.Faults(picture.Drawing)));
        string svg = PicturesOf(study).Slices().ToSvg();
        Assert.Contains("a &lt; b &amp; \"c\"\uFFFD", svg, StringComparison.Ordinal);
        Assert.Contains("kind, with &lt;b&gt;", svg, StringComparison.Ordinal);
        Assert.Contains("line break", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void All_MoreTrialsThanLines_SaysWhichAreShown()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "many", [Direction.Minimize]);
        for (int i = 0; i < 2100; i++)
        {
            StudyTrial trial = study.Ask();
            trial.SuggestFloat("x", 0, 1);
            trial.Report(i, 1);
            trial.Report(i, 2);
            study.Tell(trial, i);
        }

        string parallel = PicturesOf(study).Parallel().ToSvg(), curves = PicturesOf(study).Curves().ToSvg();

        Assert.Contains("· the best 1,000<", parallel, StringComparison.Ordinal);
        Assert.Equal(1000, System.Text.RegularExpressions.Regex.Count(parallel, "class=\"complete\""));
        Assert.Contains("· one of 3 curves<", curves, StringComparison.Ordinal);
        Assert.Equal(699, System.Text.RegularExpressions.Regex.Count(curves, "class=\"complete\""));
        Assert.DoesNotContain("<title>Trial", parallel, StringComparison.Ordinal);
    }

    [Fact]
    public void All_Names_AreDistinct()
    {
        using Study study = Studies.Of(20, 2, objectives: 2);

        string[] names = [.. PicturesOf(study).All().Select(picture => picture.Name)];

        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Equal("pareto", names[0]);
        Assert.Contains("history-2", names);
    }

    [Fact]
    public void All_ValuesNaNAndInfinite_AreLeftOut()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "odd", [Direction.Minimize]);
        foreach (double value in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, 3.0, double.MaxValue,
            double.Epsilon, -1.0 })
        {
            StudyTrial trial = study.Ask();
            trial.SuggestFloat("x", 0, 1);
            trial.Report(value, 1);
            trial.Report(value, long.MaxValue);
            study.Tell(trial, value);
        }

        Assert.All(PicturesOf(study).All(), picture =>
        {
            Assert.DoesNotContain("NaN", picture.ToSvg(), StringComparison.Ordinal);
            Assert.NotEmpty(picture.ToPng());
        });
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(2.0)]
    public void ToPng_AnyScale_HasSignatureAndSize(double scale)
    {
        using Study study = Studies.Of(10, 2);
        Picture picture = PicturesOf(study).History();

        byte[] png = picture.ToPng(scale);

        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        Assert.Equal((int)(picture.Width * scale), System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        Assert.Equal((int)(picture.Height * scale), System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(9.0)]
    public void ToPng_ScaleOutOfRange_Throws(double scale)
    {
        using Study study = Studies.Of(1, 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => PicturesOf(study).History().ToPng(scale));
    }

    [Fact]
    public void History_ObjectiveThatIsNotThere_Throws()
    {
        using Study study = Studies.Of(1, 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => PicturesOf(study).History(1));
    }

    [Fact]
    public void Contour_UnknownParameter_NamesThoseThatThereAre()
    {
        using Study study = Studies.Of(5, 2);

        ArgumentException fault = Assert.Throws<ArgumentException>(() => PicturesOf(study).Contour("search.simulations", "y"));

        Assert.Contains("search.simulations, training.learning_rate", fault.Message, StringComparison.Ordinal);
    }

    private static StudyPictures PicturesOf(Study study) => new(StudyView.Of(study, _now));
}
