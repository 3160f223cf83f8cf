using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server;

/// <summary>What goes back to the caller: headers, messages, and one status at the end. Writes take turns.</summary>
internal sealed class ServerResponse(HttpContext http, GrpcServiceOptions options) : IDisposable
{
    // Messages up to this size wait for what follows them, so that a small answer and its trailers leave together.
    private const int LargestUnflushed = 16 * 1024;

    private readonly SemaphoreSlim _turn = new(1);
    private bool _isStarted;
    private bool _isEnded;
    private bool _isPacked;

    /// <summary>Sends the headers.</summary>
    /// <exception cref="InvalidOperationException">They are on their way.</exception>
    public async Task WriteHeaders(Metadata headers, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            ThrowIfEnded();
            if (_isStarted)
            {
                throw new InvalidOperationException("Response headers can only be sent once, before the first response.");
            }

            Start(headers);
            await http.Response.StartAsync(cancellation).ConfigureAwait(false);
            await http.Response.BodyWriter.FlushAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Sends one message; without a flush it may wait for what follows.</summary>
    public async Task Write<T>(T message, Marshaller<T> marshaller, WriteFlags flags, bool flush, CancellationToken cancellation)
        where T : class
    {
        using MessageWriter writer = new();
        marshaller.ContextualSerializer(message, writer);
        if (writer.PayloadLength > options.MaxSendMessageSize)
        {
            throw new RpcException(new Status(
                StatusCode.ResourceExhausted,
                $"Sending message exceeds the maximum configured message size: {writer.PayloadLength} bytes, the limit is {options.MaxSendMessageSize}."));
        }

        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            ThrowIfEnded();
            Start(Metadata.Empty);
            bool packs = _isPacked && !flags.HasFlag(WriteFlags.NoCompress);
            ReadOnlyMemory<byte> frame = writer.Frame(packs, options.ResponseCompressionLevel ?? CompressionLevel.Fastest);
            http.Response.BodyWriter.Write(frame.Span);
            if (flush || frame.Length > LargestUnflushed)
            {
                await http.Response.BodyWriter.FlushAsync(cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the response; later writes fail, a second end does nothing.</summary>
    /// <remarks>An error before anything was sent is Trailers-Only: the status goes into the headers, and nothing follows.</remarks>
    public async Task End(Status status, params Metadata[] trailers)
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (_isEnded)
            {
                return;
            }

            _isEnded = true;
            bool isOnly = !_isStarted && status.StatusCode != StatusCode.OK;
            if (!isOnly)
            {
                Start(Metadata.Empty);
            }

            Action<string, string> add = isOnly ? AddHeader : AddTrailer;
            add(HeaderNames.Status, ((int)status.StatusCode).ToString(CultureInfo.InvariantCulture));
            if (!string.IsNullOrEmpty(status.Detail))
            {
                add(HeaderNames.Message, PercentEncoding.Encode(status.Detail));
            }

            Array.ForEach(trailers, part => HeaderCodec.Send(part, add));
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private void Start(Metadata headers)
    {
        if (_isStarted)
        {
            return;
        }

        _isStarted = true;
        string? wanted = headers.GetValue(Metadata.CompressionRequest) ?? options.ResponseCompressionAlgorithm;
        string? accepted = http.Request.Headers[HeaderNames.AcceptEncoding];
        _isPacked = wanted == Encodings.Gzip && Encodings.Accepts(accepted, Encodings.Gzip);
        if (_isPacked)
        {
            http.Response.Headers[HeaderNames.Encoding] = Encodings.Gzip;
        }

        HeaderCodec.Send(headers, AddHeader);
    }

    private void AddHeader(string name, string value) => http.Response.Headers.Append(name, value);

    private void AddTrailer(string name, string value) => http.Response.AppendTrailer(name, value);

    private void ThrowIfEnded()
    {
        if (_isEnded)
        {
            throw new InvalidOperationException("The call has ended; nothing more can be written.");
        }
    }
}
