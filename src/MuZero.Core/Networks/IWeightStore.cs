namespace MuZero.Networks;

/// <summary>Where the trainer puts weights and the actors find them. Safe for many threads.</summary>
public interface IWeightStore
{
    /// <summary>The newest version, or -1 where nothing was published yet.</summary>
    long LatestVersion { get; }

    /// <summary>Makes weights the newest. They are complete to every reader or absent.</summary>
    /// <exception cref="ArgumentException">The version is not above <see cref="LatestVersion"/>.</exception>
    void Publish(WeightSnapshot weights);

    /// <summary>The newest weights, or null where nothing was published yet.</summary>
    WeightSnapshot? Latest();
}
