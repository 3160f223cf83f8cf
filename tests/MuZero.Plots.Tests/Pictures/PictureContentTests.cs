using System.Xml.Linq;
using MuZero.Plots.Drawings;
using MuZero.Plots.Pictures;
using MuZero.Tuning.Studies;

namespace MuZero.Plots.Tests.Pictures;

/// <summary>The marks and titles of each picture, counted in its SVG.</summary>
public class PictureContentTests
{
    private static readonly XNamespace _svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void History_100Trials_HasAMarkPerEndedTrialAndTheBest()
    {
        using Study study = Studies.Of(100, 3);

        XElement svg = Draw(study, view => HistoryPicture.Draw(view, 0, "History"));

        Assert.Equal(Number(study, TrialState.Complete) + 1, Marks(svg, "complete")); // and the legend's
        Assert.Equal(Number(study, TrialState.Pruned) + 1, Marks(svg, "pruned"));
        Assert.Equal(Number(study, TrialState.Failed) + 1, Marks(svg, "failed"));
        Assert.Equal(1, Marks(svg, "best"));
        AssertTexts(svg, ["value (lower is better)", "trial number", "pruned, at its last value", "best so far"]);
    }

    [Fact]
    public void History_FarOutliers_AreMarkedAtTheEdge()
    {
        using Study study = Studies.Of(100, 3, hasOutliers: true);

        XElement svg = Draw(study, view => HistoryPicture.Draw(view, 0, "History"));

        Assert.Equal(4, Marks(svg, "beyond"));
        Assert.Contains("beyond the axis", Texts(svg));
    }

