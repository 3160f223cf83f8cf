using MuZero.Errors;
using MuZero.Files;
using MuZero.Games;
using MuZero.Options;

namespace MuZero.Records;

/// <summary>The checkpoints of one run. Whenever the process or the machine stops, the previous or the new one is there, whole.</summary>
/// <remarks>One process saves; any may read. A checkpoint is written under a temporary name, its manifest last, forced to disk, renamed,
/// read back, and only then are older ones removed.</remarks>
public sealed class CheckpointStore
{
    private readonly string _root;
    private readonly GameSpec _game;
    private readonly CheckpointOptions _options;

    /// <summary>The checkpoints in <paramref name="root"/>, which is created by the first save.</summary>
    public CheckpointStore(string root, GameSpec game, CheckpointOptions options) => (_root, _game, _options) = (root, game, options);

    /// <summary>Called with the name of each step of saving, before it; an exception simulates a crash there.</summary>
    internal Action<string>? FaultPoint { get; init; }

    /// <summary>Paths of all checkpoints, newest first, whole or not.</summary>
    public IReadOnlyList<string> List() => CheckpointSearch.List(_root);

    /// <summary>The newest checkpoint whose every byte is as it was written.</summary>
    /// <param name="onSkipped">Gets one line about each newer one that is not.</param>
    /// <exception cref="UserException">There is none at all (exit code 2).</exception>
    /// <exception cref="CorruptDataException">None is whole (exit code 3).</exception>
    /// <exception cref="IncompatibleException">It belongs to another game or format (exit code 4).</exception>
    public Checkpoint OpenNewestComplete(Action<string>? onSkipped = null)
    {
        Checkpoint checkpoint = CheckpointSearch.OpenNewestComplete(_root, onSkipped);
        checkpoint.Require(_game);
        return checkpoint;
    }

    /// <summary>Saves a checkpoint and removes those that <see cref="CheckpointOptions"/> does not keep.</summary>
    /// <remarks>Checkpoints of later iterations belong to a course that was given up when the run was taken back; they go too.</remarks>
    /// <exception cref="CorruptDataException">What was read back is not what was written: the disk is failing. Older ones are all still there.</exception>
    public Checkpoint Save(CheckpointDraft draft)
    {
        Directory.CreateDirectory(_root);
        RemoveAll(AtomicFile.TemporaryPrefix);
        string path = Path.Combine(_root, Checkpoint.NameOf(draft.Iteration));
        string temporary = AtomicFile.TemporaryOf(path);
        CheckpointWriter.Write(temporary, draft, _game, FaultPoint);
        if (Directory.Exists(path))
        {
            FaultPoint?.Invoke("set aside");
            SetAside(path);
        }

        FaultPoint?.Invoke("rename");
        Directory.Move(temporary, path);
        AtomicFile.FlushDirectory(_root);

        FaultPoint?.Invoke("verify");
        Checkpoint saved = Checkpoint.Open(path);
        FaultPoint?.Invoke("remove");
        RemoveAll(CheckpointSearch.ReplacedPrefix);
        RemoveOld(draft.Iteration);
        FaultPoint?.Invoke("end");
        return saved;
    }

    private void SetAside(string path)
    {
        string replaced = Path.Combine(_root, CheckpointSearch.ReplacedPrefix + Path.GetFileName(path));
        if (Directory.Exists(replaced))
        {
            Remove(replaced);
        }

        Directory.Move(path, replaced);
    }

    private void RemoveOld(long newest)
    {
        List<string> abandoned = [], ranked = [];
        foreach ((long iteration, string path) in CheckpointSearch.NewestFirst(_root))
        {
            (iteration > newest ? abandoned : ranked).Add(path);
        }

        if (_options.Keep > 0)
        {
            // The sort is stable, so among equal scores the newer one stays; the newest of all always stays.
            abandoned.AddRange(ranked.Skip(1).OrderByDescending(Score).Skip(_options.Keep - 1));
        }

        abandoned.ForEach(Remove);
    }

    // Larger is better; what has no score, or no readable manifest, goes first.
    private double Score(string path)
    {
        const string smallest = "min-";
        string attribute = _options.ScoreAttribute;
        if (attribute.Length == 0)
        {
            return 0;
        }

        bool falls = attribute.StartsWith(smallest, StringComparison.Ordinal);
        try
        {
            return Checkpoint.ReadManifest(path).Scores.TryGetValue(falls ? attribute[smallest.Length..] : attribute, out double score)
                ? (falls ? -score : score)
                : double.NegativeInfinity;
        }
        catch (UserException)
        {
            return double.NegativeInfinity;
        }
    }

    private void RemoveAll(string prefix)
    {
        foreach (string path in Directory.GetDirectories(_root, prefix + Checkpoint.NamePrefix + "*"))
        {
            Remove(path);
        }
    }

    // Under another name first: a crash while its files go must not leave half a checkpoint under a checkpoint's name.
    private void Remove(string path)
    {
        string name = Path.GetFileName(path);
        string doomed = path;
        if (!name.StartsWith(AtomicFile.TemporaryPrefix, StringComparison.Ordinal))
        {
            doomed = Path.Combine(_root, AtomicFile.TemporaryPrefix + Checkpoint.NamePrefix + "removed-" + name);
            Directory.Move(path, doomed);
        }

        FaultPoint?.Invoke($"delete {name}");
        Directory.Delete(doomed, recursive: true);
    }
}
