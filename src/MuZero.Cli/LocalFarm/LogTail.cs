using System.Text;

namespace MuZero.Cli.LocalFarm;

/// <summary>The new lines of every log in a directory, in the order of their times, each behind its process's name.</summary>
internal sealed class LogTail(string directory)
{
    private readonly Dictionary<string, long> _read = [];

    /// <summary>Writes what was added since the last call, whole lines only.</summary>
    public void Write(TextWriter output)
    {
        string[] logs = Directory.Exists(directory) ? Directory.GetFiles(directory, "*.log") : [];
        foreach (LogLine line in logs.Order(StringComparer.Ordinal).SelectMany(Added).OrderBy(line => line.Time))
        {
            output.WriteLine($"{line.Name,-12} {line.Text}");
        }
    }

    // A line without a time of its own belongs to the one before it; those at the beginning to the file's.
    private List<LogLine> Added(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        bool isFirst = !_read.ContainsKey(path);
        file.Position = Math.Min(_read.GetValueOrDefault(path), file.Length);
        byte[] added = new byte[file.Length - file.Position];
        file.ReadExactly(added);
        int end = Array.LastIndexOf(added, (byte)'\n') + 1;
        _read[path] = file.Position - added.Length + end;
        string name = Path.GetFileNameWithoutExtension(path);
        DateTime time = isFirst ? DateTime.MinValue : File.GetLastWriteTimeUtc(path);
        List<LogLine> lines = [];
        foreach (string text in Encoding.UTF8.GetString(added, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            time = TimeOf(text) ?? time;
            lines.Add(new LogLine(time, name, text));
        }

        return lines;
    }

    // "2026-11-27T16:00:00.123Z ..." of the services, "123:M 27 Nov 2026 16:00:00.123 ..." of Redis, which writes local time.
    private static DateTime? TimeOf(string line)
    {
        string[] words = line.Split(' ', 6);
        if (DateTime.TryParseExact(
            words[0],
            "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
            out DateTime time))
        {
            return time;
        }

        return words.Length > 4 && DateTime.TryParseExact(
            string.Join(' ', words[1..5]),
            "dd MMM yyyy HH:mm:ss.fff",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeLocal,
            out time) ? time : null;
    }

    private readonly record struct LogLine(DateTime Time, string Name, string Text);
}
