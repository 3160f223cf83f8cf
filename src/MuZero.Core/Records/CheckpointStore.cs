using System.Security.Cryptography;
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
    /// <summary>The name of the best checkpoint's directory, beside the newest ones.</summary>
    public const string BestName = "best";

    // The old checkpoint has this name between the two renames that replace it, and counts until the new one exists.
    private const string ReplacedPrefix = ".replaced-";

    private readonly string _root;
    private readonly GameSpec _game;
    private readonly CheckpointOptions _options;

    /// <summary>The checkpoints in <paramref name="root"/>, which is created by the first save.</summary>
    public CheckpointStore(string root, GameSpec game, CheckpointOptions options) => (_root, _game, _options) = (root, game, options);

    /// <summary>Called with the name of each step of saving, before it; an exception simulates a crash there.</summary>
    internal Action<string>? FaultPoint { get; init; }

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

        // The trainer removes old checkpoints after it has written newer ones: those are there now.
        if (vanished)
        {
            return OpenNewestComplete(root, onSkipped);
        }

        throw faults.Count == 0
            ? UserException.Usage($"There is no checkpoint in {root}. Name the directory of a run that has saved one, or start a new run.")
            : new CorruptDataException(
                $"No checkpoint in {root} is complete: {string.Join("; ", faults)}. Restore one from a backup, or start a new run.");
    }

    /// <summary>Paths of all checkpoints of the run, newest first, whole or not.</summary>
    public IReadOnlyList<string> List() => List(_root);

    /// <summary>As <see cref="OpenNewestComplete(string, Action{string})"/>, of this run and its game.</summary>
    public Checkpoint OpenNewestComplete(Action<string>? onSkipped = null)
    {
        Checkpoint checkpoint = OpenNewestComplete(_root, onSkipped);
        checkpoint.Require(_game);
        return checkpoint;
    }

    /// <summary>Saves a checkpoint and removes those that <see cref="CheckpointOptions"/> does not keep.</summary>
    /// <remarks>Checkpoints of later iterations belong to a course that was given up when the run was taken back; they go too.</remarks>
    /// <exception cref="CorruptDataException">What was read back is not what was written: the disk is failing. Older ones are all still
    /// there.</exception>
    public Checkpoint Save(CheckpointDraft draft)
    {
        Checkpoint saved = Put(Checkpoint.NameOf(draft.Iteration), draft, Checkpoint.NamePrefix + "*");
        RemoveOld(draft.Iteration);
        FaultPoint?.Invoke("end");
        return saved;
    }

    /// <summary>Saves a checkpoint under <see cref="BestName"/>, in place of the one before.</summary>
    /// <exception cref="CorruptDataException">What was read back is not what was written: the disk is failing. The one before is still
    /// there.</exception>
    public Checkpoint SaveBest(CheckpointDraft draft)
    {
        RestoreBest();
        return Put(BestName, draft, BestName + "*");
    }

    /// <summary>The checkpoint under <see cref="BestName"/>, or null if there is none that is whole and of this game.</summary>
    public Checkpoint? OpenBest()
    {
        try
        {
            RestoreBest();
            Checkpoint best = Checkpoint.Open(Path.Combine(_root, BestName));
            best.Require(_game);
            return best;
        }
        catch (UserException)
        {
            return null;
        }
    }

    /// <summary>Removes the checkpoint under <see cref="BestName"/>, if there is one.</summary>
    public void RemoveBest()
    {
        RestoreBest();
        if (Directory.Exists(Path.Combine(_root, BestName)))
        {
            Remove(Path.Combine(_root, BestName));
        }
    }

    // A crash between the two renames of a replacement leaves the old one under its other name.
    private void RestoreBest()
    {
        string best = Path.Combine(_root, BestName), replaced = Path.Combine(_root, ReplacedPrefix + BestName);
        if (!Directory.Exists(best) && Directory.Exists(replaced))
        {
            Directory.Move(replaced, best);
        }
    }

    /// <summary>True if a path names a run's best checkpoint.</summary>
    public static bool IsBest(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) == BestName;

    // Removes what earlier saves left under the names of a pattern.
    private Checkpoint Put(string name, CheckpointDraft draft, string pattern)
    {
        Directory.CreateDirectory(_root);
        RemoveAll(AtomicFile.TemporaryPrefix + pattern);
        string path = Path.Combine(_root, name);
        string temporary = AtomicFile.TemporaryOf(path);
        Write(temporary, draft);
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
        RemoveAll(ReplacedPrefix + pattern);
        return saved;
    }

    // Every file is forced to disk, the manifest last.
    private void Write(string directory, CheckpointDraft draft)
    {
        FaultPoint?.Invoke("create");
        Directory.CreateDirectory(directory);
        List<CheckpointFile> files = [];
        foreach ((string name, Action<Stream> write) in draft.Files)
        {
            FaultPoint?.Invoke($"begin {name}");
            files.Add(WriteFile(directory, name, write));
        }

        CheckpointManifest manifest = new(
            CheckpointManifest.CurrentFormat, _game.Id, _game.Version, draft.Iteration, draft.Step,
            draft.Scores.Where(score => double.IsFinite(score.Value)).ToDictionary(), files);
        FaultPoint?.Invoke("manifest");
        AtomicFile.Write(Path.Combine(directory, CheckpointManifest.FileName), SealedJson.Serialize(manifest));
    }

    private CheckpointFile WriteFile(string directory, string name, Action<Stream> write)
    {
        string path = Path.Combine(directory, name);
        using SHA256 hash = SHA256.Create();
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        using (CryptoStream hashed = new(file, hash, CryptoStreamMode.Write, leaveOpen: true))
        {
            write(hashed);
        }

        FaultPoint?.Invoke($"flush {name}");
        file.Flush(flushToDisk: true);
        return new CheckpointFile(name, file.Length, Convert.ToHexStringLower(hash.Hash!));
    }

    private void SetAside(string path)
    {
        string replaced = Path.Combine(_root, ReplacedPrefix + Path.GetFileName(path));
        if (Directory.Exists(replaced))
        {
            Remove(replaced);
        }

        Directory.Move(path, replaced);
    }

    private void RemoveOld(long newest)
    {
        List<string> abandoned = [], kept = [];
        foreach ((long iteration, string path) in NewestFirst(_root))
        {
            (iteration > newest ? abandoned : kept).Add(path);
        }

        if (_options.Keep > 0)
        {
            abandoned.AddRange(kept.Skip(_options.Keep));
        }

        abandoned.ForEach(Remove);
    }

    private static List<(long Iteration, string Path)> NewestFirst(string root)
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
        return [.. found.OrderByDescending(entry => entry.Iteration)
            .ThenByDescending(entry => Path.GetFileName(entry.Path), StringComparer.Ordinal)];
    }

    private void RemoveAll(string pattern)
    {
        foreach (string path in Directory.GetDirectories(_root, pattern))
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
            // Whose next save removes it.
            string kind = name.EndsWith(BestName, StringComparison.Ordinal) ? BestName : Checkpoint.NamePrefix;
            doomed = Path.Combine(_root, $"{AtomicFile.TemporaryPrefix}{kind}removed-{name}");
            Directory.Move(path, doomed);
        }

        FaultPoint?.Invoke($"delete {name}");
        Directory.Delete(doomed, recursive: true);
    }
}
