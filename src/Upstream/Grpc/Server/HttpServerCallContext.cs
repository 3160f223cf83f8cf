using System.Net.Sockets;
using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server;

/// <summary>A call over an HTTP request, with its deadline and cancellation.</summary>
internal sealed class HttpServerCallContext : ServerCallContext, IDisposable
{
    private readonly HttpContext _http;
    private readonly IMethod _method;
    private readonly CancellationTokenSource _cancel;
    private readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DeadlineTimer? _timer;
    private DateTime _deadline = DateTime.MaxValue;
    private Metadata? _requestHeaders;
    private AuthContext? _authContext;

    public HttpServerCallContext(HttpContext http, IMethod method, GrpcServiceOptions options)
    {
        _http = http;
        _method = method;
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        Options = options;
        Response = new ServerResponse(http, options);
        Requests = new MessageReader(http.Request.Body, http.Request.Headers[HeaderNames.Encoding], options.MaxReceiveMessageSize);
    }

    public GrpcServiceOptions Options { get; }

    public HttpContext Http => _http;

    public ServerResponse Response { get; }

    public MessageReader Requests { get; }

    /// <summary>Done when the deadline has passed.</summary>
    public Task DeadlinePassed => _passed.Task;

    public WriteFlags Flags => WriteOptionsCore?.Flags ?? WriteFlags.None;

    /// <summary>Reads what the request's headers say of the call.</summary>
    /// <exception cref="RpcException">They break the protocol, or ask for what is not here.</exception>
    public void Accept()
    {
        if (Options.MaxRequestMetadataSize is { } limit && MetadataSize() > limit)
        {
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"The metadata is too large: {MetadataSize()} bytes, the limit is {limit}."));
        }

        if (_http.Request.Headers[HeaderNames.Timeout].ToString() is { Length: > 0 } text)
        {
            _deadline = Timeouts.TryDecode(text, out TimeSpan timeout)
                ? Timeouts.Deadline(DateTime.UtcNow, timeout)
                : throw new RpcException(new Status(StatusCode.Internal, $"grpc-timeout '{text}' is not up to eight digits and one of HMSmun."));
            _timer = _deadline == DateTime.MaxValue ? null : new DeadlineTimer(_deadline, PassDeadline);
        }

        string? encoding = _http.Request.Headers[HeaderNames.Encoding];
        if (!Encodings.IsKnown(encoding))
        {
            _http.Response.Headers[HeaderNames.AcceptEncoding] = Encodings.Accepted;
            throw new RpcException(new Status(StatusCode.Unimplemented, $"grpc-encoding '{encoding}' is not supported; {Encodings.Accepted} are."));
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        Response.Dispose();
        _cancel.Dispose();
    }

    protected override string MethodCore => _method.FullName;

    protected override string HostCore => _http.Request.Host.Value ?? "";

    protected override string PeerCore => _http.Connection.RemoteIpAddress switch
    {
        null => "unknown",
        { AddressFamily: AddressFamily.InterNetworkV6 } address => $"ipv6:[{address}]:{_http.Connection.RemotePort}",
        { } address => $"ipv4:{address}:{_http.Connection.RemotePort}",
    };

    protected override DateTime DeadlineCore => _deadline;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= ReadRequestHeaders();

    protected override CancellationToken CancellationTokenCore => _cancel.Token;

    protected override Metadata ResponseTrailersCore { get; } = [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => _authContext ??= CertificateIdentity.Of(_http.Connection.ClientCertificate);

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        return Response.WriteHeaders(responseHeaders, _cancel.Token);
    }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options)
    {
        options ??= ContextPropagationOptions.Default;
        return new ContextPropagationToken(
            options.IsPropagateDeadline ? _deadline : DateTime.MaxValue, options.IsPropagateCancellation ? _cancel.Token : default);
    }

    private int MetadataSize()
    {
        // What HTTP/2 counts for a field beyond its name and value.
        const int Overhead = 32;
        int size = 0;
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in _http.Request.Headers)
        {
            foreach (string? value in values)
            {
                size += name.Length + (value?.Length ?? 0) + Overhead;
            }
        }

        return size;
    }

    private Metadata ReadRequestHeaders()
    {
        Metadata metadata = [];
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in _http.Request.Headers)
        {
            foreach (string? value in values)
            {
                HeaderCodec.Receive(metadata, name, value ?? "");
            }
        }

        return metadata;
    }

    private void PassDeadline()
    {
        _passed.TrySetResult();
        try
        {
            _cancel.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The handler returned at the same moment.
        }
    }
}
