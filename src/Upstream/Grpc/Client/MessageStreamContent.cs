using System.Net;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>The body of a request with many messages: open until completed, written to from outside.</summary>
internal sealed class MessageStreamContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MessageStreamContent() => Headers.TryAddWithoutValidation("Content-Type", HeaderNames.ContentType);

    /// <summary>Where to write, once there is a connection.</summary>
    public Task<Stream> Stream => _stream.Task;

    /// <summary>Whether no message follows.</summary>
    public bool IsComplete => _complete.Task.IsCompleted;

    /// <summary>No message follows.</summary>
    public void Complete() => _complete.TrySetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // Sends the headers: the server must be able to answer before the first message.
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        _stream.TrySetResult(stream);
        await _complete.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
