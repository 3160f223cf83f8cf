namespace MuZero.Tuning.Studies;

/// <summary>The operations of one study in one order that all workers see: in memory, in a file, in a database, in Redis.</summary>
/// <remarks>A study is the replay of its log (<see cref="StudyState"/>), so a log stores lines and knows nothing of studies. Safe for several
/// threads; logs outside the process also for several processes.</remarks>
public interface IStudyLog : IDisposable
{
    /// <summary>Appends operations, all or none, and reads every operation from an index on, the appended ones included.</summary>
    /// <param name="from">The number of operations that the caller has read already.</param>
    /// <param name="operations">Lines to append, each one JSON object without line breaks; may be empty.</param>
    /// <returns>The operations from <paramref name="from"/> on, in the log's order.</returns>
    /// <exception cref="Errors.UserException">The log cannot be read or written; nothing was appended.</exception>
    IReadOnlyList<string> Exchange(long from, IReadOnlyList<string> operations);
}

/// <summary>A log in this process's memory.</summary>
public sealed class MemoryStudyLog : IStudyLog
{
    private readonly Lock _lock = new();
    private readonly List<string> _operations = [];

    /// <inheritdoc/>
    public IReadOnlyList<string> Exchange(long from, IReadOnlyList<string> operations)
    {
        lock (_lock)
        {
            _operations.AddRange(operations);
            return _operations.GetRange((int)from, _operations.Count - (int)from);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
