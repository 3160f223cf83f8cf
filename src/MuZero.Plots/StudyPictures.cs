using MuZero.Plots.Drawings;
using MuZero.Plots.Pictures;
using MuZero.Tuning.Studies;

namespace MuZero.Plots;

/// <summary>The pictures of a study as it is now. A study that has nothing to show yet gives a picture that says so.</summary>
/// <remarks><code>
/// File.WriteAllText("history.svg", StudyPictures.Of(study).History().ToSvg());
/// </code></remarks>
public sealed class StudyPictures
{
    private readonly StudyView _study;

    internal StudyPictures(StudyView study) => _study = study;

    /// <summary>Reads a study.</summary>
    /// <param name="study">The study.</param>
    /// <param name="time">The clock up to which running trials run; null for the system's.</param>
    public static StudyPictures Of(Study study, TimeProvider? time = null)
        => new(StudyView.Of(study, (time ?? TimeProvider.System).GetLocalNow().DateTime));

    /// <summary>All pictures that the study has something for, those of objectives once per objective.</summary>
    public IReadOnlyList<Picture> All()
    {
        IEnumerable<int> objectives = Enumerable.Range(0, _study.Directions.Count);
        List<Picture> pictures = [.. objectives.Select(History), Curves(), .. objectives.Select(Importances),
            .. objectives.Select(Parallel),
            .. objectives.Select(Slices), .. objectives.Select(Contours), .. objectives.Select(Distribution), Timeline()];
        if (_study.Directions.Count > 1)
        {
            pictures.Insert(0, Front());
        }

        return pictures;
    }

    /// <summary>The value of every trial and the best so far.</summary>
    /// <param name="objective">The number of the objective, from 0.</param>
    public Picture History(int objective = 0) => Of("history", "Optimisation history", objective, HistoryPicture.Draw);

    /// <summary>The intermediate values of every trial.</summary>
    public Picture Curves() => new("intermediate", "Intermediate values", CurvesPicture.Draw(_study, "Intermediate values"));

    /// <summary>A line per trial through its value and its parameters.</summary>
    /// <param name="objective">The number of the objective, from 0.</param>
    public Picture Parallel(int objective = 0) => Of("parallel", "Parallel coordinates", objective, ParallelPicture.Draw);

    /// <summary>The value over each parameter.</summary>
    /// <param name="objective">The number of the objective, from 0.</param>
    public Picture Slices(int objective = 0) => Of("slice", "Slices", objective, SlicePicture.Draw);

    /// <summary>The value over pairs of the leading parameters.</summary>
    /// <param name="objective">The number of the objective, from 0.</param>
    public Picture Contours(int objective = 0) => Of("contour", "Contours", objective, ContourPicture.Draw);

    /// <summary>The value over two parameters.</summary>
    /// <param name="x">The parameter from left to right.</param>
    /// <param name="y">The parameter from bottom to top.</param>
    /// <param name="objective">The number of the objective, from 0.</param>
    /// <exception cref="ArgumentException">The study has no such parameter.</exception>
    public Picture Contour(string x, string y, int objective = 0)
    {
        foreach (string name in new[] { x, y }.Where(name => !_study.Parameters.ContainsKey(name)))
        {
            throw new ArgumentException(
                $"The study {_study.Name} has no parameter {name}; it has {string.Join(", ", _study.Parameters.Keys)}.");
        }

        return Of("contour", "Contours", objective, (study, index, title) => ContourPicture.Draw(study, index, title, [(x, y)]));
    }

    /// <summary>The share of trials whose value is at most x (EDF).</summary>
    /// <param name="objective">The number of the objective, from 0.</param>
    public Picture Distribution(int objective = 0) => Of("edf", "Empirical distribution of values", objective, DistributionPicture.Draw);

    /// <summary>The trials of several objectives, and those that no other dominates.</summary>
    public Picture Front() => new("pareto", "Pareto front", FrontPicture.Draw(_study, "Pareto front"));

    /// <summary>A bar per trial from its start to its end.</summary>
    public Picture Timeline() => new("timeline", "Timeline of trials", TimelinePicture.Draw(_study, "Timeline of trials"));

    /// <summary>The importance of each parameter.</summary>
    /// <param name="objective">The number of the objective, from 0.</param>
    public Picture Importances(int objective = 0) => Of("importance", "Importance of parameters", objective, ImportancePicture.Draw);

    private Picture Of(string name, string title, int objective, Func<StudyView, int, string, Drawing> draw)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(objective);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(objective, _study.Directions.Count);
        bool isOnly = _study.Directions.Count == 1;
        string full = isOnly ? title : $"{title}: {_study.Objectives[objective]}";
        return new Picture(isOnly ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{objective + 1}"), full,
            draw(_study, objective, full));
    }
}
