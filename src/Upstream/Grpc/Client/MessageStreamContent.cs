using System.Net;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>The body of a request with many messages: open until completed, written to from outside.</summary>
/// <remarks>It is sent once: a handler that tries again on another connection would leave out what the first has taken.</remarks>
internal sealed class MessageStreamContent : HttpContent
{
    private readonly CancellationToken _stopped;
    private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="stopped">Cancelled when the call has ended.</param>
    public MessageStreamContent(CancellationToken stopped)
    {
        _stopped = stopped;
        Headers.TryAddWithoutValidation("Content-Type", HeaderNames.ContentType);
    }

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
        if (!_stream.TrySetResult(stream))
        {
            throw new IOException("The server left before it began the call, and a request stream cannot be sent again.");
        }

        // Not the handler's token: when the server gives the stream up, the handler cancels it, and would then report
        // the cancellation in place of the server's reason.
        await _complete.Task.WaitAsync(_stopped).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
