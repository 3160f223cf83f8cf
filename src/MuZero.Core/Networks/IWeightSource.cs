namespace MuZero.Networks;

/// <summary>The reading side of published weights: actors ask it between two moves. Safe for many threads.</summary>
public interface IWeightSource
{
    /// <summary>The newest version, or -1 before the first publication. Cheap enough for every move.</summary>
    long LatestVersion { get; }

    /// <summary>The newest weights, or null before the first publication.</summary>
    WeightSnapshot? Latest();
}
