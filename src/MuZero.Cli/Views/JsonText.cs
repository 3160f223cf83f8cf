using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MuZero.Cli.Views;

/// <summary>JSON on the standard output.</summary>
internal static class JsonText
{
    /// <summary>Writes what <paramref name="write"/> writes, and a line break.</summary>
    public static void Write(TextWriter output, bool indented, Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        // A terminal and a pipe need no protection from HTML.
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = indented, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(writer);
        }

        output.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
    }

    /// <summary>A number, or null if JSON has none for it: an infinite difference in Elo.</summary>
    public static void WriteFinite(this Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
