using System.Text;
using System.Text.Json;
using MuZero.Files;

namespace MuZero.Records;

/// <summary>progress.csv: result.json as a table. All of it follows from result.json, so it is rewritten whenever that is simpler than repairing it.</summary>
internal sealed class RunJournalTable(string path)
{
    private readonly List<string> _columns = [];

    /// <summary>Writes the table of <paramref name="results"/>, each a line of result.json, with the union of their columns.</summary>
    public void Rebuild(IReadOnlyList<string> results)
    {
        _columns.Clear();
        foreach (string result in results)
        {
            using JsonDocument row = JsonDocument.Parse(result);
            AddColumns(row.RootElement);
        }

        StringBuilder table = new();
        if (results.Count > 0)
        {
            table.AppendJoin(',', _columns.Select(Quoted)).Append('\n');
        }

        foreach (string result in results)
        {
            using JsonDocument row = JsonDocument.Parse(result);
            AppendRow(table, row.RootElement);
        }

        AtomicFile.Write(path, Encoding.UTF8.GetBytes(table.ToString()));
    }

    /// <summary>Appends one line of result.json. False, with nothing written, if it has columns that the table lacks.</summary>
    public bool TryAppend(string result)
    {
        using JsonDocument row = JsonDocument.Parse(result);
        if (row.RootElement.EnumerateObject().Any(field => !_columns.Contains(field.Name)))
        {
            return false;
        }

        StringBuilder line = new();
        AppendRow(line, row.RootElement);
        File.AppendAllText(path, line.ToString());
        return true;
    }

    private void AddColumns(JsonElement row)
    {
        foreach (JsonProperty field in row.EnumerateObject().Where(field => !_columns.Contains(field.Name)))
        {
            _columns.Add(field.Name);
        }
    }

    private void AppendRow(StringBuilder table, JsonElement row)
    {
        table.AppendJoin(',', _columns.Select(column => row.TryGetProperty(column, out JsonElement cell) ? Text(cell) : "")).Append('\n');
    }

    private static string Text(JsonElement cell) => cell.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => Quoted(cell.GetString()!),
        _ => cell.GetRawText(),
    };

    // RFC 4180.
    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
