namespace MuZero.Tuning.Studies;

/// <summary>Lines in one order that all workers of a study see: in memory, in a file, in a database, in Redis.</summary>
/// <remarks>A study is the replay of its log (<see cref="StudyState"/>), so a log stores lines and knows nothing of studies. Safe for
/// several threads; logs outside the process also for several processes.</remarks>
public interface IStudyLog : IDisposable
{
    /// <summary>The log's place for messages, such as a path.</summary>
    string Location { get; }

    /// <summary>Appends operations, all or none, and reads every operation from an index on, the appended ones included.</summary>
    /// <param name="from">The number of operations that the caller has read already.</param>
    /// <param name="operations">Lines to append, each one JSON object without line breaks; may be empty.</param>
    /// <param name="maxUnread">Nothing is appended if the log has more operations than this that the caller has not read. The caller finds
    /// out from what it reads.</param>
    /// <returns>The operations from <paramref name="from"/> on, in the log's order.</returns>
    /// <exception cref="Errors.UserException">The log cannot be read or written; nothing was appended.</exception>
    /// <exception cref="LogRewoundException">Operations that the caller has read are no longer in the log; nothing was
    /// appended.</exception>
    IReadOnlyList<string> Exchange(long from, IReadOnlyList<string> operations, long maxUnread = long.MaxValue);
}

/// <summary>A log no longer holds what was read from it, because its server crashed before it had written everything. What the log had
/// acknowledged is there. The reader starts again from the first operation.</summary>
public sealed class LogRewoundException() : Exception("The study's log was rewound.");

/// <summary>A log in this process's memory.</summary>
public sealed class MemoryStudyLog : IStudyLog
{
    private readonly Lock _lock = new();
    private readonly List<string> _operations = [];

    /// <inheritdoc/>
    public string Location => "the log in memory";

    /// <inheritdoc/>
    public IReadOnlyList<string> Exchange(long from, IReadOnlyList<string> operations, long maxUnread = long.MaxValue)
    {
        StudyLine.Require(operations);
        lock (_lock)
        {
            if (_operations.Count - from <= maxUnread)
            {
                _operations.AddRange(operations);
            }

            return _operations.GetRange((int)from, _operations.Count - (int)from);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}

/// <summary>The form of an operation.</summary>
internal static class StudyLine
{
    /// <summary>Throws unless each operation is an object on one line.</summary>
    /// <exception cref="ArgumentException">One is not.</exception>
    public static void Require(IReadOnlyList<string> operations)
    {
        foreach (string operation in operations)
        {
            if (!operation.StartsWith('{') || operation.Contains('\n', StringComparison.Ordinal))
            {
                throw new ArgumentException($"An operation is a JSON object on one line; {operation} is not.", nameof(operations));
            }
        }
    }
}
