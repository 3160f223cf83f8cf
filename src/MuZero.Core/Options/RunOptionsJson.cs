using System.Text;
using System.Text.Json;
using MuZero.Errors;

namespace MuZero.Options;

/// <summary>Options as JSON: one object per record, keys in snake_case.</summary>
internal static class RunOptionsJson
{
    /// <summary>Every setting, indented.</summary>
    public static string Write(RunOptions options)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            Write(options, writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Reads what <see cref="Write(RunOptions)"/> wrote, or anything like it; settings that are not there have their
    /// defaults.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What messages call it: a file's name.</param>
    /// <exception cref="UserException">A key is unknown or a value is not what its setting takes; one line names the place and what to
    /// write.</exception>
    public static RunOptions Read(string json, string source) => Apply(new RunOptions(), OptionDocument.Parse(json, source));

    /// <summary>A copy with some settings changed. Entries of "stop" replace the whole table.</summary>
    /// <exception cref="UserException">As with <see cref="Read"/>.</exception>
    public static RunOptions Apply(RunOptions options, IEnumerable<OptionEntry> entries)
    {
        var copy = new RunOptions();
        foreach (OptionKey key in OptionKey.All)
        {
            key.Set(copy, key.Get(options));
        }

        object stop = new Dictionary<string, double>();
        foreach (OptionEntry entry in entries)
        {
            if (entry.Form == OptionForm.Empty && OptionKey.IsSection(entry.Key))
            {
                continue;
            }

            OptionKey key = OptionKey.Named(entry);
            object value = key.Read(entry, stop);
            stop = value is IReadOnlyDictionary<string, double> ? value : stop;
            key.Set(copy, value);
        }

        return copy;
    }

    // Settings of one record are adjacent, so a section opens when the name's first word changes.
    internal static void Write(RunOptions options, Utf8JsonWriter writer)
    {
        string section = "";
        writer.WriteStartObject();
        foreach (OptionKey key in OptionKey.All)
        {
            int dot = key.Name.IndexOf('.', StringComparison.Ordinal);
            string next = dot < 0 ? "" : key.Name[..dot];
            if (next != section)
            {
                if (section.Length > 0)
                {
                    writer.WriteEndObject();
                }

                if (next.Length > 0)
                {
                    writer.WriteStartObject(next);
                }

                section = next;
            }

            writer.WritePropertyName(key.Name[(dot + 1)..]);
            writer.WriteRawValue(key.Text(options));
        }

        if (section.Length > 0)
        {
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
