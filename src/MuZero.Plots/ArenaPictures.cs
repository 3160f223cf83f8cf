using MuZero.Arena;
using MuZero.Plots.Pictures;

namespace MuZero.Plots;

/// <summary>The pictures of an arena.</summary>
public static class ArenaPictures
{
    /// <summary>A row per entrant with its rating and its interval, the strongest first.</summary>
    /// <param name="title">The heading.</param>
    /// <param name="subtitle">The line below it.</param>
    /// <param name="entrants">The rows; those without a rating are left out.</param>
    public static Picture Ratings(string title, string subtitle, IReadOnlyList<RatedEntrant> entrants)
        => new("ratings", title, RatingsPicture.Draw(title, subtitle, entrants));

    /// <summary>The ratings of checkpoints over their optimiser steps; other entrants as levels.</summary>
    /// <param name="title">The heading.</param>
    /// <param name="subtitle">The line below it.</param>
    /// <param name="entrants">The rows; those without a rating are left out.</param>
    public static Picture Ladder(string title, string subtitle, IReadOnlyList<RatedEntrant> entrants)
        => new("ladder", title, LadderPicture.Draw(title, subtitle, entrants));
}
