namespace MuZero.Records;

/// <summary>A checkpoint's manifest; its last file, so that a checkpoint with a manifest is complete.</summary>
/// <param name="Format">Version of this layout.</param>
/// <param name="Game">The game's id.</param>
/// <param name="GameVersion">The game's version.</param>
/// <param name="Iteration">Training iterations done.</param>
/// <param name="Step">Optimiser steps done.</param>
/// <param name="Scores">The iteration's results that are finite numbers, by which checkpoints are ranked.</param>
/// <param name="Files">Every other file.</param>
public sealed record CheckpointManifest(
    int Format, string Game, int GameVersion, long Iteration, long Step, IReadOnlyDictionary<string, double> Scores, IReadOnlyList<CheckpointFile> Files)
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
