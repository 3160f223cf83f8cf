using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace MuZero.Core.Tests.Architecture;

/// <summary>The arrows of docs/ARCHITECTURE.md, read from the sources.</summary>
/// <remarks>A folder may use only the folders before it, so an order is also a rule against circles. A folder inside another belongs to
/// it.</remarks>
public partial class LayeringTests
{
    // The folders of each project, lowest first; "" is the project's root.
    private static readonly Dictionary<string, string[]> _folders = new()
    {
        ["src/MuZero.Core"] =
        [
            "Errors", "Numerics", "Files", "Games", "Networks", "Search", "SelfPlay", "Replay", "Evaluation", "Engines", "Learning",
            "Results", "Options", "Records", "Agents", "Arena", "Runs", "Tuning", "",
        ],
        ["src/MuZero.Torch"] = ["Native", "Modules", "Losses", ""],
        ["src/MuZero.Farm"] = ["Security", "Telemetry", "Hosting", "Redis", "Tuning", "Registry", "Weights", "Worker", "Trainer"],
        ["src/MuZero.Sqlite"] = [""],
        ["src/MuZero.Bench"] = ["Measuring", "Boards", "Networks", "Benchmarks", "Calibration"],
        ["src/MuZero.Plots"] = ["Drawings", "Axes", "Pictures", "", "Reports"],
        ["src/MuZero.Cli"] = ["Reference", "Input", "LocalFarm", "Views", "Play", "Protocols", "Commands", ""],
        ["games/MuZero.Games"] =
        [
            "", "Amazons", "Bandit", "Breakthrough", "CartPole", "Chess", "CliffWalking", "ConnectFour", "DeepSea", "EinStein", "Go",
            "Gomoku", "Hex", "MinAtar", "MountainCar", "Othello", "Pendulum", "Pig", "TicTacToe", "TwentyFortyEight",
        ],
    };

    // The projects that each project may refer to. X.Tests refers to X; a test's build-only reference does not count.
    private static readonly Dictionary<string, string[]> _projects = new()
    {
        ["MuZero.Core"] = [],
        ["MuZero.Games"] = ["MuZero.Core"],
        ["MuZero.Torch"] = ["MuZero.Core"],
        ["MuZero.Farm"] = ["MuZero.Core"],
        ["MuZero.Sqlite"] = ["MuZero.Core"],
        ["MuZero.Bench"] = ["MuZero.Core"],
        ["MuZero.Cli"] = ["MuZero.Core", "MuZero.Games", "MuZero.Torch", "MuZero.Farm", "MuZero.Sqlite", "MuZero.Bench", "MuZero.Plots"],
        ["MuZero.Plots"] = ["MuZero.Core"],
        ["MuZero.Farm.Tests"] = ["MuZero.Farm", "MuZero.Games"], // reads a Redis that an earlier version filled with a real game
        ["MuZero.Samples.Tests"] = [], // runs what a user runs
        ["SampleGame"] = ["MuZero.Core"],
        ["UntunedGames"] = ["MuZero.Core"],
        ["MuZero.Benchmarks"] = ["MuZero.Core", "MuZero.Games", "MuZero.Torch", "MuZero.Farm", "MuZero.Sqlite", "MuZero.Bench"],
    };

    // Folders of tests that have no counterpart in the project under test.
    private static readonly string[] _testFolders =
    [
        "MuZero.Core.Tests/Architecture", "MuZero.Core.Tests/Contracts", "MuZero.Farm.Tests/Fixtures", "MuZero.Farm.Tests/Reliability",
        "MuZero.Games.Tests/Faulty", "MuZero.Cli.Tests/Reliability", "MuZero.Cli.Tests/Scripts",
    ];

