using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>One message on its way out: five bytes of frame header and the payload, in one rented array.</summary>
internal sealed class MessageWriter : SerializationContext, IBufferWriter<byte>, IDisposable
{
    internal const int HeaderLength = 5;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(256);
    private int _end = HeaderLength;

    public ReadOnlySpan<byte> WrittenSpan => _buffer.AsSpan(HeaderLength, _end - HeaderLength);

    public int PayloadLength => _end - HeaderLength;

    public override void Complete(byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        payload.CopyTo(GetSpan(payload.Length));
        Advance(payload.Length);
    }

    public override IBufferWriter<byte> GetBufferWriter() => this;

    public override void SetPayloadLength(int payloadLength) => Reserve(payloadLength);

    public override void Complete()
    {
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _end);
        _end += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(1, sizeHint));
        return _buffer.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>The frame as it goes to the wire; valid until this is disposed.</summary>
    public ReadOnlyMemory<byte> Frame(bool compress, CompressionLevel level)
    {
        if (compress)
        {
            Compress(level);
        }

        _buffer[0] = compress ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(1), (uint)PayloadLength);
        return _buffer.AsMemory(0, _end);
    }

    public void Dispose()
    {
        byte[] rented = _buffer;
        _buffer = [];
        _end = 0;
        if (rented.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void Compress(CompressionLevel level)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, level, leaveOpen: true))
        {
            gzip.Write(WrittenSpan);
        }

        _end = HeaderLength;
        packed.GetBuffer().AsSpan(0, (int)packed.Length).CopyTo(GetSpan((int)packed.Length));
        Advance((int)packed.Length);
    }

    private void Reserve(int more)
    {
        int needed = checked(_end + more);
        if (needed <= _buffer.Length)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max(needed, _buffer.Length * 2L)));
        _buffer.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
