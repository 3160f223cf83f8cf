using System.Buffers.Text;
using System.Text;

namespace MuZero.Tuning.Studies;

/// <summary>Lines that belong together: the first one carries their number.</summary>
internal static class JournalGroup
{
    private static readonly byte[] _prefix = "{\"lines\":"u8.ToArray();

    /// <summary>A line of a journal file with its end.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="lines">The number of operations from here on that belong together.</param>
    public static byte[] Line(string operation, int lines)
        => Encoding.UTF8.GetBytes(lines == 1 ? operation + "\n" : $"{{\"lines\":{lines},{operation.AsSpan(1)}\n");

    /// <summary>The number of lines of the group at the start of some bytes; null if it is not valid.</summary>
    public static int? Lines(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(_prefix))
        {
            return 1;
        }

        ReadOnlySpan<byte> number = bytes[_prefix.Length..];
        int end = number.IndexOf((byte)',');
        if (end < 0 && number.IndexOf((byte)'\n') < 0)
        {
            return 1; // an unfinished line
        }

        return end > 0 && Utf8Parser.TryParse(number[..end], out int lines, out int digits) && digits == end && lines > 0 ? lines : null;
    }

    /// <summary>The operation of a line without its end.</summary>
    public static string Text(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(_prefix))
        {
            return Encoding.UTF8.GetString(line);
        }

        int comma = line.IndexOf((byte)',');
        return string.Concat("{", Encoding.UTF8.GetString(line[(comma + 1)..]));
    }
}