    public static TheoryData<string> Projects => [.. _folders.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_Usings_PointDown(string project)
    {
        string[] order = _folders[project];
        string name = Path.GetFileName(project);
        string prefix = name == "MuZero.Core" ? "MuZero" : name;
        List<string> faults = [];
        foreach (string path in SourceTree.Sources(project))
        {
            string folder = SourceTree.FolderOf(path, project).Split('/')[0];
            faults.AddRange(
                from line in SourceTree.Code(path)
                from used in UsedFolders(line.Text, prefix, order)
                where used != folder && !IsBelow(order, used, folder)
                select SourceTree.Place(path, line.Number, $"{folder} uses {prefix}.{used}"));
        }

        Assert.True(faults.Count == 0, SourceTree.Report(faults));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_OnDisk_AreInTheOrder(string project)
    {
        IEnumerable<string> folders = SourceTree.Sources(project).Select(path => SourceTree.FolderOf(path, project).Split('/')[0]);

        Assert.Empty(folders.Distinct().Except(_folders[project]));
    }

    [Fact]
    public void TestFolders_MirrorTheProject()
    {
        List<string> faults = [];
        foreach (string project in _folders.Keys)
        {
            string tests = $"tests/{Path.GetFileName(project)}.Tests";
            HashSet<string> known = [.. SourceTree.Sources(project).Select(path => SourceTree.FolderOf(path, project))];
            faults.AddRange(SourceTree.Sources(tests)
                .Select(path => SourceTree.FolderOf(path, tests))
                .Distinct()
                .Where(folder => folder.Length > 0 && !known.Contains(folder))
                .Where(folder => !_testFolders.Contains($"{Path.GetFileName(tests)}/{folder}"))
                .Select(folder => $"{tests}/{folder} has no counterpart in {project}"));
        }

        Assert.True(faults.Count == 0, SourceTree.Report(faults));
    }

    [Fact]
    public void ProjectReferences_AreInTheTable()
    {
        List<string> faults = [];
        foreach (string path in SourceTree.Files("*.csproj"))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            string[]? tested = name.EndsWith(".Tests", StringComparison.Ordinal) ? [name[..^".Tests".Length]] : null;
            if ((_projects.GetValueOrDefault(name) ?? tested) is not { } allowed)
            {
                faults.Add(SourceTree.Place(path, 1, $"{name} is not in the table of projects; add it there and to docs/ARCHITECTURE.md"));
                continue;
            }

            faults.AddRange(
                from reference in XDocument.Load(path, LoadOptions.SetLineInfo).Descendants("ProjectReference")
                where (string?)reference.Attribute("ReferenceOutputAssembly") != "false"
                let included = (string)reference.Attribute("Include")!
                where !allowed.Contains(Path.GetFileNameWithoutExtension(included))
                select SourceTree.Place(path, ((IXmlLineInfo)reference).LineNumber, $"{name} refers to {included}"));
        }

        Assert.True(faults.Count == 0, SourceTree.Report(faults));
    }

    [Theory]
    [InlineData("src/MuZero.Core",
        @"MuZero\.(Torch|Farm|Sqlite|Bench|Cli)\b|TorchSharp|Grpc\.|StackExchange|Microsoft\.Data|System\.CommandLine|Spectre")]
    [InlineData("src/MuZero.Sqlite", @"MuZero\.(Torch|Farm|Bench|Cli)\b|TorchSharp|Grpc\.|StackExchange|System\.CommandLine|Spectre")]
    [InlineData("src/MuZero.Torch", @"MuZero\.(Farm|Bench|Cli)\b|Grpc\.|StackExchange")]
    [InlineData("src/MuZero.Farm", @"MuZero\.(Torch|Bench|Cli)\b|TorchSharp|System\.CommandLine|Spectre")]
    [InlineData("src/MuZero.Bench", @"MuZero\.(Torch|Farm|Cli)\b|TorchSharp|Grpc\.|StackExchange|System\.CommandLine|Spectre")]
    [InlineData("src/MuZero.Plots", @"MuZero\.(Torch|Farm|Bench|Cli)\b|TorchSharp|Grpc\.|StackExchange|System\.CommandLine|Spectre")]
    [InlineData("games/MuZero.Games", @"MuZero\.(Torch|Farm|Bench|Cli)\b|TorchSharp")]
    public void Namespaces_OfOneProject_NeverSeeAnother(string project, string unseen)
    {
        string faults = SourceTree.Report(
            from path in SourceTree.Sources(project)
            from line in SourceTree.Code(path)
            where line.Text.StartsWith("using ", StringComparison.Ordinal) && Regex.IsMatch(line.Text, unseen)
            select SourceTree.Place(path, line.Number, line.Text));

        Assert.True(faults.Length == 0, faults);
    }

    // A project's own folders stay visible in its files' using directives, which the orders are checked against.
    [Theory]
    [MemberData(nameof(Projects))]
    public void GlobalUsings_NameNoFolderOfTheProject(string project)
    {
        string name = Path.GetFileName(project);
        string prefix = name == "MuZero.Core" ? "MuZero." : name + ".";
        string path = SourceTree.Files("*.csproj").Single(path => Path.GetFileNameWithoutExtension(path) == name);

        IEnumerable<string> named = XDocument.Load(path).Descendants("Using").Select(used => (string)used.Attribute("Include")!);

        Assert.DoesNotContain(named, used => used.StartsWith(prefix, StringComparison.Ordinal));
    }

    private static bool IsBelow(string[] order, string used, string folder) => Array.IndexOf(order, used) < Array.IndexOf(order, folder);

    // Of a using directive, or of a name written out in code.
    private static IEnumerable<string> UsedFolders(string line, string prefix, string[] order)
        => Name().Matches(line)
            .Select(match => match.Value)
            .Where(name => name.StartsWith(prefix + ".", StringComparison.Ordinal))
            .Select(name => name[(prefix.Length + 1)..].Split('.')[0])
            .Where(order.Contains);

    [GeneratedRegex(@"\bMuZero(\.[A-Z][A-Za-z0-9]*)+")]
    private static partial Regex Name();
}
