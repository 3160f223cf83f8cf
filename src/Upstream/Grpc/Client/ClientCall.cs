using System.IO.Compression;
using System.Net;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>One call on the client, of any kind.</summary>
internal sealed class ClientCall<TRequest, TResponse> : IDisposable
    where TRequest : class
    where TResponse : class
{
    private readonly GrpcChannel _channel;
    private readonly Method<TRequest, TResponse> _method;
    private readonly string? _host;
    private readonly CallOptions _options;
    private readonly DateTime _deadline;
    private readonly string? _encoding;
    private readonly CallLifetime _lifetime;
    private readonly TaskCompletionSource<Metadata> _headers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HttpResponseMessage? _response;
    private Task<MessageReader?> _opened = Task.FromResult<MessageReader?>(null);

    public ClientCall(GrpcChannel channel, Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        _channel = channel;
        _method = method;
        _host = host;
        _options = options;
        _deadline = CallDeadline.Of(options);
        _encoding = options.Headers?.GetValue(Metadata.CompressionRequest);
        _lifetime = new CallLifetime(
            _deadline, options.CancellationToken, options.PropagationToken?.CancellationToken ?? default, channel.Disposed);
    }

    public Task<Metadata> Headers => _headers.Task;

    public CallLifetime Lifetime => _lifetime;

    public MethodType Type => _method.Type;

    public WriteOptions? WriteOptions => _options.WriteOptions;

    /// <summary>Sends the one request.</summary>
    public void Start(TRequest request)
    {
        try
        {
            // Not returned to the pool: the handler may read the frame after the call has ended, and again when it retries.
            MessageWriter message = new();
            _opened = Open(new MessageContent(Frame(message, request, null)));
        }
        catch (Exception unsent) when (unsent is not OutOfMemoryException)
        {
            Fail(StatusMapping.OfException(unsent));
        }
    }

    /// <summary>Opens the request stream.</summary>
    public ClientStreamWriter<TRequest, TResponse> StartStream()
    {
        MessageStreamContent content = new(_lifetime.Stopped);
        _opened = Open(content);
        return new ClientStreamWriter<TRequest, TResponse>(this, content);
    }

    /// <summary>A request as it goes to the wire, in the writer's buffer.</summary>
    public ReadOnlyMemory<byte> Frame(MessageWriter message, TRequest request, WriteOptions? options)
    {
        _method.RequestMarshaller.ContextualSerializer(request, message);
        if (message.PayloadLength > _channel.MaxSendMessageSize)
        {
            throw new RpcException(new Status(
                StatusCode.ResourceExhausted,
                $"Sending message exceeds the maximum configured message size: {message.PayloadLength} bytes, the limit is {_channel.MaxSendMessageSize}."));
        }

        bool isPlain = ((options ?? WriteOptions)?.Flags ?? WriteFlags.None).HasFlag(WriteFlags.NoCompress);
        return message.Frame(_encoding == Encodings.Gzip && !isPlain, CompressionLevel.Fastest);
    }

    /// <summary>The one response, once the status says that it counts.</summary>
    public async Task<TResponse> SingleResponse()
    {
        TResponse? response = null;
        try
        {
            if (await _opened.ConfigureAwait(false) is { } reader)
            {
                (_, response) = await Read(reader).ConfigureAwait(false);
                if (response is not null && (await Read(reader).ConfigureAwait(false)).Found)
                {
                    throw new RpcException(new Status(StatusCode.Internal, "The server sent a second message; the call has one."));
                }

                EndByTrailers(isEmpty: response is null);
            }
        }
        catch (Exception broken)
        {
            Fail(StatusMapping.OfException(broken));
        }

        CallEnd end = await _lifetime.Ended.ConfigureAwait(false);
        return end.Status.StatusCode == StatusCode.OK ? response! : throw Failure(end);
    }

    /// <summary>The next response, or null after the last.</summary>
    public async Task<TResponse?> Next()
    {
        try
        {
            if (await _opened.ConfigureAwait(false) is { } reader && !_lifetime.Ended.IsCompleted)
            {
                (bool found, TResponse? response) = await Read(reader).ConfigureAwait(false);
                if (found)
                {
                    return response;
                }

                EndByTrailers(isEmpty: false);
            }
        }
        catch (Exception broken)
        {
            Fail(StatusMapping.OfException(broken));
        }

        CallEnd end = await _lifetime.Ended.ConfigureAwait(false);
        return end.Status.StatusCode == StatusCode.OK ? null : throw Failure(end);
    }

    public Status GetStatus() => End().Status;

    public Metadata GetTrailers() => End().Trailers;

    public void Dispose() => _lifetime.Cancel("gRPC call disposed.");

    public void Fail(Status status) => _lifetime.TryEnd(status, []);

    /// <summary>What a call that ended so throws.</summary>
    public Exception Failure(CallEnd end)
    {
        RpcException failure = new(end.Status, end.Trailers);
        return _channel.ThrowsOperationCanceled && _options.CancellationToken.IsCancellationRequested && end.Status.StatusCode == StatusCode.Cancelled
            ? new OperationCanceledException(end.Status.Detail, failure, _options.CancellationToken)
            : failure;
    }

    private ValueTask<(bool Found, TResponse? Message)> Read(MessageReader reader) =>
        reader.ReadAsync(_method.ResponseMarshaller.ContextualDeserializer, _lifetime.Stopped);

    // Sends the request and takes the response's headers in. Ends the call when either fails; never throws.
    private async Task<MessageReader?> Open(HttpContent content)
    {
        try
        {
            if (_deadline <= DateTime.UtcNow)
            {
                throw new RpcException(new Status(StatusCode.DeadlineExceeded, ""));
            }

            using HttpRequestMessage request = await Request(content).ConfigureAwait(false);
            HttpResponseMessage response = await _channel.Send(request, _lifetime.Stopped).ConfigureAwait(false);
            _response = response;
            _lifetime.Stopped.UnsafeRegister(static received => ((HttpResponseMessage)received!).Dispose(), response);
            Metadata headers = Accept(response);
            _headers.TrySetResult(headers);
            if (_lifetime.Ended.IsCompleted)
            {
                return null;
            }

            Stream body = await response.Content.ReadAsStreamAsync(_lifetime.Stopped).ConfigureAwait(false);
            return new MessageReader(body, RequestHeaders.Single(response.Headers, HeaderNames.Encoding), _channel.MaxReceiveMessageSize);
        }
        catch (Exception unreached)
        {
            Fail(StatusMapping.OfException(unreached));
            _headers.TrySetException(Failure(await _lifetime.Ended.ConfigureAwait(false)));
            _ = _headers.Task.Exception;
            return null;
        }
    }

    private async Task<HttpRequestMessage> Request(HttpContent content)
    {
        if (!Encodings.IsKnown(_encoding))
        {
            throw new RpcException(new Status(StatusCode.Internal, $"{Metadata.CompressionRequest} '{_encoding}' is unknown; {Encodings.Accepted} are."));
        }

        Metadata metadata = await CallDeadline.WithCredentials(_channel, _options, _method, _lifetime.Stopped).ConfigureAwait(false);
        HttpRequestMessage request = _channel.Request(_method.FullName);
        request.Content = content;
        request.Headers.Host = _host;
        RequestHeaders.Write(request.Headers, metadata, _deadline, _encoding);
        return request;
    }

    // Checks the response's head. One that carries the status already is all there is of the response.
    private Metadata Accept(HttpResponseMessage response)
    {
        string? contentType = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : null;
        string? status = RequestHeaders.Single(response.Headers, HeaderNames.Status);
        if (status is null && (response.StatusCode != HttpStatusCode.OK || !HeaderNames.IsGrpc(contentType)))
        {
            throw new RpcException(new Status(
                StatusMapping.OfHttpStatus(response.StatusCode),
                $"Not a gRPC response: HTTP status {(int)response.StatusCode}, content type '{contentType}'."));
        }

        Metadata headers = RequestHeaders.Read(response.Headers);
        if (status is not null)
        {
            EndBy(response.Headers, status, headers, isEmpty: _method.Type is MethodType.Unary or MethodType.ClientStreaming);
        }

        return headers;
    }

    private void EndByTrailers(bool isEmpty)
    {
        Metadata trailers = RequestHeaders.Read(_response!.TrailingHeaders);
        string? status = RequestHeaders.Single(_response.TrailingHeaders, HeaderNames.Status);
        if (status is null)
        {
            _lifetime.TryEnd(new Status(StatusCode.Unknown, "The response ended without grpc-status."), trailers);
            return;
        }

        EndBy(_response.TrailingHeaders, status, trailers, isEmpty);
    }

    private void EndBy(System.Net.Http.Headers.HttpResponseHeaders fields, string code, Metadata trailers, bool isEmpty)
    {
        Status status = HeaderCodec.StatusOf(code, RequestHeaders.Single(fields, HeaderNames.Message));
        bool isMissing = isEmpty && status.StatusCode == StatusCode.OK;
        _lifetime.TryEnd(isMissing ? new Status(StatusCode.Internal, "Incomplete message: the call succeeded without a response.") : status, trailers);
    }

    private CallEnd End() => _lifetime.Ended.IsCompletedSuccessfully
        ? _lifetime.Ended.Result
        : throw new InvalidOperationException("The call has not ended; its status and trailers are not known yet.");
}
