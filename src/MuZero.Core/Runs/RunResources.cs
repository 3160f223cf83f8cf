namespace MuZero.Runs;

/// <summary>The share of the machine that a run may use, so that several runs can share one.</summary>
/// <param name="Cores">Actors and learner divide these between them. Actor threads that the options name explicitly are not limited by it.</param>
public sealed record RunResources(int Cores)
{
    /// <summary>The whole machine.</summary>
    public static RunResources Machine { get; } = new(Environment.ProcessorCount);
}
