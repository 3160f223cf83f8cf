namespace MuZero.Games.Conformance;

/// <summary>The extent and the seed of a <see cref="GameConformance"/> check.</summary>
public sealed record ConformanceOptions
{
    /// <summary>The same seed plays the same random games.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Random games to play, unless the time runs out before.</summary>
    public int Games { get; init; } = 200;

    /// <summary>Time for the random games. 7 s leave a check of the whole kit below 10 s.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>Costly laws look at one game in this many, all others at every game.</summary>
    internal int CostlyEvery { get; init; } = 1;

    /// <summary>Names of laws that do not hold for this game by intention, such as "mover-credit" in a game in which the last mover
    /// loses.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];
}
