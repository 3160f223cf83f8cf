using System.Security.Cryptography;
using MuZero.Files;
using MuZero.Games;

namespace MuZero.Records;

/// <summary>Writes a checkpoint's directory: every file forced to disk, the manifest last.</summary>
internal static class CheckpointWriter
{
    public static void Write(string directory, CheckpointDraft draft, GameSpec game, Action<string>? faultPoint)
    {
        faultPoint?.Invoke("create");
        Directory.CreateDirectory(directory);
        List<CheckpointFile> files = [];
        foreach ((string name, Action<Stream> write) in draft.Files)
        {
            faultPoint?.Invoke($"begin {name}");
            files.Add(WriteFile(directory, name, write, faultPoint));
        }

        CheckpointManifest manifest = new(
            CheckpointManifest.CurrentFormat, game.Id, game.Version, draft.Iteration, draft.Step,
            draft.Scores.Where(score => double.IsFinite(score.Value)).ToDictionary(), files);
        faultPoint?.Invoke("manifest");
        AtomicFile.Write(Path.Combine(directory, CheckpointManifest.FileName), SealedJson.Serialize(manifest));
    }

    private static CheckpointFile WriteFile(string directory, string name, Action<Stream> write, Action<string>? faultPoint)
    {
        string path = Path.Combine(directory, name);
        using SHA256 hash = SHA256.Create();
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        using (CryptoStream hashed = new(file, hash, CryptoStreamMode.Write, leaveOpen: true))
        {
            write(hashed);
        }

        faultPoint?.Invoke($"flush {name}");
        file.Flush(flushToDisk: true);
        return new CheckpointFile(name, file.Length, Convert.ToHexStringLower(hash.Hash!));
    }
}
