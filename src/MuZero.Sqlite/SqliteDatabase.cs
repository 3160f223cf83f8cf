using Microsoft.Data.Sqlite;
using MuZero.Errors;

namespace MuZero.Sqlite;

/// <summary>A database of studies: its connection, its tables, and its faults as one line each.</summary>
internal sealed class SqliteDatabase(string path) : IDisposable
{
    // The letters MuZS: tells a database of studies from any other.
    private const int ApplicationId = 0x4D755A53;

    private const string Tables = """
        CREATE TABLE IF NOT EXISTS studies (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE IF NOT EXISTS operations (study INTEGER NOT NULL, number INTEGER NOT NULL, operation TEXT NOT NULL,
            PRIMARY KEY (study, number)) WITHOUT ROWID;
        """;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private SqliteConnection? _connection;

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>A statement with its parameters.</summary>
    public static SqliteCommand Command(SqliteConnection connection, string text,
        params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    /// <summary>Reads; default if there is no database yet.</summary>
    public T? Read<T>(Func<SqliteConnection, T> read) => Guard(() =>
    {
        if (_connection is null && (!File.Exists(path) || new FileInfo(path).Length == 0))
        {
            return default;
        }

        _connection ??= Connect(SqliteOpenMode.ReadOnly);
        return _connection is null ? default : read(_connection);
    });

    /// <summary>Writes in one transaction, which excludes other writers from its start.</summary>
    /// <param name="mustReachDisk">True to force it to disk, with all transactions before it.</param>
    /// <param name="write">Writes.</param>
    public T Write<T>(bool mustReachDisk, Func<SqliteConnection, T> write) => Guard(() =>
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        if (_connection is null || _connection.ConnectionString.Contains("ReadOnly", StringComparison.Ordinal))
        {
            _connection?.Dispose();
            _connection = Connect(SqliteOpenMode.ReadWriteCreate)!;
        }

        using SqliteCommand durability = Command(_connection, $"PRAGMA synchronous = {(mustReachDisk ? "full" : "normal")}");
        durability.ExecuteNonQuery();
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        T answer = write(_connection);
        transaction.Commit();
        return answer;
    });

    public void Dispose() => _connection?.Dispose();

    private SqliteConnection? Connect(SqliteOpenMode mode)
    {
        SqliteConnectionStringBuilder settings = new()
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = (int)_patience.TotalSeconds,
        };
        SqliteConnection connection = new(settings.ToString());
        try
        {
            connection.Open();
            if (Prepare(connection, mode))
            {
                return connection;
            }
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        connection.Dispose();
        return null;
    }

    // False if there are no tables yet, and the connection only reads.
    private bool Prepare(SqliteConnection connection, SqliteOpenMode mode)
    {
        // In one statement: another process may make the tables meanwhile.
        using SqliteCommand kind = Command(connection,
            "SELECT application_id, (SELECT count(*) FROM sqlite_master) FROM pragma_application_id");
        using SqliteDataReader row = kind.ExecuteReader();
        row.Read();
        (long application, bool isEmpty) = (row.GetInt64(0), row.GetInt64(1) == 0);
        row.Close();
        if (application != ApplicationId && !isEmpty)
        {
            throw new IncompatibleException(
                $"{path} is a database of another program. Choose another file; a study of Optuna is read from a journal file.");
        }

        if (mode == SqliteOpenMode.ReadOnly)
        {
            return !isEmpty;
        }

        using SqliteCommand settings = Command(connection, "PRAGMA journal_mode = wal");
        settings.ExecuteNonQuery();
        if (isEmpty)
        {
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            using SqliteCommand tables = Command(connection, $"{Tables} PRAGMA application_id = {ApplicationId};");
            tables.ExecuteNonQuery();
            transaction.Commit();
        }

        return true;
    }

    private T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteException fault)
        {
            throw Explain(fault);
        }
        catch (Exception fault) when (fault is DllNotFoundException or TypeInitializationException)
        {
            throw new UserException(
                ExitCode.Usage, "There is no native library of SQLite for this platform. Use --storage journal.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.RunFailed,
                $"{path} cannot be used: {fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Choose another place.", fault);
        }
    }

    // https://www.sqlite.org/rescode.html
    private UserException Explain(SqliteException fault) => fault.SqliteErrorCode switch
    {
        5 or 6 => Failed(fault, "has been locked by another process for 30 s. End the process that hangs, then go on"),
        8 => Failed(fault, "may only be read. Change its permissions and those of its directory"),
        10 => Failed(fault, "cannot be read or written by its disk. Check the disk"),
        11 => new CorruptDataException($"{path} is damaged. Restore it from a copy.", fault),
        13 => Failed(fault, "has no room: the disk is full, and nothing was added. Free space, then go on"),
        14 => Failed(fault, "cannot be opened. Check that it is a file and its permissions"),
        26 => new CorruptDataException($"{path} is not a SQLite database. Choose another file.", fault),
        _ => Failed(fault, $"cannot be used: {fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Choose another file"),
    };

    private UserException Failed(SqliteException fault, string reason)
        => new(ExitCode.RunFailed, $"The study's database {path} {reason}.", fault);
}
