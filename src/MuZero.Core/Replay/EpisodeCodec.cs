using System.Buffers.Binary;
using System.IO.Compression;
using Google.Protobuf;
using MuZero.Errors;
using MuZero.Files;
using MuZero.Games;
using MuZero.SelfPlay;
using WireEpisode = MuZero.Replay.Wire.Episode;

namespace MuZero.Replay;

/// <summary>An episode as bytes: one frame with its kind, its length and a checksum. The same bytes go to Redis, to disk and into
/// checkpoints.</summary>
/// <remarks> Little-endian: "MZEP", format version (1 byte), flags (1 byte, bit 0: Brotli), raw length (4), payload length (4), summary,
/// payload, CRC-32C of everything before it (4). The summary, in clear text so that a frame can be passed on without decoding it, is
/// <see cref="EpisodeHeader"/>; format version 1 has none. Version 3 is version 2 with continuous actions. The
/// payload is protos/episode.proto. Observations are not in it; decoding plays
/// the game again, which also proves that the episode is one the rules allow.
/// </remarks>
internal static class EpisodeCodec
{
    /// <summary>The newest format version that <see cref="Decode"/> reads. <see cref="Encode"/> writes it for episodes with continuous
    /// actions, and the one before for all others, so that earlier programs read them.</summary>
    public const byte FormatVersion = 3;

    /// <summary>No episode's protobuf is larger than this: 64 MiB.</summary>
    public const int MaxRawBytes = 64 << 20;

    /// <summary>Bytes that a frame adds to its payload at most.</summary>
    public const int MaxFrameOverheadBytes = PrefixBytes + EpisodeHeader.MaxBytes + sizeof(uint);

    private const byte FormatWithoutSummary = 1;
    private const byte FormatWithoutVectors = 2;
    private const int FormatOffset = 4;
    private const int RawLengthOffset = 6;
    private const int PayloadLengthOffset = 10;
    private const int PrefixBytes = 14;
    private const byte BrotliFlag = 1;
    private const int BrotliWindow = 22;

    // Below this the frame is one network packet anyway.
    private const int LeastCompressedBytes = 512;

    private static readonly MessageParser<WireEpisode> _parser = WireEpisode.Parser.WithDiscardUnknownFields(true);

    private static ReadOnlySpan<byte> Magic => "MZEP"u8;

    /// <summary>The episode's frame.</summary>
    /// <exception cref="ArgumentException">The episode has no decisions, more than <see cref="MaxRawBytes"/> of them, or a name of more
    /// than 255 bytes.</exception>
    public static byte[] Encode(Episode episode)
    {
        if (episode.Length == 0)
        {
            throw new ArgumentException("An episode without decisions cannot be encoded.", nameof(episode));
        }

        byte[] raw = EpisodeWire.ToWire(episode).ToByteArray();
        if (raw.Length > MaxRawBytes)
        {
            throw new ArgumentException($"The episode has {raw.Length:N0} bytes encoded; at most {MaxRawBytes:N0} fit. Set a smaller "
                + "GameSpec.MaxLength.", nameof(episode));
        }

        // The room is smaller than the raw bytes, so compression that does not pay does not fit.
        byte[] room = new byte[raw.Length < LeastCompressedBytes ? 0 : raw.Length - 1];
        EpisodeSummary summary = EpisodeSummary.Of(episode);
        byte version = episode.ActionVectors.Length > 0 ? FormatVersion : FormatWithoutVectors;
        return BrotliEncoder.TryCompress(raw, room, out int written, quality: 1, BrotliWindow)
            ? Frame(version, BrotliFlag, raw.Length, summary, room.AsSpan(0, written))
            : Frame(version, 0, raw.Length, summary, raw);
    }

    /// <summary>The episode of a frame, its observations restored by playing it again.</summary>
    /// <param name="frame">Exactly one frame.</param>
    /// <param name="game">The game that it is an episode of.</param>
    /// <exception cref="CorruptDataException">The bytes are damaged, or the episode is not one that the game's rules allow.</exception>
    /// <exception cref="IncompatibleException">The frame was written by a newer version, or belongs to another game or game
    /// version.</exception>
    public static Episode Decode(ReadOnlySpan<byte> frame, IGame game)
    {
        WireEpisode wire = Parse(frame, out EpisodeSummary? summary);
        GameSpec spec = game.Spec;
        spec.Require(wire.Game, wire.GameVersion, $"Episode {wire.Sequence} of '{wire.Producer}'",
            "Use episodes of the same game and version.");
        if (wire.Actions.Count > spec.MaxLength || (long)wire.Actions.Count * spec.Observation.Length > Array.MaxLength)
        {
            throw Corrupt($"it has {wire.Actions.Count} decisions and the game at most {spec.MaxLength}");
        }

        Episode episode = EpisodeWire.FromWire(wire, spec);
        if (EpisodeCheck.Fault(episode, spec) is { } fault)
        {
            throw Corrupt(fault);
        }

        if (summary is not null && summary != EpisodeSummary.Of(episode))
        {
            throw Corrupt("its header is another episode's");
        }

        EpisodeReplayer.Observe(game, episode, episode.Observations, episode.FinalObservation);
        return episode;
    }

