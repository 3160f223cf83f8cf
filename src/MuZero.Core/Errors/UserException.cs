namespace MuZero.Errors;

/// <summary>The process's exit codes.</summary>
public enum ExitCode
{
    /// <summary>Success.</summary>
    Ok = 0,

    /// <summary>The run itself failed: an actor or the learner stopped, or a limit was passed.</summary>
    RunFailed = 1,

    /// <summary>The request is not valid: an unknown name, option, key or path.</summary>
    Usage = 2,

    /// <summary>A file is damaged.</summary>
    CorruptData = 3,

    /// <summary>A file is intact but was made for another game, network or version.</summary>
    Incompatible = 4,

    /// <summary>A service does not answer.</summary>
    Unreachable = 5,

    /// <summary>Stopped by the user.</summary>
    Interrupted = 130,
}

/// <summary>A fault that the user can fix. Its message is one line that says what failed, why, and what to do.</summary>
public class UserException : Exception
{
    /// <summary>A fault that ends the program with <paramref name="exitCode"/>.</summary>
    public UserException(ExitCode exitCode, string message, Exception? cause = null)
        : base(message, cause) => ExitCode = exitCode;

    /// <summary>The process's exit code for this fault.</summary>
    public ExitCode ExitCode { get; }

    /// <summary>A fault in what the user typed or configured (exit code 2).</summary>
    public static UserException Usage(string message) => new(ExitCode.Usage, message);
}

/// <summary>A file or message whose bytes are damaged (exit code 3).</summary>
public sealed class CorruptDataException(string message, Exception? cause = null) : UserException(ExitCode.CorruptData, message, cause);

/// <summary>An intact file or message of another game, network or version (exit code 4).</summary>
public sealed class IncompatibleException(string message) : UserException(ExitCode.Incompatible, message);
