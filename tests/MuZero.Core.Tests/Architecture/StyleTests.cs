using System.Text.RegularExpressions;

namespace MuZero.Core.Tests.Architecture;

/// <summary>Rules of form that a machine can check.</summary>
public partial class StyleTests
{
    private const int MaxLines = 400;
    private const int MaxColumns = 140;

    [Theory]
    [InlineData("src")]
    [InlineData("games")]
    [InlineData("tests")]
    public void Files_AreAtMost400Lines(string folder)
    {
        string faults = SourceTree.Report(
            from path in SourceTree.Sources(folder)
            let lines = File.ReadLines(path).Count()
            where lines > MaxLines
            select SourceTree.Place(path, MaxLines, $"the file has {lines} lines; at most {MaxLines}, split it"));

        Assert.True(faults.Length == 0, faults);
    }

    [Theory]
    [InlineData("src")]
    [InlineData("games")]
    [InlineData("samples")]
    [InlineData("tests")]
    public void Lines_AreAtMost140Columns(string folder)
    {
        string faults = SourceTree.Report(
            from path in SourceTree.Sources(folder)
            from line in File.ReadLines(path).Select((text, i) => (Number: i + 1, text.Length))
            where line.Length > MaxColumns
            select SourceTree.Place(path, line.Number, $"the line has {line.Length} columns; at most {MaxColumns}"));

        Assert.True(faults.Length == 0, faults);
    }

    [Theory]
    [InlineData("src")]
    [InlineData("games")]
    [InlineData("tests")]
    public void Summaries_BeginWithANounOrAVerb(string folder)
    {
        string faults = SourceTree.Report(
            from path in SourceTree.Sources(folder)
            from line in File.ReadLines(path).Select((text, i) => (Number: i + 1, Text: text))
            where Riddle().IsMatch(line.Text)
            select SourceTree.Place(path, line.Number, line.Text.Trim()));

        Assert.True(faults.Length == 0, faults);
    }

    [GeneratedRegex(@"<summary>(What|How|Where|Who|When)\b")]
    private static partial Regex Riddle();
}
