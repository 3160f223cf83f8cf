using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MuZero.Tuning.Studies;

/// <summary>NaN and the infinities, which Python writes without quotes into JSON.</summary>
internal static class JournalNumbers
{
    private static readonly string[] _words = ["NaN", "-Infinity", "Infinity"];

    /// <summary>The line with quotes around these words where they are numbers.</summary>
    public static string Quote(string line)
    {
        if (!_words.Any(word => line.Contains(word, StringComparison.Ordinal)))
        {
            return line;
        }

        StringBuilder quoted = new(line.Length + 16);
        bool isText = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (isText && line[i] == '\\')
            {
                quoted.Append(line[i++]);
            }
            else if (line[i] == '"')
            {
                isText = !isText;
            }
            else if (!isText && Array.Find(_words, word => string.CompareOrdinal(line, i, word, 0, word.Length) == 0) is { } word)
            {
                quoted.Append('"').Append(word).Append('"');
                i += word.Length - 1;
                continue;
            }

            quoted.Append(line[i]);
        }

        return quoted.ToString();
    }

    /// <summary>The number of an element: a number, one of the words in quotes, or NaN for null.</summary>
    public static double Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => double.NaN,
        JsonValueKind.String => element.GetString() switch
        {
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            string text => double.Parse(text, CultureInfo.InvariantCulture),
            null => double.NaN,
        },
        _ => element.GetDouble(),
    };
}
