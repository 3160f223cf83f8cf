using System.Text;

namespace MuZero.Cli.LocalFarm;

/// <summary>The new lines of every log in a directory, each behind its process's name.</summary>
internal sealed class LogTail(string directory)
{
    private readonly Dictionary<string, long> _read = [];

    /// <summary>Writes what was added since the last call, whole lines only.</summary>
    public void Write(TextWriter output)
    {
        string[] logs = Directory.Exists(directory) ? Directory.GetFiles(directory, "*.log") : [];
        foreach (string path in logs.Order(StringComparer.Ordinal))
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Position = Math.Min(_read.GetValueOrDefault(path), file.Length);
            byte[] added = new byte[file.Length - file.Position];
            file.ReadExactly(added);
            int end = Array.LastIndexOf(added, (byte)'\n') + 1;
            _read[path] = file.Position - added.Length + end;
            string name = Path.GetFileNameWithoutExtension(path);
            foreach (string line in Encoding.UTF8.GetString(added, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                output.WriteLine($"{name,-12} {line}");
            }
        }
    }
}
