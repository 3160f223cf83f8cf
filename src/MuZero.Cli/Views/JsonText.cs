using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MuZero.Cli.Views;

/// <summary>JSON on the standard output.</summary>
internal static class JsonText
{
    // A terminal and a pipe need no protection from HTML.
    private static readonly JsonSerializerOptions _line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions _indented = new(_line) { WriteIndented = true, NewLine = "\n" };

    /// <summary>Writes a result as one line of JSON, or as text.</summary>
    public static void Write(TextWriter output, bool json, Func<JsonNode> value, Action<TextWriter> text)
    {
        if (json)
        {
            Write(output, value());
        }
        else
        {
            text(output);
        }
    }

    /// <summary>Writes a value and a line break.</summary>
    public static void Write(TextWriter output, JsonNode value, bool indented = false)
        => output.WriteLine(value.ToJsonString(indented ? _indented : _line));

    /// <summary>An array with an object for each item.</summary>
    public static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonObject> describe) => [.. items.Select(describe)];

    /// <summary>A number, or null if JSON has none for it: an infinite difference in Elo.</summary>
    public static JsonNode? Finite(double value) => double.IsFinite(value) ? value : null;
}
