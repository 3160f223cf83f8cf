using System.Text.RegularExpressions;
using MuZero.Options;

namespace MuZero.Records;

/// <summary>A checkpoint to be saved: the run's progress and the files that hold it.</summary>
public sealed partial class CheckpointDraft
{
    private readonly Dictionary<string, Action<Stream>> _files = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Training iterations done; the checkpoint's number.</summary>
    public required long Iteration { get; init; }

    /// <summary>Optimiser steps done.</summary>
    public required long Step { get; init; }

    /// <summary>The iteration's results, for <see cref="CheckpointOptions.ScoreAttribute"/>. Those that are not finite are left
    /// out.</summary>
    public IReadOnlyDictionary<string, double> Scores { get; init; } = new Dictionary<string, double>();

    internal IReadOnlyDictionary<string, Action<Stream>> Files => _files;

    /// <summary>Adds a file whose bytes exist already.</summary>
    /// <exception cref="ArgumentException">The name is taken or is not a plain file name.</exception>
    public CheckpointDraft Add(string name, ReadOnlyMemory<byte> content) => Add(name, stream => stream.Write(content.Span));

    /// <summary>Adds a file that <paramref name="write"/> writes, front to back.</summary>
    /// <exception cref="ArgumentException">The name is taken or is not a plain file name.</exception>
    public CheckpointDraft Add(string name, Action<Stream> write)
    {
        if (!IsFileName(name))
        {
            throw new ArgumentException(
                $"'{name}' cannot be a checkpoint's file: use 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit.",
                nameof(name));
        }

        if (!_files.TryAdd(name, write))
        {
            throw new ArgumentException($"The file '{name}' is there already.", nameof(name));
        }

        return this;
    }

    /// <summary>True for names that stay inside a directory on every system.</summary>
    internal static bool IsFileName(string name) =>
        NamePattern().IsMatch(name) && !name.Equals(CheckpointManifest.FileName, StringComparison.OrdinalIgnoreCase);

    // \z and not $, which lets a final newline through.
    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex NamePattern();
}
