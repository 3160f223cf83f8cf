using Microsoft.Data.Sqlite;
using MuZero.Errors;
using MuZero.Tuning.Studies;

namespace MuZero.Sqlite;

/// <summary>A study in a SQLite database, which may hold several by name and which several processes of one machine may use.</summary>
/// <remarks>An exchange is one transaction. The database keeps a write-ahead log, so that readers and the one writer do not wait for each
/// other; a writer waits up to 30 s for its turn. An exchange
/// that ends a trial, creates a study or enqueues a trial is forced to disk; others survive the end of any process.</remarks>
public sealed class SqliteStudyLog : IStudyLog
{
    private readonly Lock _lock = new();
    private readonly string _name;
    private readonly SqliteDatabase _database;

    /// <summary>Opens the log of a study.</summary>
    /// <param name="path">The database; made with the first append.</param>
    /// <param name="name">The study's name in the database.</param>
    public SqliteStudyLog(string path, string name) => (_name, _database) = (name, new SqliteDatabase(path));

    /// <inheritdoc/>
    public string Location => _database.Path;

    /// <summary>The names of the studies in a database, in the order of their creation; empty if there is no such file.</summary>
    /// <exception cref="UserException">The file cannot be read or is not a database of studies.</exception>
    public static IReadOnlyList<string> Names(string path)
    {
        using SqliteDatabase database = new(path);
        return database.Read(connection =>
        {
            using SqliteCommand command = SqliteDatabase.Command(connection, "SELECT name FROM studies ORDER BY id");
            using SqliteDataReader rows = command.ExecuteReader();
            List<string> names = [];
            while (rows.Read())
            {
                names.Add(rows.GetString(0));
            }

            return names;
        }) ?? [];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Exchange(long from, IReadOnlyList<string> operations, long maxUnread = long.MaxValue)
    {
        StudyLine.Require(operations);
        lock (_lock)
        {
            return operations.Count == 0
                ? _database.Read(connection => ReadFrom(connection, from)) ?? []
                : _database.Write(operations.Any(StudyOperation.MustReachDisk),
                    connection => Append(connection, from, operations, maxUnread));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    private List<string> ReadFrom(SqliteConnection connection, long from)
    {
        using SqliteCommand command = SqliteDatabase.Command(connection,
            "SELECT operation FROM operations JOIN studies ON studies.id = study WHERE name = $name AND number >= $from ORDER BY number",
            ("$name", _name), ("$from", from));
        using SqliteDataReader rows = command.ExecuteReader();
        List<string> lines = [];
        while (rows.Read())
        {
            lines.Add(rows.GetString(0));
        }

        return lines;
    }

    private List<string> Append(SqliteConnection connection, long from, IReadOnlyList<string> operations, long maxUnread)
    {
        List<string> lines = ReadFrom(connection, from);
        if (lines.Count > maxUnread)
        {
            return lines;
        }

        using SqliteCommand study = SqliteDatabase.Command(connection,
            "INSERT INTO studies (name) VALUES ($name) ON CONFLICT DO UPDATE SET name = name RETURNING id", ("$name", _name));
        object id = study.ExecuteScalar()!;
        using SqliteCommand insert = SqliteDatabase.Command(connection,
            "INSERT INTO operations (study, number, operation) VALUES ($study, $number, $operation)",
            ("$study", id), ("$number", 0L), ("$operation", ""));
        long number = from + lines.Count;
        foreach (string operation in operations)
        {
            insert.Parameters["$number"].Value = number++;
            insert.Parameters["$operation"].Value = operation;
            insert.ExecuteNonQuery();
        }

        lines.AddRange(operations);
        return lines;
    }
}
