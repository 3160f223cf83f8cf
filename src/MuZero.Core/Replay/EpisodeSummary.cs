using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using MuZero.SelfPlay;

namespace MuZero.Replay;

/// <summary>The facts that accompany an episode's frame, so that a buffer need not open it.</summary>
/// <param name="Game">The game's id.</param>
/// <param name="GameVersion">The game's version.</param>
/// <param name="Producer">Who played it.</param>
/// <param name="Sequence">The producer's running number.</param>
/// <param name="Positions">Its decisions.</param>
/// <param name="SizeBytes">Managed bytes that it takes once decoded (<see cref="Episode.SizeBytes"/>).</param>
/// <param name="FirstWeightVersion">Version of the weights that chose the first move.</param>
internal sealed record EpisodeSummary(string Game, int GameVersion, string Producer, long Sequence, int Positions, long SizeBytes,
    long FirstWeightVersion)
{
    /// <summary>The summary of an episode.</summary>
    public static EpisodeSummary Of(Episode episode)
        => new(episode.Game, episode.GameVersion, episode.Producer, episode.Sequence, episode.Length, episode.SizeBytes,
            episode.FirstWeightVersion);
}

/// <summary>An episode's summary as the bytes of a frame's header.</summary>
/// <remarks>Little-endian: game version (4), positions (4), size in bytes (8), sequence (8), first weight version (8), lengths of the
/// game's id and the producer's name (1 each), and these in UTF-8. The frame's checksum covers it.</remarks>
internal static class EpisodeHeader
{
    /// <summary>Bytes at most: both names at their longest.</summary>
    public const int MaxBytes = FixedBytes + (2 * byte.MaxValue);

    private const int FixedBytes = 34;
    private const int GameLengthOffset = 32;
    private const int ProducerLengthOffset = 33;

    /// <summary>Bytes of a summary.</summary>
    /// <exception cref="ArgumentException">A name is longer than 255 bytes.</exception>
    public static int Length(EpisodeSummary summary) => FixedBytes + Bytes(summary.Game) + Bytes(summary.Producer);

    public static void Write(EpisodeSummary summary, Span<byte> header)
    {
        BinaryPrimitives.WriteInt32LittleEndian(header, summary.GameVersion);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], summary.Positions);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], summary.SizeBytes);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], summary.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], summary.FirstWeightVersion);
        int game = Encoding.UTF8.GetBytes(summary.Game, header[FixedBytes..]);
        header[GameLengthOffset] = (byte)game;
        header[ProducerLengthOffset] = (byte)Encoding.UTF8.GetBytes(summary.Producer, header[(FixedBytes + game)..]);
    }

    /// <summary>Reads a summary.</summary>
    /// <returns>False if the bytes are not exactly one header.</returns>
    public static bool TryRead(ReadOnlySpan<byte> header, [NotNullWhen(true)] out EpisodeSummary? summary)
    {
        summary = null;
        if (header.Length < FixedBytes || header.Length != FixedBytes + header[GameLengthOffset] + header[ProducerLengthOffset])
        {
            return false;
        }

        ReadOnlySpan<byte> names = header[FixedBytes..];
        summary = new EpisodeSummary(
            Encoding.UTF8.GetString(names[..header[GameLengthOffset]]),
            BinaryPrimitives.ReadInt32LittleEndian(header),
            Encoding.UTF8.GetString(names[header[GameLengthOffset]..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(header[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[24..]));
        return true;
    }

    private static int Bytes(string name)
    {
        int bytes = Encoding.UTF8.GetByteCount(name);
        return bytes <= byte.MaxValue ? bytes
            : throw new ArgumentException($"The name '{name}' has {bytes} bytes; at most 255 fit into an episode's frame.", nameof(name));
    }
}
