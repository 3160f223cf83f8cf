using MuZero.Errors;

namespace MuZero.Engines;

/// <summary>An engine that ended, did not answer in time or wrote what is not part of its protocol. A new process may do better.</summary>
internal sealed class EngineFault(ExitCode exitCode, string message, Exception? cause = null) : UserException(exitCode, message, cause);
