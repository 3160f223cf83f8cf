using System.Text.RegularExpressions;
using System.Xml.Linq;
using MuZero.Plots.Reports;
using MuZero.Tuning.Studies;

namespace MuZero.Plots.Tests.Reports;

public partial class StudyReportTests
{
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(100, 6, 1)]
    [InlineData(40, 3, 2)]
    public void Write_AnyStudy_IsOneFileThatLoadsNothing(int trials, int parameters, int objectives)
    {
        using Study study = Studies.Of(trials, parameters, objectives: objectives);

        string html = StudyReport.Write(study, new Studies.StudyClock());

        Assert.DoesNotContain("http", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch(Loading(), html);
        Assert.Equal(StudyPictures.Of(study).All().Count, Regex.Count(html, "<svg "));
        Assert.Equal(trials, Regex.Count(html.Split("<section id=\"trials\">")[1].Split("<tbody>")[1], "<tr "));
    }

    [Fact]
    public void Write_Body_IsWellFormed()
    {
        using Study study = Studies.Conditional();

        XElement body = Body(StudyReport.Write(study, new Studies.StudyClock()));

        Assert.Contains("a < b & \"c\"", body.Descendants("h1").Single().Value, StringComparison.Ordinal);
        Assert.Contains("first, \"second\"\nthird", body.Descendants("td").Select(cell => cell.Value));
    }

    [Fact]
    public void Write_ScriptInNames_IsText()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "<script>alert(1)</script>", [Direction.Minimize]);
        StudyTrial trial = study.Ask();
        trial.SuggestCategorical<string>("<img src=x>", ["</td><script>", "b"]);
        study.Tell(trial, 1.0);
        study.SetUserAttribute("</pre>", "</script>");

        string html = StudyReport.Write(study, new Studies.StudyClock());

        Assert.Equal(1, Regex.Count(html, "<script"));
        Assert.Equal(1, Regex.Count(html, "</script"));
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OneObjective_ShowsTheBestTrialAndItsOptions()
    {
        using Study study = Studies.Of(50, 3);
        Trial best = study.Best!;

        XElement table = Section(Body(StudyReport.Write(study, new Studies.StudyClock())), "best");

        Assert.Contains($"trial {best.Number}", table.Descendants("th").Select(cell => cell.Value));
        Assert.Contains("training.learning_rate", table.Descendants("th").Select(cell => cell.Value));
    }

    [Fact]
    public void Write_Space_HasRangesAndImportance()
    {
        using Study study = Studies.Of(50, 3);

        XElement section = Section(Body(StudyReport.Write(study, new Studies.StudyClock())), "space");

        string[] cells = [.. section.Descendants("td").Select(cell => cell.Value)];
        Assert.Contains("1e-5 to 0.1, logarithmic", cells);
        Assert.Contains("8 to 256, whole, logarithmic", cells);
        Assert.Contains("one of adam, sgd_with_nesterov_momentum, rmsprop", cells);
        Assert.Equal(1.0, section.Descendants("td").Where(cell => (string?)cell.Attribute("class") == "number").Sum(cell
            => double.Parse(cell.Value)), 0.002);
    }

    private static XElement Body(string html)
        => XElement.Parse(html.Split("<body>")[1].Split("<script>")[0].Insert(0, "<body>") + "</body>", LoadOptions.PreserveWhitespace);

    private static XElement Section(XElement body, string id)
        => body.Elements("section").Single(section => (string?)section.Attribute("id") == id);

    // Elements and rules with which a page loads something from elsewhere.
    [GeneratedRegex(@"<(link|img|iframe|object|embed)\b|\bsrc=|@import|url\((?!data:)")]
    private static partial Regex Loading();
}
