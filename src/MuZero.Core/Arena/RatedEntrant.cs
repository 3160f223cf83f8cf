using MuZero.Evaluation;

namespace MuZero.Arena;

/// <summary>A row of an arena's table.</summary>
/// <param name="Name">The entrant.</param>
/// <param name="Step">Optimiser steps of a saved agent; null for other players.</param>
/// <param name="Rating">Its rating.</param>
/// <param name="Total">Its games.</param>
public sealed record RatedEntrant(string Name, long? Step, EloRating Rating, MatchResult Total);
