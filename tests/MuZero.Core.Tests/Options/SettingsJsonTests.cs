using System.ComponentModel.DataAnnotations;
using MuZero.Errors;
using MuZero.Options;

namespace MuZero.Core.Tests.Options;

public class SettingsJsonTests
{
    [Fact]
    public void Read_EveryKind_SetsTheProperties()
    {
        Sample read = SettingsJson.Read<Sample>(
            """{"count": 3, "share": 0.5, "is_on": true, "title": "x", "kind": "second_kind","""
            + """ "factors": [1, 0.5], "names": ["a"], "limit": 4}""",
            "It");

        Assert.Equal((3, 0.5, true, "x", Kind.SecondKind, 4), (read.Count, read.Share, read.IsOn, read.Title, read.Kind, read.Limit));
        Assert.Equal([1.0, 0.5], read.Factors);
        Assert.Equal(["a"], read.Names);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("{ /* nothing */ }")]
    [InlineData("""{"limit": null}""")]
    [InlineData("""{"limit": "auto",}""")]
    public void Read_Nothing_KeepsDefaults(string? json) => Assert.Equal(new Sample(), SettingsJson.Read<Sample>(json, "It"));

    [Theory]
    [InlineData("""{"cuont": 3}""", "It has no setting 'cuont'. Did you mean 'count'? "
        + "Settings: count, share, is_on, title, kind, factors, names, limit.")]
    [InlineData("""{"count": 11}""", "count of It is 11; it must be a whole number from 1 to 10.")]
    [InlineData("""{"count": 2.5}""", "count of It is 2.5; it must be a whole number from 1 to 10.")]
    [InlineData("""{"count": null}""", "count of It is null; it must be a whole number from 1 to 10.")]
    [InlineData("""{"share": "1"}""", "share of It is \"1\"; it must be a number from 0 to 1.")]
    [InlineData("""{"share": 1e999}""", "share of It is 1e999; it must be a number from 0 to 1.")]
    [InlineData("""{"is_on": 1}""", "is_on of It is 1; it must be true or false.")]
    [InlineData("""{"title": 1}""", "title of It is 1; it must be a text.")]
    [InlineData("""{"kind": "third"}""", "kind of It is \"third\"; it must be one of first, second_kind.")]
    [InlineData("""{"factors": [1, 9]}""", "factors of It is [1, 9]; it must be a list of numbers from 0 to 2.")]
    [InlineData("""{"factors": []}""", "factors of It is []; it must be a list of numbers from 0 to 2.")]
    [InlineData("""{"names": [1]}""", "names of It is [1]; it must be a list of texts.")]
    [InlineData("""{"limit": 0}""", "limit of It is 0; it must be auto or a whole number from 1 to 10.")]
    [InlineData("[1]", "The settings of It are [1], which is not a JSON object. Write it as {\"key\": value}.")]
    public void Read_Unfit_NamesTheSettingAndItsRange(string json, string message)
    {
        UserException fault = Assert.Throws<UserException>(() => SettingsJson.Read<Sample>(json, "It"));

        Assert.Equal(message, fault.Message);
        Assert.Equal(ExitCode.Usage, fault.ExitCode);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"count\": 1")]
    [InlineData("max_t=3")]
    [InlineData("{\"kind\": \"\\ud800\"}")]
    public void Read_NotJson_IsOneLine(string json)
    {
        UserException fault = Assert.Throws<UserException>(() => SettingsJson.Read<Sample>(json, "It"));

        Assert.DoesNotContain('\n', fault.Message);
        Assert.StartsWith("The settings of It are not valid JSON: ", fault.Message, StringComparison.Ordinal);
    }

    private enum Kind
    {
        First,
        SecondKind,
    }

    private sealed record Sample
    {
        [Range(1, 10)]
        public int Count { get; init; } = 1;

        [Range(0.0, 1.0)]
        public double Share { get; init; }

        public bool IsOn { get; init; }

        public string Title { get; init; } = "";

        public Kind Kind { get; init; }

        [Range(0.0, 2.0)]
        public IReadOnlyList<double>? Factors { get; init; }

        public IReadOnlyList<string>? Names { get; init; }

        [Range(1, 10)]
        public int? Limit { get; init; }
    }
}
