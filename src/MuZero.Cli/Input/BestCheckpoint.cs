using MuZero.Agents;
using MuZero.Records;

namespace MuZero.Cli.Input;

/// <summary>Mentions a run's best checkpoint when its newest is used.</summary>
internal static class BestCheckpoint
{
    /// <summary>The help of an argument that names a saved agent.</summary>
    public const string RunDescription = "A run's directory, which means its newest checkpoint; RUN/best, its best; or one checkpoint.";

    /// <summary>An agent's checkpoint, and the run's best one if that is another.</summary>
    public static string Describe(SavedAgent agent)
    {
        string best = Path.Combine(Path.GetDirectoryName(agent.Source)!, CheckpointStore.BestName);
        return agent.Source != best && Directory.Exists(best) ? $"{agent.Source}; the run's best checkpoint is {best}" : agent.Source;
    }
}
