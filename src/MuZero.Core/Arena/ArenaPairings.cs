namespace MuZero.Arena;

/// <summary>Two entrants that play each other, by their numbers.</summary>
public readonly record struct ArenaPairing(int First, int Second);

/// <summary>The pairings of an arena.</summary>
public static class ArenaPairings
{
    /// <summary>Every entrant against every other one.</summary>
    public static IReadOnlyList<ArenaPairing> RoundRobin(int entrants) =>
    [
        .. Enumerable.Range(0, entrants)
            .SelectMany(first => Enumerable.Range(first + 1, entrants - first - 1).Select(second => new ArenaPairing(first, second))),
    ];

    /// <summary>The first entrant against all others.</summary>
    public static IReadOnlyList<ArenaPairing> Gauntlet(int entrants)
        => [.. Enumerable.Range(1, entrants - 1).Select(second => new ArenaPairing(0, second))];

    /// <summary>Each of the first entrants against the next one, and all further entrants against each of the first.</summary>
    /// <param name="steps">The first entrants: a run's checkpoints in order.</param>
    /// <param name="others">The number of further entrants.</param>
    public static IReadOnlyList<ArenaPairing> Ladder(int steps, int others) =>
    [
        .. Enumerable.Range(1, steps - 1).Select(step => new ArenaPairing(step, step - 1)),
        .. Enumerable.Range(steps, others).SelectMany(other => Enumerable.Range(0, steps).Select(step => new ArenaPairing(step, other))),
    ];
}
