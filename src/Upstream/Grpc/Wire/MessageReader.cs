using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Messages from a body, one after another. A length is checked before anything is allocated for it.</summary>
/// <param name="body">The body's bytes.</param>
/// <param name="encoding">The body's <c>grpc-encoding</c>; null is identity.</param>
/// <param name="limitBytes">Largest message, packed and unpacked; null is no limit.</param>
internal sealed class MessageReader(Stream body, string? encoding, int? limitBytes)
{
    // What is rented before any of the payload has arrived: a length alone costs the sender nothing.
    private const int FirstRent = 64 * 1024;

    private readonly byte[] _header = new byte[MessageWriter.HeaderLength];

    /// <summary>The next message, or none at the end of the body.</summary>
    /// <exception cref="RpcException">The bytes break the protocol or a limit.</exception>
    public async ValueTask<(bool Found, T? Message)> ReadAsync<T>(Func<DeserializationContext, T> deserializer, CancellationToken cancellation)
        where T : class
    {
        int arrived = await body.ReadAtLeastAsync(_header, _header.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        if (arrived == 0)
        {
            return (false, null);
        }

        if (arrived < _header.Length)
        {
            throw Violation("Incomplete message: the body ends inside a frame header.");
        }

        bool packed = IsPacked(_header[0]);
        int length = CheckedLength(BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(1)));
        byte[] payload = await ReadPayload(length, cancellation).ConfigureAwait(false);
        try
        {
            return (true, packed ? Unpacked(payload, length, deserializer) : Parsed(payload, length, deserializer));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(payload);
        }
    }

    private bool IsPacked(byte flag) => flag switch
    {
        0 => false,
        1 when encoding is null or Encodings.Identity =>
            throw Violation("A message is marked as compressed, and the call has no grpc-encoding."),
        1 when encoding != Encodings.Gzip => throw new RpcException(
            new Status(StatusCode.Unimplemented, $"grpc-encoding '{encoding}' is not supported; {Encodings.Accepted} are.")),
        1 => true,
        _ => throw Violation($"A frame header has the compression flag {flag}; 0 and 1 are known."),
    };

    private int CheckedLength(uint declared)
    {
        uint limit = (uint)(limitBytes ?? Array.MaxLength);
        return declared <= limit ? (int)declared : throw TooLarge($"{declared} bytes");
    }

    private async ValueTask<byte[]> ReadPayload(int length, CancellationToken cancellation)
    {
        byte[] payload = ArrayPool<byte>.Shared.Rent(Math.Min(length, FirstRent));
        int filled = 0;
        try
        {
            while (filled < length)
            {
                payload = filled == payload.Length ? Grown(payload, filled, length) : payload;
                Memory<byte> room = payload.AsMemory(filled, Math.Min(payload.Length, length) - filled);
                int arrived = await body.ReadAsync(room, cancellation).ConfigureAwait(false);
                if (arrived == 0)
                {
                    throw Violation($"Incomplete message: {filled} of {length} bytes.");
                }

                filled += arrived;
            }

            return payload;
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(payload);
            throw;
        }
    }

    private T Unpacked<T>(byte[] packed, int packedLength, Func<DeserializationContext, T> deserializer)
    {
        int limit = limitBytes ?? Array.MaxLength;
        byte[] plain = ArrayPool<byte>.Shared.Rent(Math.Min(limit, FirstRent));
        int filled = 0;
        try
        {
            using GZipStream gzip = new(new MemoryStream(packed, 0, packedLength), CompressionMode.Decompress);
            while (true)
            {
                plain = filled == plain.Length ? Grown(plain, filled, Array.MaxLength) : plain;
                int arrived = gzip.Read(plain.AsSpan(filled));
                filled += arrived;
                if (filled > limit)
                {
                    throw TooLarge("more bytes once decompressed");
                }

                if (arrived == 0)
                {
                    return Parsed(plain, filled, deserializer);
                }
            }
        }
        catch (InvalidDataException broken)
        {
            throw new RpcException(new Status(StatusCode.Internal, "A compressed message is not gzip.", broken));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    private static T Parsed<T>(byte[] payload, int length, Func<DeserializationContext, T> deserializer) =>
        deserializer(new MessagePayload(payload.AsMemory(0, length)));

    private static byte[] Grown(byte[] full, int filled, int wanted)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(wanted, Math.Max(full.Length, 1) * 2L));
        full.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    private RpcException TooLarge(string size) => new(new Status(
        StatusCode.ResourceExhausted, $"Received message exceeds the maximum configured message size: {size}, the limit is {limitBytes}."));

    private static RpcException Violation(string what) => new(new Status(StatusCode.Internal, what));
}