    [Fact]
    public void History_BestLine_OnlyImproves()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "s", [Direction.Maximize]);
        foreach (double value in new[] { 1.0, 3.0, 2.0, 4.0 })
        {
            study.Tell(study.Ask(), value);
        }

        Outline best = StudyOutlines(study, view => HistoryPicture.Draw(view, 0, "History")).Single(outline => outline.Kind == "best");

        Assert.Equal(best.Points.Select(point => point.Y), best.Points.Select(point => point.Y).OrderDescending());
        Assert.Equal(3, best.Points.Select(point => point.Y).Distinct().Count());
    }

    [Fact]
    public void Curves_100Trials_HasALinePerTrialAndTheBest()
    {
        using Study study = Studies.Of(100, 3);

        XElement svg = Draw(study, view => CurvesPicture.Draw(view, "Curves"));

        Assert.Equal(Number(study, TrialState.Complete) - 1, Marks(svg, "complete"));
        Assert.Equal(Number(study, TrialState.Pruned), Marks(svg, "pruned"));
        Assert.Equal(1, Marks(svg, "best"));
        AssertTexts(svg, ["step", "intermediate value (lower is better)"]);
    }

    [Fact]
    public void Parallel_LogAndCategories_HasTheirTicks()
    {
        using Study study = Studies.Of(100, 3);

        XElement svg = Draw(study, view => ParallelPicture.Draw(view, 0, "Parallel"));

        Assert.Equal(Number(study, TrialState.Complete), Marks(svg, "complete"));
        Assert.Equal(4, Marks(svg, "axis"));
        AssertTexts(svg, ["1e-5", "1e-4", "0.001", "0.01", "0.1", "adam", "rmsprop", "training.learning_rate", "search.simulations"]);
    }

    [Fact]
    public void Slice_EveryParameter_HasAPanelWithItsTitle()
    {
        using Study study = Studies.Of(100, 12);

        XElement svg = Draw(study, view => SlicePicture.Draw(view, 0, "Slices"));

        Assert.Equal(12 * Number(study, TrialState.Complete), Marks(svg, "complete"));
        AssertTexts(svg, [.. study.Trials[0].Parameters.Keys]);
    }

    [Fact]
    public void Contour_ThreeParameters_HasThreePairs()
    {
        using Study study = Studies.Of(100, 3);

        XElement svg = Draw(study, view => ContourPicture.Draw(view, 0, "Contours"));

        Assert.Equal(3 * Number(study, TrialState.Complete), Marks(svg, "complete"));
        Assert.True(Marks(svg, "band") > 100);
        Assert.Contains("smoothed value (lower is better)", Texts(svg));
    }

    [Fact]
    public void Contour_ParametersThatNeverMeet_SaysSo()
    {
        using Study study = Studies.Conditional();

        XElement svg = Draw(study, view => ContourPicture.Draw(view, 0, "Contours"));

        Assert.Contains("fewer than three trials have both", Texts(svg));
    }

    [Fact]
    public void Distribution_FourTrials_RisesByQuarters()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "s", [Direction.Minimize]);
        foreach (double value in new[] { 4.0, 1.0, 3.0, 2.0 })
        {
            study.Tell(study.Ask(), value);
        }

        Outline share = StudyOutlines(study, view => DistributionPicture.Draw(view, 0, "EDF")).Single(outline => outline.Kind == "share");

        double[] heights = [.. share.Points.Select(point => point.Y).Distinct().Order()];
        Assert.Equal(5, heights.Length);
        Assert.All(heights.Skip(1).Zip(heights), pair => Assert.Equal((heights[4] - heights[0]) / 4.0, pair.First - pair.Second, 1e-9));
    }

    [Fact]
    public void Timeline_100Trials_HasABarPerTrialAndItsUnit()
    {
        using Study study = Studies.Of(100, 1);

        XElement svg = Draw(study, view => TimelinePicture.Draw(view, "Timeline"));

        Assert.Equal(Number(study, TrialState.Complete), Marks(svg, "complete"));
        Assert.Equal(1, Marks(svg, "running"));
        Assert.Contains("time since 2026-11-27 10:00:00 (minutes)", Texts(svg));
    }

    [Fact]
    public void Front_TwoObjectives_MarksExactlyTheNonDominated()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "s", [Direction.Minimize, Direction.Maximize]);
        foreach ((double loss, double speed) in new[] { (1.0, 1.0), (2.0, 2.0), (2.0, 1.5), (3.0, 2.0), (0.5, 0.5), (1.0, 1.0) })
        {
            study.Tell(study.Ask(), loss, speed);
        }

        StudyView view = StudyView.Of(study, DateTime.UnixEpoch);

        Assert.Equal([0, 1, 4, 5], view.Best().Select(trial => trial.Number).Order());
        Assert.Equal(4, Marks(Draw(study, v => FrontPicture.Draw(v, "Front")), "best"));
    }

    [Fact]
    public void Front_InfeasibleTrial_IsNotInIt()
    {
        using Study study = Study.Open(new MemoryStudyLog(), "s", [Direction.Minimize, Direction.Minimize]);
        StudyTrial trial = study.Ask();
        trial.SetConstraints(1.0);
        study.Tell(trial, 0.0, 0.0);
        study.Tell(study.Ask(), 1.0, 1.0);

        XElement svg = Draw(study, view => FrontPicture.Draw(view, "Front"));

        Assert.Equal(1, Marks(svg, "best"));
        Assert.Equal(2, Marks(svg, "infeasible")); // with the legend's
    }

    [Fact]
    public void Importance_Given_HasABarEachInOrder()
    {
        using Study study = Studies.Of(30, 3);

        XElement svg = Draw(study, view => ImportancePicture.Draw(With(view, new() { ["b"] = 0.25, ["a"] = 0.7 }), 0, "Importance"));

        Assert.Equal(["0.700", "0.250"], svg.Descendants(_svg + "text").Where(text => (string?)text.Attribute("class") == "value")
            .Select(text => text.Value));
        Assert.Equal(2, Marks(svg, "importance"));
    }

    private static StudyView With(StudyView view, Dictionary<string, double> importance) => new()
    {
        Name = view.Name,
        Directions = view.Directions,
        Objectives = view.Objectives,
        Trials = view.Trials,
        Parameters = view.Parameters,
        UserAttributes = view.UserAttributes,
        Importances = [importance],
    };

    private static int Number(Study study, TrialState state) => study.Trials.Count(trial => trial.State == state);

    private static int Marks(XElement svg, string kind) => svg.Descendants().Count(element => (string?)element.Attribute("class") == kind);

    private static void AssertTexts(XElement svg, IEnumerable<string> expected) => Assert.Empty(expected.Except(Texts(svg)));

    private static HashSet<string> Texts(XElement svg) => [.. svg.Descendants(_svg + "text").Select(text => text.Value)];

    private static XElement Draw(Study study, Func<StudyView, Drawing> draw)
        => XDocument.Parse(SvgWriter.Write(draw(StudyView.Of(study, new DateTime(2026, 11, 27, 11, 0, 0))), "title")).Root!;

    private static IEnumerable<Outline> StudyOutlines(Study study, Func<StudyView, Drawing> draw)
        => draw(StudyView.Of(study, DateTime.UnixEpoch)).Shapes.OfType<Outline>();
}
