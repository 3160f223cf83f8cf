namespace MuZero.Networks;

/// <summary>The weights that the trainer publishes for the actors. Safe for many threads.</summary>
public interface IWeightStore
{
    /// <summary>The newest version, or -1 if nothing was published yet.</summary>
    long LatestVersion { get; }

    /// <summary>Makes weights the newest. They are complete to every reader or absent.</summary>
    /// <exception cref="ArgumentException">The version is not above <see cref="LatestVersion"/>.</exception>
    void Publish(WeightSnapshot weights);

    /// <summary>The newest weights, or null if nothing was published yet.</summary>
    WeightSnapshot? Latest();
}
