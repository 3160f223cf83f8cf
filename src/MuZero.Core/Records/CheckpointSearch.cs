using MuZero.Errors;

namespace MuZero.Records;

/// <summary>Finds a run's checkpoints.</summary>
public static class CheckpointSearch
{
    /// <summary>The name of the old checkpoint between the two renames that replace it. It counts until the new one exists.</summary>
    internal const string ReplacedPrefix = ".replaced-";

    /// <summary>Paths of all checkpoints in <paramref name="root"/>, newest first, whole or not.</summary>
    public static IReadOnlyList<string> List(string root) => [.. NewestFirst(root).Select(found => found.Path)];

    /// <summary>The newest checkpoint in <paramref name="root"/> whose every byte is as it was written, of any game.</summary>
    /// <param name="root">The run's directory.</param>
    /// <param name="onSkipped">Gets one line about each newer one that is not.</param>
    /// <exception cref="UserException">There is none at all (exit code 2).</exception>
    /// <exception cref="CorruptDataException">None is whole (exit code 3).</exception>
    /// <exception cref="IncompatibleException">It has another format (exit code 4).</exception>
    public static Checkpoint OpenNewestComplete(string root, Action<string>? onSkipped = null)
    {
        List<string> faults = [];
        bool vanished = false;
        foreach ((_, string path) in NewestFirst(root))
        {
            try
            {
                Checkpoint checkpoint = Checkpoint.Open(path);
                faults.ForEach(fault => onSkipped?.Invoke($"{fault}; continuing from {checkpoint.Name}"));
                return checkpoint;
            }
            catch (Exception) when (!Directory.Exists(path))
            {
                vanished = true;
            }
            catch (CorruptDataException fault)
            {
                faults.Add(fault.Message);
            }
        }

        // The trainer deletes old checkpoints only after writing newer ones, so look again.
        if (vanished)
        {
            return OpenNewestComplete(root, onSkipped);
        }

        throw faults.Count == 0
            ? UserException.Usage($"There is no checkpoint in {root}. Name the directory of a run that has saved one, or start a new run.")
            : new CorruptDataException($"No checkpoint in {root} is complete: {string.Join("; ", faults)}. Restore one from a backup, or start a new run.");
    }

    internal static IReadOnlyList<(long Iteration, string Path)> NewestFirst(string root)
    {
        List<(long Iteration, string Path)> found = [];
        foreach (string path in Directory.Exists(root) ? Directory.EnumerateDirectories(root) : [])
        {
            string name = Path.GetFileName(path);
            bool replaced = name.StartsWith(ReplacedPrefix, StringComparison.Ordinal);
            if (Checkpoint.IterationOf(replaced ? name[ReplacedPrefix.Length..] : name) is { } iteration)
            {
                found.Add((iteration, path));
            }
        }

        // Of one iteration the replaced one ('.' sorts before letters) comes after the one that replaced it.
        return [.. found.OrderByDescending(entry => entry.Iteration).ThenByDescending(entry => Path.GetFileName(entry.Path), StringComparer.Ordinal)];
    }
}
