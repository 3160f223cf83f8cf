using Microsoft.Data.Sqlite;
using MuZero.Core.Tests.Contracts;
using MuZero.Errors;
using MuZero.Tests.Shared;
using MuZero.Tuning.Studies;

namespace MuZero.Sqlite.Tests;

public sealed class SqliteStudyLogTests : StudyLogContract, IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    private string Database => _scratch["studies.db"];

    public void Dispose() => _scratch.Dispose();

    protected override IStudyLog Open(string name) => new SqliteStudyLog(Database, name);

    [Fact]
    public void Names_SeveralStudies_InTheOrderOfTheirCreation()
    {
        using Study second = Study.Open(new SqliteStudyLog(Database, "größer"), "größer", [Direction.Minimize]);
        using Study first = Study.Open(new SqliteStudyLog(Database, "a"), "a", [Direction.Maximize]);

        Assert.Equal(["größer", "a"], SqliteStudyLog.Names(Database));
        Assert.Empty(SqliteStudyLog.Names(_scratch["absent.db"]));
        Assert.False(File.Exists(_scratch["absent.db"]));
    }

    [Fact]
    public void Load_Absent_MakesNoFile()
    {
        Assert.Throws<UserException>(() => Study.Load(Open("a")));
        Assert.False(File.Exists(Database));
    }

    [Fact]
    public void Exchange_NotADatabase_IsOneLine()
    {
        File.WriteAllText(Database, "This is a text of more than a page." + new string('x', 5000));

        CorruptDataException fault = Assert.Throws<CorruptDataException>(() => Open("a").Exchange(0, ["{}"]));

        Assert.Equal($"{Database} is not a SQLite database. Choose another file.", fault.Message);
        Assert.Throws<CorruptDataException>(() => Open("a").Exchange(0, []));
    }

    [Fact]
    public void Exchange_DatabaseOfAnotherProgram_IsRefusedAndUnchanged()
    {
        Execute("CREATE TABLE studies (study_id INTEGER)");

        Assert.Throws<IncompatibleException>(() => Open("a").Exchange(0, ["{}"]));
        Assert.Throws<IncompatibleException>(() => Open("a").Exchange(0, []));
        Execute("INSERT INTO studies (study_id) VALUES (1)");
    }

    [Fact]
    public void Exchange_FullDatabase_AppendsNothingAndGoesOnWhenThereIsRoom()
    {
        using IStudyLog log = Open("a");
        log.Exchange(0, ["{}"]);
        string large = $"{{\"attr\":\"{new string('x', 1 << 20)}\"}}";
        Limited limited = new(Database);

        UserException fault = Assert.Throws<UserException>(() => limited.Append(large));

        Assert.Contains("has no room", fault.Message, StringComparison.Ordinal);
        Assert.Empty(log.Exchange(1, []));
        Assert.Equal([large], log.Exchange(1, [large]));
    }

    [Fact]
    public void Exchange_Directory_IsOneLine()
    {
        using SqliteStudyLog log = new(_scratch.FullPath, "a");

        UserException fault = Assert.Throws<UserException>(() => log.Exchange(0, ["{}"]));

        Assert.Contains("cannot be opened", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    private void Execute(string statement)
    {
        using SqliteConnection connection = new($"Data Source={Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = SqliteDatabase.Command(connection, statement);
        command.ExecuteNonQuery();
    }

    // max_page_count is the disk of a test: beyond it SQLite answers SQLITE_FULL.
    private sealed class Limited(string path)
    {
        public void Append(string line)
        {
            using SqliteDatabase database = new(path);
            database.Write(mustReachDisk: true, connection =>
            {
                using SqliteCommand limit = SqliteDatabase.Command(connection, "PRAGMA max_page_count = 20");
                limit.ExecuteNonQuery();
                using SqliteCommand insert = SqliteDatabase.Command(connection,
                    "INSERT INTO operations (study, number, operation) VALUES (1, 1, $line)", ("$line", line));
                return insert.ExecuteNonQuery();
            });
        }
    }
}
