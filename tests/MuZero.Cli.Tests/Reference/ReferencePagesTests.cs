using System.Text.RegularExpressions;
using MuZero.Cli.Reference;
using MuZero.Options;

namespace MuZero.Cli.Tests.Reference;

public sealed class ReferencePagesTests
{
    public static TheoryData<string> Files => [.. ReferencePages.All().Select(page => page.File)];

    public static TheoryData<string> Options => [.. OptionKey.All.Select(key => key.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public void File_InDocs_IsUpToDate(string file)
    {
        string path = Path.Combine(MuZeroProgram.Root, "docs", file);
        string expected = ReferencePages.All().Single(page => page.File == file).Text;

        string written = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";

        Assert.True(expected == written, $"docs/{file} is out of date. Run {ReferencePages.Command} and commit docs/.");
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Option_Documentation_HasMeaningAndChoices(string name)
    {
        OptionReference option = OptionReference.Named(name);

        Assert.EndsWith(".", option.Meaning, StringComparison.Ordinal);
        Assert.All(option.Choices, choice => Assert.NotEmpty(choice.Meaning));
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Option_DocumentedDefault_IsTheDefault(string name)
    {
        OptionReference option = OptionReference.Named(name);
        string value = DocComments.OfCore.Text(option.Key.Property, "value");

        // "Default 50,000.", "Default empty: until interrupted."
        Match stated = Regex.Match(value, @"^Default (?<value>.+?)(\.$|:|;| \()");
        string expected = option.Default.Trim('"') is "" or "{}" ? "empty" : option.Default.Trim('"');

        Assert.True(stated.Success, $"The doc comment of {name} says '{value}'; write <value>Default {expected}.</value>.");
        Assert.Equal(expected, stated.Groups["value"].Value.Replace(",", "", StringComparison.Ordinal));
    }
}
