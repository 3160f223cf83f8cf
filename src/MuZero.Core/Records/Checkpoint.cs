using System.Globalization;
using System.Security.Cryptography;
using MuZero.Errors;
using MuZero.Files;
using MuZero.Games;

namespace MuZero.Records;

/// <summary>One complete checkpoint: a directory checkpoint_NNNNNN whose files all have the size and SHA-256 of its manifest.</summary>
public sealed class Checkpoint
{
    internal const string NamePrefix = "checkpoint_";

    private Checkpoint(string path, CheckpointManifest manifest) => (FullPath, Manifest) = (path, manifest);

    /// <summary>The directory.</summary>
    public string FullPath { get; }

    /// <summary>checkpoint_000400 for iteration 400.</summary>
    public string Name => Path.GetFileName(FullPath);

    /// <summary>Its table of contents.</summary>
    public CheckpointManifest Manifest { get; }

    /// <summary>True if the directory is a checkpoint, whole or not, rather than a run.</summary>
    public static bool IsAt(string path) => File.Exists(Path.Combine(path, CheckpointManifest.FileName))
        || Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))).StartsWith(NamePrefix, StringComparison.Ordinal);

    /// <summary>Opens the checkpoint at <paramref name="path"/> and verifies every byte.</summary>
    /// <exception cref="CorruptDataException">A file is missing, short or changed; the message names it.</exception>
    /// <exception cref="IncompatibleException">Another format.</exception>
    /// <exception cref="UserException">There is no such directory.</exception>
    public static Checkpoint Open(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!Directory.Exists(full))
        {
            throw UserException.Usage($"There is no checkpoint {path}. Name a directory checkpoint_NNNNNN of a run.");
        }

        CheckpointManifest manifest = ReadManifest(full);
        foreach (CheckpointFile file in manifest.Files)
        {
            Verify(full, file);
        }

        return new Checkpoint(full, manifest);
    }

    /// <summary>Throws unless the checkpoint belongs to <paramref name="game"/>.</summary>
    /// <exception cref="IncompatibleException">It belongs to another game or version; the message names both.</exception>
    public void Require(GameSpec game)
        => game.Require(Manifest.Game, Manifest.GameVersion, $"checkpoint {FullPath}",
            "Name a checkpoint of this game, or start a new run.");

    /// <summary>True if the checkpoint has the file <paramref name="name"/>.</summary>
    public bool Contains(string name) => Manifest.Files.Any(file => file.Name == name);

    /// <summary>The bytes of <paramref name="name"/>, verified again.</summary>
    /// <exception cref="CorruptDataException">There is no such file, or it changed.</exception>
    public byte[] Read(string name)
    {
        CheckpointFile file = Find(name);
        byte[] bytes = File.ReadAllBytes(Path.Combine(FullPath, name));
        return bytes.Length == file.SizeBytes && Convert.ToHexStringLower(SHA256.HashData(bytes)) == file.Sha256
            ? bytes
            : throw Broken(FullPath, $"{name} changed since it was opened");
    }

    /// <summary>Opens <paramref name="name"/> for reading, for files too large to hold twice.</summary>
    /// <exception cref="CorruptDataException">There is no such file.</exception>
    public Stream OpenRead(string name) => File.OpenRead(Path.Combine(FullPath, Find(name).Name));

    /// <summary>The directory's name for an iteration.</summary>
    internal static string NameOf(long iteration) => string.Create(CultureInfo.InvariantCulture, $"{NamePrefix}{iteration:D6}");

    /// <summary>The iteration in a directory's name, or null for other names.</summary>
    internal static long? IterationOf(string name) =>
        name.StartsWith(NamePrefix, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(NamePrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long iteration)
        && NameOf(iteration) == name
            ? iteration
            : null;

    /// <summary>The manifest alone, its own seal verified and no other file.</summary>
    internal static CheckpointManifest ReadManifest(string path)
    {
        string file = Path.Combine(path, CheckpointManifest.FileName);
        if (!File.Exists(file))
        {
            throw Broken(path, $"{CheckpointManifest.FileName} is missing");
        }

        CheckpointManifest manifest = SealedJson.Deserialize<CheckpointManifest>(File.ReadAllBytes(file), out string reason)
            ?? throw Broken(path, $"{CheckpointManifest.FileName} {reason}");
        return manifest.Format == CheckpointManifest.CurrentFormat
            ? manifest
            : throw new IncompatibleException(
                $"checkpoint {path} has format {manifest.Format}; this program reads {CheckpointManifest.CurrentFormat}. Use the program "
                    + "that wrote it.");
    }

    private static void Verify(string path, CheckpointFile expected)
    {
        if (!CheckpointDraft.IsFileName(expected.Name))
        {
            throw Broken(path, $"{CheckpointManifest.FileName} names a file outside");
        }

        FileInfo file = new(Path.Combine(path, expected.Name));
        if (!file.Exists || file.LinkTarget is not null)
        {
            throw Broken(path, $"{expected.Name} is {(file.Exists ? "a link" : "missing")}");
        }

        if (file.Length != expected.SizeBytes)
        {
            throw Broken(path, $"{expected.Name} has {file.Length:N0} of {expected.SizeBytes:N0} bytes");
        }

        using FileStream stream = file.OpenRead();
        if (Convert.ToHexStringLower(SHA256.HashData(stream)) != expected.Sha256)
        {
            throw Broken(path, $"{expected.Name} does not match its SHA-256");
        }
    }

    private CheckpointFile Find(string name) =>
        Manifest.Files.FirstOrDefault(file => file.Name == name) ?? throw Broken(FullPath, $"it has no {name}");

    private static CorruptDataException Broken(string path, string why) => new($"checkpoint {path} is incomplete ({why})");
}

/// <summary>A checkpoint's table of contents; its last file, so that a checkpoint with a manifest is whole.</summary>
/// <param name="Format">Version of this layout.</param>
/// <param name="Game">The game's id.</param>
/// <param name="GameVersion">The game's version.</param>
/// <param name="Iteration">Training iterations done.</param>
/// <param name="Step">Optimiser steps done.</param>
/// <param name="Scores">The iteration's results that are finite numbers, by which checkpoints are ranked.</param>
/// <param name="Files">Every other file.</param>
public sealed record CheckpointManifest(
    int Format, string Game, int GameVersion, long Iteration, long Step, IReadOnlyDictionary<string, double> Scores,
    IReadOnlyList<CheckpointFile> Files)
{
    /// <summary>The layout that this program writes and reads.</summary>
    public const int CurrentFormat = 1;

    internal const string FileName = "manifest.json";
}

/// <summary>One file of a checkpoint.</summary>
/// <param name="Name">Without a directory.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record CheckpointFile(string Name, long SizeBytes, string Sha256);
