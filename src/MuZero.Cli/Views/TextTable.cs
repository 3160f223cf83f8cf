namespace MuZero.Cli.Views;

/// <summary>Rows as text in columns, which a person reads and a script can split.</summary>
internal static class TextTable
{
    // One long value (stop criteria) does not push the other rows' columns off the screen.
    private const int MaxWidth = 40;

    public static void Write(TextWriter output, IReadOnlyList<string[]> rows)
    {
        int columns = rows.Count == 0 ? 0 : rows.Max(row => row.Length);
        int[] widths =
        [
            .. Enumerable.Range(0, columns).Select(column => rows.Max(row => row[column].Length <= MaxWidth ? row[column].Length : 0)),
        ];
        foreach (string[] row in rows)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    /// <summary>A text in lines of a width, broken between words; a longer word has a line of its own.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }
}
