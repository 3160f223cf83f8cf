using FsCheck;
using FsCheck.Fluent;
using MuZero.Errors;
using MuZero.Tuning.Samplers;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Samplers;

/// <summary>Properties of every sampler.</summary>
public class SamplerTests
{
    public static TheoryData<string> Names => [.. SamplerChoices.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Ask_AnySpace_ProposesValuesInRangeAndOnSteps(string name) => Prop.ForAll(Spaces(name).ToArbitrary(), space =>
    {
        using Study study = StudyRuns.Open(SamplerChoices.Named(name).Create(space));
        for (int i = 0; i < 25; i++)
        {
            StudyTrial trial = study.Ask(space);
            foreach (Parameter parameter in trial.Snapshot.Parameters.Values)
            {
                Assert.True(IsValue(parameter.Distribution, parameter.Representation), $"{parameter}");
            }

            study.Tell(trial, trial.Snapshot.Parameters.Values.Sum(parameter => parameter.Representation));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Ask_LogarithmicRange_SpreadsOverItsPowers()
    {
        using Study study = StudyRuns.Open(new RandomSampler());
        study.Optimize(trial => trial.SuggestFloat("rate", 1e-4, 1.0, log: true) + trial.SuggestInt("width", 1, 1000, log: true), 600);

        double[] shares = [.. Enumerable.Range(-4, 4).Select(power => study.Trials.Average(trial =>
            Math.Floor(Math.Log10(trial.Parameters["rate"].Representation)) == power ? 1.0 : 0.0))];

        Assert.All(shares, share => Assert.InRange(share, 0.2, 0.3));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Ask_SameSeed_ProposesTheSame(string name)
    {
        Dictionary<string, Distribution> space = new()
        {
            ["a"] = new IntDistribution(1, 9),
            ["b"] = new CategoricalDistribution(["u", "v", "w"])
        };
        using Study first = StudyRuns.Open(SamplerChoices.Named(name).Create(space)),
            second = StudyRuns.Open(SamplerChoices.Named(name).Create(space));

        foreach (Study study in new[] { first, second })
        {
            study.Optimize(trial => trial.SuggestInt("a", 1, 9) + trial.SuggestCategorical("b", ["u", "v", "w"]).Length, 25);
        }

        Assert.Equal(first.Lines(), second.Lines());
    }

    [Fact]
    public void Named_MistypedName_SuggestsTheNearest()
    {
        UserException fault = Assert.Throws<UserException>(() => SamplerChoices.Named("randon", "--search"));

        Assert.StartsWith("--search is 'randon'", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("Did you mean 'random'?", fault.Message, StringComparison.Ordinal);
        Assert.Equal("tpe", SamplerChoices.Named("TPE").Name);
    }

    [Fact]
    public void Constructor_OptionsOutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TpeSampler(new TpeOptions { Candidates = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CmaEsSampler(new CmaEsOptions { Population = 3 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NsgaIISampler(new NsgaIIOptions { Population = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(()
            => new GridSampler(new Dictionary<string, IReadOnlyList<object?>>(), new GridOptions { Repeats = 0 }));
    }

    private static bool IsValue(Distribution distribution, double representation) => distribution.Contains(representation)
        && distribution switch
        {
            FloatDistribution { Step: { } step } real => IsWhole((representation - real.Low) / step),
            IntDistribution whole => IsWhole((representation - whole.Low) / whole.Step),
            CategoricalDistribution => IsWhole(representation),
            _ => true,
        };

    private static bool IsWhole(double number) => Math.Abs(number - Math.Round(number)) < 1e-6;

    private static Gen<Dictionary<string, Distribution>> Spaces(string name)
        => from ranges in Gen.ListOf(Range(name), 3)
           select ranges.Select((range, i) => (range, i))
            .ToDictionary(entry => $"p{entry.i}", entry => entry.range);

    private static Gen<Distribution> Range(string name)
    {
        Gen<double> low = Gen.Choose(-50, 50).Select(whole => whole / 7.0), span = Gen.Choose(0, 100).Select(whole => whole / 13.0);
        Gen<Distribution> stepped = low.SelectMany(from
            => span.Select(length => (Distribution)new FloatDistribution(from, from + length, Step: 0.3)));
        Gen<Distribution> whole = Gen.Choose(-9, 9).SelectMany(from => Gen.Choose(0, 20).SelectMany(length => Gen.Choose(1, 4)
            .Select(step => (Distribution)new IntDistribution(from, from + length, Step: step))));
        Gen<Distribution> wholeLog = Gen.Choose(1, 9)
            .SelectMany(from => Gen.Choose(0, 90).Select(length => (Distribution)new IntDistribution(from, from + length, Log: true)));
        Gen<Distribution> list = Gen.Choose(1, 5)
            .Select(count => (Distribution)new CategoricalDistribution([.. Enumerable.Range(0, count).Select(i => (object?)$"{i}")]));
        Gen<Distribution> real = low.SelectMany(from => span.Select(length => (Distribution)new FloatDistribution(from, from + length)));
        Gen<Distribution> realLog = span.SelectMany(length => Gen.Choose(1, 9)
            .Select(from => (Distribution)new FloatDistribution(from / 100.0, (from / 100.0) + length, Log: true)));
        return name == "grid" ? Gen.OneOf(stepped, whole, wholeLog, list) : Gen.OneOf(stepped, whole, wholeLog, list, real, realLog);
    }
}
