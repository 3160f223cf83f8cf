using System.Buffers;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>One received message, decompressed, for a deserializer.</summary>
internal sealed class MessagePayload(ReadOnlyMemory<byte> payload) : DeserializationContext
{
    public override int PayloadLength => payload.Length;

    public override byte[] PayloadAsNewBuffer() => payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(payload);
}
