using MuZero.Core.Tests.Tuning.Samplers;
using MuZero.Tuning.Importance;
using MuZero.Tuning.Samplers;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Importance;

public class ParameterImportanceTests
{
    private static readonly Dictionary<string, Distribution> _space = new()
    {
        ["share"] = new FloatDistribution(0.0, 1.0),
        ["rate"] = new FloatDistribution(1e-4, 1.0, Log: true),
        ["layers"] = new IntDistribution(1, 8),
        ["rule"] = new CategoricalDistribution(["u", "v", "w"]),
        ["idle"] = new FloatDistribution(-2.0, 2.0),
    };

    [Fact]
    public void Fanova_AdditiveFunction_HasTheSharesOfItsVariances()
    {
        // Variances of uniform parameters: 36/12, 16/12, 0.25 * 63/12, 1.44 * 2/3, of 6.6058 together. Trees resolve strong parameters
        // better than weak ones, which moves shares of 300 trials by up to 0.1, Optuna's too.
        OrderedDictionary<string, double> shares = Of(Additive, ImportanceMethod.Fanova);

        Assert.Equal(["share", "rate", "layers", "rule", "idle"], shares.Keys);
        AssertClose(shares, 0.1, ("share", 0.454), ("rate", 0.202), ("layers", 0.199), ("rule", 0.145), ("idle", 0.0));
    }

    [Fact]
    public void Fanova_SameTrials_AgreesWithOptuna()
    {
        // Means over ten seeds of Optuna 3.1.0's FanovaImportanceEvaluator: /usr/bin/python3 tests/oracle/tuning/importance.py
        AssertClose(Of(Additive, ImportanceMethod.Fanova), 0.025, ("share", 0.5652), ("rate", 0.2054), ("layers", 0.1582), ("rule", 0.0695),
            ("idle", 0.0017));
        AssertClose(Of(Bowl, ImportanceMethod.Fanova), 0.025, ("share", 0.8202), ("rate", 0.0866), ("layers", 0.0001), ("rule", 0.0927),
            ("idle", 0.0003));
    }

    [Theory]
    [InlineData(ImportanceMethod.PedAnova)]
    [InlineData(ImportanceMethod.Fanova)]
    public void Of_IrrelevantParameters_AreNearZero(ImportanceMethod method)
    {
        OrderedDictionary<string, double> shares = Of(Bowl, method);

        Assert.Equal(1.0, shares.Values.Sum(), 12);
        Assert.InRange(shares["idle"] + shares["layers"], 0.0, 0.06);
        Assert.Equal(shares.Values.OrderDescending(), shares.Values);
    }

    [Fact]
    public void PedAnova_BestTrialsInANarrowRange_NamesItsParameter()
    {
        OrderedDictionary<string, double> shares = Of(trial => Math.Abs(trial.SuggestFloat("share", 0.0, 1.0) - 0.3),
            ImportanceMethod.PedAnova);

        Assert.Equal("share", shares.GetAt(0).Key);
        Assert.InRange(shares["share"], 0.85, 1.0);
    }

    [Fact]
    public void PedAnova_OneParameterMakesTheBestAnotherTheWorst_NamesTheFirst()
    {
        OrderedDictionary<string, double> shares = Of(trial => (Share(trial) < 0.15 ? -1.0 : 0.0) + (Rate(trial) > 0.3 ? 10.0 : 0.0),
            ImportanceMethod.PedAnova);

        Assert.Equal("share", shares.GetAt(0).Key);
        Assert.True(shares["share"] > 5.0 * shares["rate"], $"{shares["share"]} and {shares["rate"]}");
    }

    [Theory]
    [InlineData(ImportanceMethod.PedAnova)]
    [InlineData(ImportanceMethod.Fanova)]
    public void Of_Maximised_IsThatOfTheNegativeMinimised(ImportanceMethod method)
        => Assert.Equal(Of(Bowl, method), Of(trial => -Bowl(trial), method, Direction.Maximize));