    /// <summary>A frame's facts about its episode, read from its header without decoding it: for code that passes frames on.</summary>
    /// <param name="frame">Exactly one frame.</param>
    /// <param name="spec">The game; gives the size of an observation to frames of format version 1, which have no summary.</param>
    /// <exception cref="CorruptDataException">The bytes are damaged.</exception>
    /// <exception cref="IncompatibleException">The frame was written by a newer version.</exception>
    public static EpisodeSummary Summarize(ReadOnlySpan<byte> frame, GameSpec spec) => frame.Length > FormatOffset
        && frame[FormatOffset] == FormatWithoutSummary
        ? EpisodeSummary.Of(EpisodeWire.FromWire(Parse(frame, out _), spec))
        : Open(frame, out _)!;

    private static WireEpisode Parse(ReadOnlySpan<byte> frame, out EpisodeSummary? summary)
    {
        summary = Open(frame, out ReadOnlySpan<byte> payload);
        try
        {
            return _parser.ParseFrom(Unpack(frame[FormatOffset + 1], payload,
                BinaryPrimitives.ReadInt32LittleEndian(frame[RawLengthOffset..])));
        }
        catch (InvalidProtocolBufferException cause)
        {
            throw Corrupt($"its payload is not an episode: {cause.Message}", cause);
        }
    }

    private static byte[] Frame(byte version, byte flags, int rawLength, EpisodeSummary summary, ReadOnlySpan<byte> payload)
    {
        int header = EpisodeHeader.Length(summary);
        byte[] frame = new byte[PrefixBytes + header + payload.Length + sizeof(uint)];
        Magic.CopyTo(frame);
        frame[FormatOffset] = version;
        frame[FormatOffset + 1] = flags;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(RawLengthOffset), rawLength);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(PayloadLengthOffset), payload.Length);
        EpisodeHeader.Write(summary, frame.AsSpan(PrefixBytes, header));
        payload.CopyTo(frame.AsSpan(PrefixBytes + header));
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(frame.Length - sizeof(uint)),
            Crc32C.Compute(frame.AsSpan(0, frame.Length - sizeof(uint))));
        return frame;
    }

    // The summary, null in format version 1, and the payload of a frame whose prefix and checksum are sound.
    private static EpisodeSummary? Open(ReadOnlySpan<byte> frame, out ReadOnlySpan<byte> payload)
    {
        if (frame.Length < PrefixBytes + sizeof(uint) || !frame.StartsWith(Magic))
        {
            throw Corrupt($"its {frame.Length:N0} bytes do not begin with a frame's header");
        }

        if (frame[FormatOffset] > FormatVersion)
        {
            throw new IncompatibleException($"An episode frame has format version {frame[FormatOffset]} and this program reads up to "
                + $"{FormatVersion}; use a newer program.");
        }

        uint rawLength = BinaryPrimitives.ReadUInt32LittleEndian(frame[RawLengthOffset..]);
        uint payloadLength = BinaryPrimitives.ReadUInt32LittleEndian(frame[PayloadLengthOffset..]);
        ReadOnlySpan<byte> body = frame[PrefixBytes..^sizeof(uint)];
        if (rawLength > MaxRawBytes || payloadLength > body.Length || frame[FormatOffset] < FormatWithoutSummary)
        {
            throw Corrupt($"its header promises {payloadLength:N0} bytes of {rawLength:N0} and {body.Length:N0} follow");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(frame[^sizeof(uint)..]) != Crc32C.Compute(frame[..^sizeof(uint)]))
        {
            throw Corrupt("its checksum does not match");
        }

        payload = body[^(int)payloadLength..];
        ReadOnlySpan<byte> header = body[..^(int)payloadLength];
        EpisodeSummary? summary = null;
        bool isSound = frame[FormatOffset] == FormatWithoutSummary ? header.IsEmpty : EpisodeHeader.TryRead(header, out summary);
        return isSound
            ? summary
            : throw Corrupt($"its header of {header.Length:N0} bytes is not one of format version {frame[FormatOffset]}");
    }

    private static byte[] Unpack(byte flags, ReadOnlySpan<byte> payload, int rawLength)
    {
        if (flags == 0 && payload.Length == rawLength)
        {
            return payload.ToArray();
        }

        if (flags != BrotliFlag)
        {
            throw Corrupt($"flags {flags} and {payload.Length:N0} bytes for {rawLength:N0} do not go together");
        }

        byte[] raw = new byte[rawLength];
        if (!BrotliDecoder.TryDecompress(payload, raw, out int written) || written != rawLength)
        {
            throw Corrupt($"its {payload.Length:N0} compressed bytes do not unpack to {rawLength:N0}");
        }

        return raw;
    }

    private static CorruptDataException Corrupt(string why, Exception? cause = null) =>
        new($"An episode frame is corrupt ({why}); discard it.", cause);
}
