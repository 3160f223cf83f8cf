namespace Grpc.Core;

/// <summary>A call that did not end with <see cref="StatusCode.OK"/>: thrown by clients, and by handlers to choose their status.</summary>
public class RpcException(Status status, Metadata trailers, string message)
    : Exception(message, status.DebugException)
{
    /// <summary>A failure with a status and no trailers.</summary>
    public RpcException(Status status)
        : this(status, Metadata.Empty)
    {
    }

    /// <summary>A failure with a status and a message of its own.</summary>
    public RpcException(Status status, string message)
        : this(status, Metadata.Empty, message)
    {
    }

    /// <summary>A failure with a status and trailers.</summary>
    public RpcException(Status status, Metadata trailers)
        : this(status, trailers, status.ToString())
    {
    }

    /// <summary>How the call ended.</summary>
    public Status Status { get; } = status;

    /// <summary>The code of <see cref="Status"/>.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>The trailers received, or to send.</summary>
    public Metadata Trailers { get; } = trailers ?? throw new ArgumentNullException(nameof(trailers));
}
