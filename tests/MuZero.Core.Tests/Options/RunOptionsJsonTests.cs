using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MuZero.Errors;
using MuZero.Options;

namespace MuZero.Core.Tests.Options;

public sealed class RunOptionsJsonTests
{
    [Fact]
    public void Read_WhatWriteWrote_IsTheSame()
    {
        Prop.ForAll(Arb.From(RandomEntries()), entries =>
        {
            RunOptions options = RunOptionsJson.Apply(new RunOptions(), entries);

            string json = RunOptionsJson.Write(options);

            Assert.Equal(json, RunOptionsJson.Write(RunOptionsJson.Read(json, "params.json")));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Write_EveryOption_CarriesItsValue()
    {
        Prop.ForAll(Arb.From(RandomEntries()), entries =>
        {
            RunOptions options = RunOptionsJson.Apply(new RunOptions(), entries);

            RunOptions read = RunOptionsJson.Read(RunOptionsJson.Write(options), "params.json");

            Assert.All(OptionKey.All, key => Assert.Equal(key.Get(options), key.Get(read)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Read_AnyJson_ThrowsNothingButUserException()
    {
        Gen<string> keys = Gen.OneOf(Gen.Elements(OptionKey.All.Select(key => key.Name).ToArray()),
            Gen.Elements("training", "stop", "stop.", ".", "", "\ud800", "sede"));
        Prop.ForAll(Arb.From(RandomJson(keys, 4)), json =>
        {
            Exception? thrown = Record.Exception(() => RunOptionsJson.Read(json, "any.json"));

            Assert.True(thrown is null or UserException, $"{json}: {thrown}");
            Assert.DoesNotContain('\n', thrown?.Message ?? "");
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Read_AnyText_ThrowsNothingButUserException()
    {
        Prop.ForAll(Arb.From(ArbMap.Default.GeneratorFor<string>()), text =>
        {
            Exception? thrown = Record.Exception(() => RunOptionsJson.Read(text ?? "", "any.json"));

            Assert.IsType<UserException>(thrown);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Read_NestedAndDotted_AreTheSame()
    {
        RunOptions nested = RunOptionsJson.Read("{\"training\": {\"batch_size\": 64,}, /* why */ \"seed\": 7}", "a.json");
        RunOptions dotted = RunOptionsJson.Read("{\"training.batch_size\": 64, \"seed\": 7 // why\n}", "b.json");

        Assert.Equal(64, nested.Training.BatchSize);
        Assert.Equal(RunOptionsJson.Write(nested), RunOptionsJson.Write(dotted));
    }

    [Theory]
    [InlineData("{\n \"training\": {\n  \"learning_rat\": 1}}",
        "Unknown option 'training.learning_rat' (my.json:3). Did you mean 'training.learning_rate'?")]
    [InlineData("{\"learning_rate\": 1}", "Unknown option 'learning_rate' (my.json:1). Did you mean 'training.learning_rate'?")]
    [InlineData("{\"batchsize\": 1}", "Did you mean 'training.batch_size'?")]
    [InlineData("{\"training.batch_size\": 0}", "training.batch_size is 0 (my.json:1); it must be a whole number from 1 to 1000000.")]
    [InlineData("{\"training.batch_size\": -5}", "training.batch_size is -5")]
    [InlineData("{\"training.batch_size\": 1.5}", "training.batch_size is 1.5")]
    [InlineData("{\"training.batch_size\": \"8\"}", "training.batch_size is \"8\" (my.json:1); it must be a whole number")]
    [InlineData("{\"training.learning_rate\": 1e99}", "training.learning_rate is 1e99 (my.json:1); it must be a number from 1E-09 to 10.")]
    [InlineData("{\"deterministic\": 1}", "it must be true or false")]
    [InlineData("{\"seed\": -1}", "seed is -1 (my.json:1); it must be a whole number of at least 0.")]
    [InlineData("{\"training\": 3}", "Unknown option 'training'")]
    [InlineData("{\"training\": [1]}", "training is a list (my.json:1); no option takes one.")]
    [InlineData("{\"stop\": 3}", "stop is 3 (my.json:1); it must be an object")]
    [InlineData("{\"stop\": {\"training_iteration\": \"x\"}}", "stop.training_iteration is \"x\"")]
    [InlineData("{\"seed\": 1, \"seed\": 2}", "seed is set twice in my.json")]
    [InlineData("[]", "my.json is not a JSON object")]
    [InlineData("{\"seed\": \n", "my.json:2 is not valid JSON")]
    [InlineData("{\"seed\": 1} x", "my.json:1 is not valid JSON")]
    public void Read_Wrong_SaysWhereAndWhat(string json, string expected)
    {
        UserException thrown = Assert.Throws<UserException>(() => RunOptionsJson.Read(json, "my.json"));

        Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, thrown.ExitCode);
    }

    [Fact]
    public void Apply_Stop_ReplacesTheWholeTable()
    {
        RunOptions preset = RunOptionsJson.Read("{\"stop\": {\"episode_reward_mean\": 475, \"time_total_s\": 600}}", "preset.json");

        RunOptions changed = RunOptionsJson.Apply(preset, OptionDocument.Parse("{\"stop\": {\"training_iteration\": 3}}", "--stop"));

        Assert.Equal(["training_iteration"], changed.Stop.Keys);
        Assert.Equal(2, preset.Stop.Count);
    }

    private static Gen<OptionEntry[]> RandomEntries()
        => Gen.CollectToArray(OptionKey.All.Where(key => key.Name != "stop").Select(RandomEntry));

    private static Gen<OptionEntry> RandomEntry(OptionKey key) => (key.Type switch
    {
        _ when key.Type == typeof(bool) => Gen.Elements("true", "false"),
        _ when key.Type == typeof(string) => ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => text.Get),
        _ when key.Type == typeof(ulong) => ArbMap.Default.GeneratorFor<ulong>()
            .Select(number => number.ToString(CultureInfo.InvariantCulture)),
        _ when key.Type.IsEnum => Gen.Elements(Enum.GetNames(key.Type)),
        _ when key.Type == typeof(int) => Gen.Choose((int)key.Minimum, (int)key.Maximum)
            .Select(number => number.ToString(CultureInfo.InvariantCulture)),
        _ => Gen.Choose(0, 1_000_000)
            .Select(number => (key.Minimum + (number / 1_000_000.0 * (key.Maximum - key.Minimum)))
            .ToString("R", CultureInfo.InvariantCulture)),
    }).Select(text => new OptionEntry(key.Name, OptionForm.Words, text, "here"));

    private static Gen<string> RandomJson(Gen<string> keys, int depth)
    {
        Gen<string> scalar = Gen.OneOf(
            ArbMap.Default.GeneratorFor<double>().Select(number => JsonSerializer.Serialize(double.IsFinite(number) ? number : 0.5)),
            ArbMap.Default.GeneratorFor<int>().Select(number => number.ToString(CultureInfo.InvariantCulture)),
            ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => JsonSerializer.Serialize(text.Get)),
            Gen.Elements("true", "false", "null", "1e999", "-0", "\"\\ud800\"", "18446744073709551616", "[]", "{}"));
        if (depth == 0)
        {
            return scalar;
        }

        Gen<string> member = keys.Zip(Gen.OneOf(scalar, RandomJson(keys, depth - 1)))
            .Select(pair => $"{JsonSerializer.Serialize(pair.Item1)}: {pair.Item2}");
        return Gen.Choose(0, 3).SelectMany(count => Gen.CollectToArray(Enumerable.Repeat(member, count)))
            .Select(members => $"{{{string.Join(", ", members)}}}");
    }
}
