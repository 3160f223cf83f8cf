using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MuZero.Core.Tests.Architecture;

/// <summary>The arrows of docs/ARCHITECTURE.md, read from the sources.</summary>
public partial class LayeringTests
{
    private const int MaxLines = 400;

    // Lowest first.
    private static readonly string[] _folders =
    [
        "Errors", "Numerics", "Files", "Games", "Networks", "Search", "SelfPlay", "Replay", "Evaluation", "Learning", "Results", "Options", "Records", "Agents", "Runs", "Tuning",
    ];

    // The allowed references of a project. X.Tests refers to X; a test's build-only reference is not an arrow.
    private static readonly Dictionary<string, string[]> _projects = new()
    {
        ["MuZero.Core"] = [],
        ["MuZero.Games"] = ["MuZero.Core"],
        ["MuZero.Torch"] = ["MuZero.Core"],
        ["MuZero.Farm"] = ["MuZero.Core"],
        ["MuZero.Bench"] = ["MuZero.Core"],
        ["MuZero.Cli"] = ["MuZero.Core", "MuZero.Games", "MuZero.Torch", "MuZero.Farm", "MuZero.Bench"],
        ["SampleGame"] = ["MuZero.Core"],
        ["MuZero.Farm.Tests"] = ["MuZero.Farm", "MuZero.Games"], // reads a Redis that an earlier version filled with a real game
        ["MuZero.Benchmarks"] = ["MuZero.Core", "MuZero.Games", "MuZero.Torch", "MuZero.Farm"],
    };

    private static readonly string _root = FindRoot();

    [Fact]
    public void CoreFolders_Usings_PointDown()
    {
        string core = Path.Combine(_root, "src", "MuZero.Core");
        List<string> faults = [];
        foreach (string path in Sources("src/MuZero.Core"))
        {
            string folder = Path.GetRelativePath(core, path).Split(Path.DirectorySeparatorChar)[0];
            string[] lines = File.ReadAllLines(path);
            for (int i = 0; i < lines.Length; i++)
            {
                faults.AddRange(Used(lines[i])
                    .Where(used => used != folder && !IsBelow(used, folder))
                    .Select(used => Place(path, i, $"{folder} uses MuZero.{used}")));
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void CoreFolders_OnDisk_AreInTheOrder() =>
        Assert.Empty(Directory.GetDirectories(Path.Combine(_root, "src", "MuZero.Core")).Select(Path.GetFileName).Except([.. _folders, "obj", "bin"]));

    [Fact]
    public void ProjectReferences_AreDesignsArrows()
    {
        List<string> faults = [];
        foreach (string path in Files("*.csproj"))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            string[]? allowed = _projects.GetValueOrDefault(name) ?? (name.EndsWith(".Tests", StringComparison.Ordinal) ? [name[..^".Tests".Length]] : null);
            if (allowed is null)
            {
                faults.Add($"{Path.GetRelativePath(_root, path)}: {name} is in no row of docs/ARCHITECTURE.md's table; add it there and here");
                continue;
            }

            faults.AddRange(XDocument.Load(path, LoadOptions.SetLineInfo).Descendants("ProjectReference")
                .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
                .Where(reference => !allowed.Contains(Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!)))
                .Select(reference => Place(path, ((System.Xml.IXmlLineInfo)reference).LineNumber - 1, $"{name} refers to {(string)reference.Attribute("Include")!}")));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void Namespaces_GamesAndTorchAndFarm_NeverSeeOneAnother()
    {
        (string Folder, string Unseen)[] pairs =
        [
            ("games/MuZero.Games", @"MuZero\.(Torch|Farm|Cli)\b|TorchSharp"),
            ("src/MuZero.Torch", @"MuZero\.(Farm|Cli)\b"),
            ("src/MuZero.Core", @"MuZero\.(Torch|Farm|Cli)\b|TorchSharp|Grpc\.|StackExchange"),
        ];
        List<string> faults = [];
        foreach ((string folder, string unseen) in pairs)
        {
            foreach (string path in Sources(folder))
            {
                string[] lines = File.ReadAllLines(path);
                faults.AddRange(Enumerable.Range(0, lines.Length)
                    .Where(i => lines[i].StartsWith("using ", StringComparison.Ordinal) && Regex.IsMatch(lines[i], unseen))
                    .Select(i => Place(path, i, lines[i])));
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void SourceFiles_AreAtMost400Lines()
    {
        IEnumerable<string> faults = Sources("src")
            .Select(path => (path, File.ReadLines(path).Count()))
            .Where(file => file.Item2 > MaxLines)
            .Select(file => Place(file.path, MaxLines, $"the file has {file.Item2} lines; at most {MaxLines}, split it"));

        Assert.True(!faults.Any(), string.Join('\n', faults));
    }

    private static bool IsBelow(string used, string folder) => Array.IndexOf(_folders, used) is >= 0 and int place && place < Array.IndexOf(_folders, folder);

    private static string Place(string path, int line, string fault) =>
        string.Create(CultureInfo.InvariantCulture, $"{Path.GetRelativePath(_root, path)}:{line + 1}: {fault}");

    private static IEnumerable<string> Sources(string folder) => Files("*.cs").Where(path => path.StartsWith(Path.Combine(_root, folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal));

    private static IEnumerable<string> Files(string pattern) => new[] { "src", "games", "tests" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(_root, folder), pattern, SearchOption.AllDirectories))
        .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "MuZero.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException($"MuZero.sln is not above {AppContext.BaseDirectory}.");
    }

    // A using directive, or a name written out in code; comments and strings do not count.
    private static IEnumerable<string> Used(string line) =>
        line.TrimStart() is var code && (code.StartsWith("//", StringComparison.Ordinal) || code.StartsWith("namespace ", StringComparison.Ordinal))
            ? []
            : CoreNamespace().Matches(Text().Replace(line, "")).Select(match => match.Groups["folder"].Value);

    [GeneratedRegex(@"\bMuZero\.(?<folder>(?!V1\b)[A-Z][A-Za-z0-9]*)")]
    private static partial Regex CoreNamespace();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Text();
}
