using System.Buffers.Binary;
using System.Globalization;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Replay;
using MuZero.SelfPlay;

namespace MuZero.Records;

/// <summary>A run's episodes as files of a directory: 000001.episodes and so on, one per process that played, in the order in which
/// episodes ended. Safe for many threads.</summary>
/// <remarks>Little-endian: "MZEL", format version (4), then for each episode the length of its frame (4) and the frame
/// (<see cref="EpisodeCodec"/>), which carries a checksum. A process that is killed can leave a part of its last episode, which readers
/// pass over.</remarks>
internal sealed class EpisodeLog : IDisposable
{
    /// <summary>The directory within a run's.</summary>
    public const string DirectoryName = "episodes";

    /// <summary>The names of the files.</summary>
    public const string Pattern = "*.episodes";

    private const int FormatVersion = 1;
    private const int HeaderBytes = 8;

    private readonly Lock _gate = new();
    private readonly FileStream _file;

    /// <summary>Begins the next file of a directory, which is made if it is missing.</summary>
    public EpisodeLog(string directory)
    {
        Directory.CreateDirectory(directory);
        int last = Directory.EnumerateFiles(directory, Pattern)
            .Max(path => int.TryParse(Path.GetFileNameWithoutExtension(path), out int number) ? number : (int?)0) ?? 0;
        _file = new FileStream(
            Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{last + 1:D6}.episodes")), FileMode.CreateNew);
        Span<byte> header = stackalloc byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], FormatVersion);
        _file.Write(header);
    }

    private static ReadOnlySpan<byte> Magic => "MZEL"u8;

    /// <summary>Writes an episode; one without decisions is left out.</summary>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public void Append(Episode episode)
    {
        if (episode.Length == 0)
        {
            return;
        }

        byte[] frame = EpisodeCodec.Encode(episode);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, frame.Length);
        try
        {
            lock (_gate)
            {
                _file.Write(length);
                _file.Write(frame);
            }
        }
        catch (IOException fault)
        {
            throw new UserException(ExitCode.RunFailed,
                $"{_file.Name} cannot be written ({fault.Message.TrimEnd('.')}). Free space, or set replay.log to false, and --resume.",
                fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>The episodes of one file, in order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="game">Plays the episodes again to restore their observations.</param>
    /// <param name="report">Receives a line if the last episode was not written whole.</param>
    /// <exception cref="CorruptDataException">The file is damaged, or an episode does not follow the rules.</exception>
    /// <exception cref="IncompatibleException">The episodes belong to another game or version, or the file to a newer program.</exception>
    public static IEnumerable<Episode> Read(string path, IGame game, Action<string> report)
    {
        using FileStream file = File.OpenRead(path);
        RequireHeader(file, path);
        byte[] length = new byte[sizeof(int)];
        for (long number = 1; file.Position < file.Length; number++)
        {
            int bytes = file.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) == length.Length
                ? BinaryPrimitives.ReadInt32LittleEndian(length)
                : int.MaxValue;
            if (bytes < 0 || (bytes > EpisodeCodec.MaxRawBytes + EpisodeCodec.MaxFrameOverheadBytes && file.Position < file.Length))
            {
                throw new CorruptDataException($"Episode {number} of {path} claims {bytes:N0} bytes; remove the file and use others.");
            }

            if (bytes > file.Length - file.Position)
            {
                report($"{path}: episode {number} was not written whole and is passed over");
                yield break;
            }

            yield return Decode(file, bytes, path, number, game);
        }
    }

    private static Episode Decode(FileStream file, int bytes, string path, long number, IGame game)
    {
        byte[] frame = new byte[bytes];
        file.ReadExactly(frame);
        try
        {
            return EpisodeCodec.Decode(frame, game);
        }
        catch (CorruptDataException fault)
        {
            throw new CorruptDataException($"Episode {number} of {path}: {fault.Message}", fault);
        }
    }

    private static void RequireHeader(FileStream file, string path)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes || !header.StartsWith(Magic))
        {
            throw new CorruptDataException(
                $"{path} is not a file of episodes. Name a run, a checkpoint, or a file that replay.log wrote.");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        if (version > FormatVersion)
        {
            throw new IncompatibleException(
                $"{path} has format version {version} and this program reads up to {FormatVersion}; use a newer program.");
        }
    }
}
