using System.Globalization;
using System.Text.RegularExpressions;

namespace MuZero.Core.Tests.Architecture;

/// <summary>The repository's source files.</summary>
internal static partial class SourceTree
{
    private static readonly char _slash = Path.DirectorySeparatorChar;

    public static string Root { get; } = FindRoot();

    /// <summary>The C# files below a folder.</summary>
    public static IEnumerable<string> Sources(string folder)
        => Files("*.cs").Where(path => Relative(path).StartsWith(folder + "/", StringComparison.Ordinal));

    /// <summary>The files of a pattern, without those that a build wrote.</summary>
    public static IEnumerable<string> Files(string pattern) => new[] { "src", "games", "tests" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories))
        .Where(path => !path.Contains($"{_slash}obj{_slash}", StringComparison.Ordinal));

    /// <summary>The folder of a file below a project, such as Search/Tree; empty in the project's root.</summary>
    public static string FolderOf(string path, string project)
        => Path.GetDirectoryName(Path.GetRelativePath(Path.Combine(Root, project), path))!.Replace(_slash, '/');

    /// <summary>A file's lines of code without comments, namespace declarations and the content of strings.</summary>
    public static IEnumerable<(int Number, string Text)> Code(string path) => File.ReadLines(path)
        .Select((text, i) => (Number: i + 1, Text: Quoted().Replace(text.Trim(), "")))
        .Where(line => !line.Text.StartsWith("//", StringComparison.Ordinal))
        .Where(line => !line.Text.StartsWith("namespace ", StringComparison.Ordinal));

    /// <summary>A fault and its place, as compilers write it.</summary>
    public static string Place(string path, int line, string fault)
        => string.Create(CultureInfo.InvariantCulture, $"{Relative(path)}:{line}: {fault}");

    /// <summary>Faults as a test shows them, a line each; empty if there are none.</summary>
    public static string Report(IEnumerable<string> faults) => string.Join('\n', faults);

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace(_slash, '/');

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "MuZero.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException($"MuZero.sln is not above {AppContext.BaseDirectory}.");
    }

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();
}
