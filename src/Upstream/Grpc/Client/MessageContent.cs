using System.Net;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>The body of a request with one message.</summary>
internal sealed class MessageContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _frame;

    public MessageContent(ReadOnlyMemory<byte> frame)
    {
        _frame = frame;
        Headers.TryAddWithoutValidation("Content-Type", HeaderNames.ContentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        stream.WriteAsync(_frame, cancellationToken).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
