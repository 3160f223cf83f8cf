using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MuZero.Core.Tests.Architecture;

/// <summary>Who may use whom: the project files and the using lines against the design.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] _folders =
        ["Diagnostics", "Games", "Networks", "Search", "SelfPlay", "Replay", "Evaluation", "Training", "Tuning"];

    private static readonly string _root = FindRoot();

    [Fact]
    public void CoreFolders_UseOnlyThoseBelowThem()
    {
        List<string> faults = [];
        foreach (string file in Sources("src/MuZero.Core"))
        {
            string folder = Path.GetRelativePath(Path.Combine(_root, "src", "MuZero.Core"), file).Split(Path.DirectorySeparatorChar)[0];
            int own = Array.IndexOf(_folders, folder);
            Assert.True(own >= 0, $"{file} is in no folder of the design: {string.Join(", ", _folders)}.");
            foreach ((string line, int number) in File.ReadLines(file).Select((line, index) => (line, index + 1)))
            {
                Match match = UsingLine().Match(line);
                if (match.Success && Array.IndexOf(_folders, match.Groups[1].Value) > own)
                {
                    faults.Add($"{Path.GetRelativePath(_root, file)}:{number} uses MuZero.{match.Groups[1].Value}, which is above {folder}");
                }
            }
        }

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("src/MuZero.Core/MuZero.Core.csproj")]
    [InlineData("src/Upstream/TorchSharp/TorchSharp.csproj")]
    [InlineData("games/MuZero.Games/MuZero.Games.csproj", "MuZero.Core")]
    [InlineData("src/MuZero.Torch/MuZero.Torch.csproj", "MuZero.Core", "TorchSharp")]
    [InlineData("src/MuZero.Cli/MuZero.Cli.csproj", "MuZero.Core", "MuZero.Games", "MuZero.Torch")]
    [InlineData("tests/MuZero.Core.Tests/MuZero.Core.Tests.csproj", "MuZero.Core")]
    [InlineData("tests/MuZero.Torch.Tests/MuZero.Torch.Tests.csproj", "MuZero.Torch")]
    [InlineData("tests/MuZero.Games.Tests/MuZero.Games.Tests.csproj", "MuZero.Games", "SampleGame")]
    [InlineData("tests/MuZero.Cli.Tests/MuZero.Cli.Tests.csproj", "MuZero.Cli", "SampleGame")]
    [InlineData("tests/SampleGame/SampleGame.csproj", "MuZero.Core")]
    public void Project_References_AreTheDesigns(string project, params string[] expected)
    {
        IEnumerable<string> references = XDocument.Load(Path.Combine(_root, project)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

        Assert.Equal(expected, references.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void SourceFiles_HaveAtMost400Lines()
        => Assert.DoesNotContain(Sources("src").Concat(Sources("games")), file => File.ReadLines(file).Count() > 400);

    private static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(Path.Combine(_root, folder), "*.cs", SearchOption.AllDirectories);

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "MuZero.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException($"MuZero.sln is not above {AppContext.BaseDirectory}.");
    }

    [GeneratedRegex(@"^\s*using (?:static )?MuZero\.(\w+)")]
    private static partial Regex UsingLine();
}
