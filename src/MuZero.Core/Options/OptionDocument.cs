using System.Text;
using System.Text.Json;
using MuZero.Errors;

namespace MuZero.Options;

/// <summary>Reads settings from JSON: nested objects or dotted keys, comments and trailing commas allowed. It does not check which keys
/// exist.</summary>
/// <remarks>The key "$schema" names docs/config.schema.json for editors and is not a setting.</remarks>
public static class OptionDocument
{
    private const int MaxDepth = 16;
    private const string SchemaKey = "$schema";

    /// <summary>The settings of a JSON object, in its order.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What messages call it: a file's name or a flag.</param>
    /// <exception cref="UserException">It is not such an object; the message names the line.</exception>
    public static IReadOnlyList<OptionEntry> Parse(string json, string source)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        try
        {
            return Entries(bytes, source);
        }
        catch (JsonException fault)
        {
            string why = fault.Message.Split(" LineNumber:", 2)[0].Split(". Path:", 2)[0].TrimEnd('.');
            throw new UserException(ExitCode.Usage,
                $"{(IsFlag(source) ? source : $"{source}:{fault.LineNumber + 1 ?? 1}")} is not valid JSON: {OneLine(why)}. Correct it "
                + "there.", fault);
        }
        catch (InvalidOperationException fault)
        {
            throw new UserException(ExitCode.Usage, $"{source} is not valid JSON: a text in it is not Unicode. Correct it there.", fault);
        }
    }

    private static List<OptionEntry> Entries(byte[] bytes, string source)
    {
        var reader = new Utf8JsonReader(bytes,
            new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw UserException.Usage($"{source} is not a JSON object; write settings as {{\"training.learning_rate\": 0.01}}.");
        }

        List<OptionEntry> entries = [];
        ReadObject(ref reader, bytes, source, "", entries);
        _ = entries.RemoveAll(entry => entry is { Key: SchemaKey, Form: OptionForm.Text });
        while (reader.Read())
        {
            // Only comments may follow; anything else throws.
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        return entries.Find(entry => !seen.Add(entry.Key)) is { Key: not null } twice
            ? throw UserException.Usage($"{twice.Key} is set twice in {source}, again at {twice.Place}. Set it once.")
            : entries;
    }

    // The reader is at the object's opening brace, and in the end at its closing one.
    private static void ReadObject(ref Utf8JsonReader reader, byte[] bytes, string source, string prefix, List<OptionEntry> entries)
    {
        int before = entries.Count;
        string opened = Place(reader, bytes, source);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string key = prefix + reader.GetString();
            reader.Read();
            string place = Place(reader, bytes, source);
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    ReadObject(ref reader, bytes, source, key + ".", entries);
                    break;
                case JsonTokenType.StartArray:
                    throw UserException.Usage($"{key} is a list ({place}); no option takes one.");
                default:
                    entries.Add(Scalar(reader, key, place));
                    break;
            }
        }

        if (entries.Count == before && prefix.Length > 0)
        {
            entries.Add(new OptionEntry(prefix[..^1], OptionForm.Empty, "{}", opened));
        }
    }

    private static OptionEntry Scalar(Utf8JsonReader reader, string key, string place) => reader.TokenType switch
    {
        JsonTokenType.String => new OptionEntry(key, OptionForm.Text, reader.GetString()!, place),
        JsonTokenType.Number => new OptionEntry(key, OptionForm.Number, Encoding.UTF8.GetString(reader.ValueSpan), place),
        JsonTokenType.True => new OptionEntry(key, OptionForm.Truth, "true", place),
        JsonTokenType.False => new OptionEntry(key, OptionForm.Truth, "false", place),
        _ => new OptionEntry(key, OptionForm.Nothing, "null", place),
    };

    // A flag's text is one line on the command line; a file's line is worth naming.
    private static string Place(Utf8JsonReader reader, byte[] bytes, string source)
        => IsFlag(source) ? source : $"{source}:{1 + bytes.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n')}";

    private static bool IsFlag(string source) => source.StartsWith('-');

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
