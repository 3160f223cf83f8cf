namespace Grpc.Core;

/// <summary>The outcome of a call, with the numbers of the gRPC protocol.</summary>
public enum StatusCode
{
    /// <summary>The call succeeded.</summary>
    OK = 0,

    /// <summary>The caller gave the call up.</summary>
    Cancelled = 1,

    /// <summary>A failure without a better code, such as an exception that the handler let out.</summary>
    Unknown = 2,

    /// <summary>An argument that no state of the server would make valid.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed before the call was done.</summary>
    DeadlineExceeded = 4,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>What should be created exists.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota, a size limit or space is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The server's state does not allow this; the caller should not retry before changing it.</summary>
    FailedPrecondition = 9,

    /// <summary>A conflict with another operation; the caller may retry the whole sequence.</summary>
    Aborted = 10,

    /// <summary>Past the end of what is valid now.</summary>
    OutOfRange = 11,

    /// <summary>The method does not exist here.</summary>
    Unimplemented = 12,

    /// <summary>A broken invariant, or bytes that break the protocol.</summary>
    Internal = 13,

    /// <summary>The server cannot be reached or does not take calls now; a retry may succeed.</summary>
    Unavailable = 14,

    /// <summary>Stored content is lost or damaged.</summary>
    DataLoss = 15,

    /// <summary>The caller did not say, or could not prove, who it is.</summary>
    Unauthenticated = 16,
}
