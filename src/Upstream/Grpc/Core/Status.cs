namespace Grpc.Core;

/// <summary>A status code with its text, as the trailers of a call carry it.</summary>
public readonly struct Status(StatusCode statusCode, string detail, Exception? debugException)
{
    // Null only in default(Status), which is success.
    private readonly string? _detail = detail;

    /// <summary>A status without an exception behind it.</summary>
    public Status(StatusCode statusCode, string detail)
        : this(statusCode, detail, null)
    {
    }

    /// <summary>Success, with no text.</summary>
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");

    /// <summary>Cancelled, with no text.</summary>
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    /// <summary>The code.</summary>
    public StatusCode StatusCode { get; } = statusCode;

    /// <summary>What happened, for people; empty when nothing was said.</summary>
    public string Detail => _detail ?? "";

    /// <summary>What this side of the wire met; never sent.</summary>
    public Exception? DebugException { get; } = debugException;

    /// <inheritdoc/>
    public override string ToString() => DebugException is null
        ? $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")"
        : $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\", DebugException=\"{DebugException.GetType()}: {DebugException.Message}\")";
}