    [Theory]
    [InlineData(ImportanceMethod.PedAnova)]
    [InlineData(ImportanceMethod.Fanova)]
    public void Of_ConditionalParameter_ComparesWithinTheTrialsThatHaveIt(ImportanceMethod method)
    {
        using Study study = StudyRuns.Open(new RandomSampler());
        study.Optimize(
            trial => trial.SuggestCategorical("kind", ["line", "tree"]) == "tree"
                ? trial.SuggestInt("depth", 1, 20) + trial.SuggestFloat("leaf", 0.0, 1.0)
                : 5.0, 200);

        OrderedDictionary<string, double> common = study.Read(state
            => ParameterImportance.Of(state, new ImportanceOptions { Method = method }));
        OrderedDictionary<string, double> within = study.Read(state => ParameterImportance.Of(
            state, new ImportanceOptions { Method = method, Parameters = ["depth", "leaf"] }));

        Assert.Equal(["kind"], common.Keys);
        Assert.Equal("depth", within.GetAt(0).Key);
        Assert.InRange(within["depth"], 0.8, 1.0);
    }

    [Theory]
    [InlineData(ImportanceMethod.PedAnova)]
    [InlineData(ImportanceMethod.Fanova)]
    public void Of_NothingToCompare_IsEmptyOrZero(ImportanceMethod method)
    {
        using Study study = StudyRuns.Open(new RandomSampler());
        ImportanceOptions options = new() { Method = method };
        study.Tell(study.Ask(_space), double.PositiveInfinity);
        study.Tell(study.Ask(_space), 1.0);

        Assert.Empty(study.Read(state => ParameterImportance.Of(state, options)));

        study.Tell(study.Ask(_space), 1.0);
        Assert.Equal(5, study.Read(state => ParameterImportance.Of(state, options)).Values.Count(share => share == 0.0));
    }

    private static double Additive(StudyTrial trial) => (6.0 * Share(trial)) + Math.Log10(Rate(trial))
        + (0.5 * (long)trial.Suggest("layers", _space["layers"])!) + (1.2 * "uvw".IndexOf(Rule(trial), StringComparison.Ordinal));

    private static double Bowl(StudyTrial trial) => (4.0 * Math.Pow(Share(trial) - 0.3, 2.0))
        + (0.1 * Math.Pow(Math.Log10(Rate(trial)) + 3.0, 2.0))
        + (Rule(trial) == "v" ? Share(trial) : 0.0);

    private static double Share(StudyTrial trial) => trial.SuggestFloat("share", 0.0, 1.0);

    private static double Rate(StudyTrial trial) => (double)trial.Suggest("rate", _space["rate"])!;

    private static string Rule(StudyTrial trial) => (string)trial.Suggest("rule", _space["rule"])!;

    private static OrderedDictionary<string, double> Of(
        Func<StudyTrial, double> objective, ImportanceMethod method, Direction direction = Direction.Minimize)
    {
        using Study study = StudyRuns.Open(new RandomSampler(), directions: direction);
        for (int i = 1; i <= 300; i++)
        {
            study.Enqueue(new Dictionary<string, object?>
            {
                ["share"] = Halton.At(i, 2),
                ["rate"] = Math.Pow(10.0, (4.0 * Halton.At(i, 3)) - 4.0),
                ["layers"] = 1 + (int)(8.0 * Halton.At(i, 5)),
                ["rule"] = "uvw"[(int)(3.0 * Halton.At(i, 7))].ToString(),
                ["idle"] = (4.0 * Halton.At(i, 11)) - 2.0,
            });
            StudyTrial trial = study.Ask(_space);
            study.Tell(trial, objective(trial));
        }

        return study.Read(state => ParameterImportance.Of(state, new ImportanceOptions { Method = method }));
    }

    private static void AssertClose(OrderedDictionary<string, double> shares, double tolerance,
        params (string Name, double Share)[] expected)
    {
        string all = string.Join(", ", shares.Select(entry => $"{entry.Key} {entry.Value:0.0000}"));
        Assert.All(expected,
            entry => Assert.True(Math.Abs(shares[entry.Name] - entry.Share) <= tolerance, $"{entry.Name} should be {entry.Share}: {all}"));
    }
}
