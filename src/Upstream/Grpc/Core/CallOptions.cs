namespace Grpc.Core;

/// <summary>What one call may be given besides its messages.</summary>
public struct CallOptions(
    Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default,
    WriteOptions? writeOptions = null, ContextPropagationToken? propagationToken = null, CallCredentials? credentials = null)
{
    /// <summary>Headers to send.</summary>
    public Metadata? Headers { get; private set; } = headers;

    /// <summary>When the call fails with <see cref="StatusCode.DeadlineExceeded"/>, in UTC; null or <see cref="DateTime.MaxValue"/> is never.</summary>
    public DateTime? Deadline { get; private set; } = deadline;

    /// <summary>Gives the call up when cancelled.</summary>
    public CancellationToken CancellationToken { get; private set; } = cancellationToken;

    /// <summary>How request messages are written.</summary>
    public WriteOptions? WriteOptions { get; private set; } = writeOptions;

    /// <summary>The call on whose behalf this one is made.</summary>
    public ContextPropagationToken? PropagationToken { get; } = propagationToken;

    /// <summary>What adds this call's own credentials to its headers.</summary>
    public CallCredentials? Credentials { get; } = credentials;

    /// <summary>The same with other headers.</summary>
    public readonly CallOptions WithHeaders(Metadata headers) => this with { Headers = headers };

    /// <summary>The same with another deadline.</summary>
    public readonly CallOptions WithDeadline(DateTime deadline) => this with { Deadline = deadline };

    /// <summary>The same with another cancellation token.</summary>
    public readonly CallOptions WithCancellationToken(CancellationToken cancellationToken) =>
        this with { CancellationToken = cancellationToken };

    /// <summary>The same with other write options.</summary>
    public readonly CallOptions WithWriteOptions(WriteOptions writeOptions) => this with { WriteOptions = writeOptions };
}

/// <summary>Stands for a server call whose deadline and cancellation a new call takes on.</summary>
public class ContextPropagationToken
{
    internal ContextPropagationToken(DateTime deadline, CancellationToken cancellationToken)
    {
        Deadline = deadline;
        CancellationToken = cancellationToken;
    }

    internal DateTime Deadline { get; }

    internal CancellationToken CancellationToken { get; }
}

/// <summary>Which parts of a server call a new call takes on.</summary>
public class ContextPropagationOptions(bool propagateDeadline = true, bool propagateCancellation = true)
{
    /// <summary>Both parts.</summary>
    public static readonly ContextPropagationOptions Default = new();

    /// <summary>Whether the new call ends by the same deadline.</summary>
    public bool IsPropagateDeadline { get; } = propagateDeadline;

    /// <summary>Whether the new call is cancelled with the server call.</summary>
    public bool IsPropagateCancellation { get; } = propagateCancellation;
}

/// <summary>Wishes about one written message.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>More follows at once; the message may wait in a buffer.</summary>
    BufferHint = 1,

    /// <summary>The message is not compressed even when the call is.</summary>
    NoCompress = 2,
}

/// <summary>How messages are written.</summary>
public class WriteOptions(WriteFlags flags = WriteFlags.None)
{
    /// <summary>No flags.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>The flags.</summary>
    public WriteFlags Flags { get; } = flags;
}
