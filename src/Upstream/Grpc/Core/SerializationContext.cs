using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a serializer puts one message: either one array, or the buffer and then <see cref="Complete()"/>.</summary>
public abstract class SerializationContext
{
    /// <summary>The whole message as one array.</summary>
    public virtual void Complete(byte[] payload) => throw new NotImplementedException();

    /// <summary>A buffer to write the message to.</summary>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw new NotImplementedException();

    /// <summary>The bytes that are about to be written, so that the buffer is rented once.</summary>
    public virtual void SetPayloadLength(int payloadLength)
    {
    }

    /// <summary>Says that the buffer now holds the whole message.</summary>
    public virtual void Complete() => throw new NotImplementedException();
}

/// <summary>One received message for a deserializer; valid until it returns.</summary>
public abstract class DeserializationContext
{
    /// <summary>Bytes in the message.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>The message in an array of its own.</summary>
    public virtual byte[] PayloadAsNewBuffer() => throw new NotImplementedException();

    /// <summary>The message where it was received.</summary>
    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() => throw new NotImplementedException();
}
