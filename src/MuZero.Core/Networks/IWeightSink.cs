namespace MuZero.Networks;

/// <summary>The writing side of published weights. Safe for many threads.</summary>
public interface IWeightSink
{
    /// <summary>The newest version that the sink holds, or -1 if it holds none; the next publication needs a larger one.</summary>
    long LatestVersion { get; }

    /// <summary>Makes weights the newest. Readers see them complete or not at all.</summary>
    /// <exception cref="ArgumentException">The version is not above <see cref="LatestVersion"/>.</exception>
    void Publish(WeightSnapshot weights);
}
