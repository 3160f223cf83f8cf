using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MuZero.Files;

namespace MuZero.Records;

/// <summary>progress.csv: result.json as a table. All of it follows from result.json, so it is rewritten whenever that is simpler than
/// repairing it.</summary>
internal sealed class RunJournalTable(string path)
{
    private string[] _columns = [];

    /// <summary>Writes the table of <paramref name="results"/>, each a line of result.json, with the union of their columns.</summary>
    public void Rebuild(IReadOnlyList<string> results)
    {
        List<JsonObject> rows = [.. results.Select(Parse)];
        _columns = [.. rows.SelectMany(row => row.Select(field => field.Key)).Distinct()];
        string header = rows.Count == 0 ? "" : string.Join(',', _columns.Select(Quoted)) + "\n";
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(header + string.Concat(rows.Select(Row))));
    }

    /// <summary>Appends one line of result.json. False, with nothing written, if it has columns that the table lacks.</summary>
    public bool TryAppend(string result)
    {
        JsonObject row = Parse(result);
        if (row.Any(field => !_columns.Contains(field.Key)))
        {
            return false;
        }

        File.AppendAllText(path, Row(row));
        return true;
    }

    private static JsonObject Parse(string result) => JsonNode.Parse(result)!.AsObject();

    private string Row(JsonObject row) => string.Join(',', _columns.Select(column => Text(row[column]))) + "\n";

    private static string Text(JsonNode? cell) => cell is null ? ""
        : cell.GetValueKind() == JsonValueKind.String ? Quoted(cell.GetValue<string>())
        : cell.ToJsonString();

    // RFC 4180.
    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
