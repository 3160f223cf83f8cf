using System.IO.Compression;

namespace Grpc.AspNetCore.Server;

/// <summary>What calls may carry and what stands around their handlers.</summary>
public class GrpcServiceOptions
{
    /// <summary>Largest request message in bytes; null is no limit.</summary>
    /// <value>4 MiB.</value>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>Largest metadata of a request in bytes, counted as HTTP/2 does (RFC 9113, section 6.5.2); null is what the web server takes.</summary>
    /// <remarks>Not in ASP.NET Core's own options. Kestrel answers 431 above MaxRequestHeadersTotalSize, which callers see as UNKNOWN,
    /// and above twice that, or for one field above MaxRequestHeaderFieldSize, it ends the connection with all its calls.</remarks>
    /// <value>16 KiB.</value>
    public int? MaxRequestMetadataSize { get; set; } = 16 * 1024;

    /// <summary>Largest response message in bytes; null is no limit.</summary>
    /// <value>Null.</value>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>Whether the caller is told the message of an exception that a handler let out.</summary>
    /// <value>Null, which is false.</value>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>What responses are compressed with where the caller takes it: <c>gzip</c> or null.</summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    /// <summary>How hard responses are compressed.</summary>
    /// <value>Null, which is <see cref="CompressionLevel.Fastest"/>.</value>
    public CompressionLevel? ResponseCompressionLevel { get; set; }

    /// <summary>Interceptors, the outermost first.</summary>
    public InterceptorCollection Interceptors { get; } = [];
}

/// <summary>Options of one service; they start as the options of all.</summary>
public class GrpcServiceOptions<TService> : GrpcServiceOptions
    where TService : class;
