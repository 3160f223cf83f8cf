using FsCheck;
using FsCheck.Fluent;
using MuZero.Errors;
using MuZero.Options;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Spaces;

public class SearchSpaceTests
{
    [Fact]
    public void Parse_EveryDistribution_HasItsBounds()
    {
        SearchSpace space = SearchSpace.Parse(
            """
            {
              // Comments, nested sections and trailing commas, as in a file of options.
              "training": { "learning_rate": { "loguniform": [1e-4, 1e-2] }, "unroll_steps": { "randint": [1, 6] } },
              "search.c1": { "grid_search": [1, 2] },
              "search.root_noise": { "quniform": [0, 0.5, 0.25] },
              "search.simulations": { "lograndint": [8, 65] },
              "network.hidden_size": { "qrandint": [32, 128, 32] },
              "training.value_loss_weight": { "uniform": [0.25, 1] },
              "network.kind": { "choice": ["mlp", "residual"] },
            }
            """, "space.json");

        Dictionary<string, Distribution> found = space.Parameters.ToDictionary(parameter => parameter.Name,
            parameter => parameter.Distribution);
        Assert.Equal(new FloatDistribution(1e-4, 1e-2, Log: true), found["training.learning_rate"]);
        Assert.Equal(new IntDistribution(1, 5), found["training.unroll_steps"]);
        Assert.Equal(new CategoricalDistribution([1L, 2L]), found["search.c1"]);
        Assert.Equal(new FloatDistribution(0.0, 0.5, Step: 0.25), found["search.root_noise"]);
        Assert.Equal(new IntDistribution(8, 64, Log: true), found["search.simulations"]);
        Assert.Equal(new IntDistribution(32, 128, Step: 32), found["network.hidden_size"]);
        Assert.Equal(new FloatDistribution(0.25, 1.0), found["training.value_loss_weight"]);
        Assert.Equal(new CategoricalDistribution(["mlp", "residual"]), found["network.kind"]);
    }

    [Theory]
    [InlineData("{\n\"training.learning_rat\": {\"uniform\": [0.1, 1]}}",
        "Unknown option 'training.learning_rat' (s.json:2). Did you mean 'training.learning_rate'?")]
    [InlineData("{\"training.learning_rate\": {\"uniform\": [0, 1]}}",
        "training.learning_rate is 0 (s.json:1); it must be a number from 1E-09 to 10.")]
    [InlineData("{\"search.c1\": {\"uniform\": [1, 200]}}", "search.c1 is 200 (s.json:1)")]
    [InlineData("{\"search.c1\": {\"grid_search\": []}}", "search.c1 (s.json:1) has an empty grid_search.")]
    [InlineData("{\"search.c1\": {\"choice\": []}}", "has an empty choice.")]
    [InlineData("{\"search.c1\": {\"choice\": [1, 1.0]}}", "lists 1.0 twice")]
    [InlineData("{\"search.c1\": {\"loguniform\": [2, 1]}}", "the lower bound comes first")]
    [InlineData("{\"search.c1\": {\"loguniform\": [0, 1]}}", "a logarithmic range is positive")]
    [InlineData("{\"search.c1\": {\"loguniform\": [1, 2, 3]}}", "it must be [low, high] in numbers")]
    [InlineData("{\"search.c1\": {\"loguniforn\": [1, 2]}}", "Did you mean 'loguniform'?")]
    [InlineData("{\"search.c1\": 2}", "needs one distribution")]
    [InlineData("{\"search.c1\": {\"choice\": [1], \"uniform\": [1, 2]}}", "needs one distribution")]
    [InlineData("{\"search.simulations\": {\"uniform\": [8, 64]}}", "takes whole numbers. Use randint")]
    [InlineData("{\"search.simulations\": {\"randint\": [8, 8]}}", "the upper end of randint is excluded. Raise it above 8.")]
    [InlineData("{\"search.simulations\": {\"randint\": [8.5, 9]}}", "it must be whole numbers")]
    [InlineData("{\"search.simulations\": {\"choice\": [8.5]}}", "search.simulations is 8.5 (s.json:1)")]
    [InlineData("{\"network.kind\": {\"uniform\": [0, 1]}}", "Use {\"choice\": [...]}")]
    [InlineData("{\"network.kind\": {\"choice\": [\"cnn\"]}}", "network.kind is \"cnn\" (s.json:1)")]
    [InlineData("{\"algorithm\": {\"choice\": [\"muzero\"]}}", "cannot be tuned")]
    [InlineData("{\"seed\": {\"choice\": [1, 2]}}", "Use --seeds-per-trial")]
    [InlineData("{\"search.c1\": {\"choice\": [1]}, \"search\": {\"c1\": {\"choice\": [2]}}}", "search.c1 is in s.json twice")]
    [InlineData("{}", "is an empty space")]
    [InlineData("[]", "is not a JSON object")]
    [InlineData("{\n\n\"search.c1\": }", "s.json:3 is not valid JSON")]
    public void Parse_NotASpaceOfOptions_IsOneLineWithThePlace(string json, string expected)
    {
        UserException fault = Assert.Throws<UserException>(() => SearchSpace.Parse(json, "s.json"));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.Equal(ExitCode.Usage, fault.ExitCode);
    }

    [Theory]
    [InlineData("{\"network.blocks\": {\"choice\": [1], \"if\": {\"network.knd\": \"mlp\"}}, \"network.kind\": {\"choice\": [\"mlp\"]}}",
        "Did you mean 'network.kind'?")]
    [InlineData("{\"network.blocks\": {\"choice\": [1], \"if\": {\"network.kind\": \"residual\"}}, \"network.kind\": {\"choice\": "
        + "[\"mlp\"]}}", "which is not one of its values")]
    [InlineData("{\"network.blocks\": {\"choice\": [1], \"if\": {}}}", "is an object of parameters and values")]
    [InlineData("{\"network.blocks\": {\"choice\": [1], \"if\": {\"search.c1\": 1}}, \"search.c1\": {\"choice\": [1], \"if\": "
        + "{\"network.blocks\": 1}}}", "depend on each other")]
    public void Parse_ConditionThatNeverHolds_IsRefused(string json, string expected)
        => Assert.Contains(expected, Assert.Throws<UserException>(() => SearchSpace.Parse(json, "s.json")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Suggest_Conditions_ParametersExistOnlyWithTheirValues()
    {
        SearchSpace space = SearchSpace.Parse(
            """
            {"network.blocks": {"choice": [1, 2], "if": {"network.kind": ["residual"], "search.c1": [1, 3]}},
             "network.kind": {"choice": ["mlp", "residual"]}, "search.c1": {"choice": [1, 2, 3]}}
            """, "s.json");
        using Study study = Study.Open(new MemoryStudyLog(), "a", [Direction.Minimize]);

        List<IReadOnlyDictionary<string, object?>> drawn = [.. Enumerable.Range(0, 60).Select(_ => space.Suggest(study.Ask()))];

        Assert.All(drawn,
            values => Assert.Equal(values["network.kind"] is "residual" && values["search.c1"] is 1L or 3L,
            values.ContainsKey("network.blocks")));
        Assert.Contains(drawn, values => values.ContainsKey("network.blocks"));
    }

    [Fact]
    public void Distribution_OfChoices_IsTheSameAfterTheLog()
    {
        SearchSpace space = SearchSpace.Parse(
            "{\"search.c1\": {\"choice\": [1.0, 2.5, 3]}, \"training.symmetries\": {\"choice\": [true, false]}}", "s.json");
        using Study study = Study.Open(new MemoryStudyLog(), "a", [Direction.Minimize]);
        StudyTrial trial = study.Ask();

        space.Suggest(trial);

        Assert.All(space.Parameters,
            parameter => Assert.Equal(parameter.Distribution, trial.Snapshot.Parameters[parameter.Name].Distribution));
    }

    [Theory]
    [InlineData("{\"search.c1\": {\"uniform\": [1, 2.0]}}", null)]
    [InlineData("{\"search\": {\"c1\": {\"uniform\": [1.0, 2]}}}", null)]
    [InlineData("{\"search.c1\": {\"uniform\": [1, 3]}}", "it has search.c1 {\"uniform\":[1,2]}, not {\"uniform\":[1,3]}")]
    [InlineData("{\"search.c2\": {\"uniform\": [1, 2]}}", "it has search.c1 {\"uniform\":[1,2]} too")]
    [InlineData("{\"search.c1\": {\"uniform\": [1, 2]}, \"search.c2\": {\"uniform\": [1, 2]}}", "it does not have search.c2")]
    public void Difference_FromTheStored_IsNamed(string json, string? expected)
    {
        SearchSpace stored = SearchSpace.Parse("{\"search.c1\": {\"uniform\": [1, 2]}}", "s.json");

        Assert.Equal(expected, SearchSpace.Parse(json, "s.json").Difference(SearchSpace.Parse(stored.Text, "stored")));
    }

    [Fact]
    public void OfOptions_EveryTuningRange_IsWithinTheOptionsRange()
    {
        string[] names = [.. OptionKey.All.Where(key => key.TuningRange is not null).Select(key => key.Name)];

        SearchSpace space = SearchSpace.OfOptions(names, new RunOptions(), "--tune");

        Assert.Equal(names, space.Parameters.Select(parameter => parameter.Name));
        Assert.True(names.Length >= 20);
        Assert.Equal(new FloatDistribution(1e-4, 0.03, Log: true),
            space.Parameters.Single(parameter => parameter.Name == "training.learning_rate").Distribution);
        Assert.Equal(new IntDistribution(8, 100, Log: true),
            space.Parameters.Single(parameter => parameter.Name == "search.simulations").Distribution);
    }

    [Fact]
    public void OfOptions_WithoutATuningRange_IsDerivedFromTheValue()
    {
        SearchSpace space = SearchSpace.OfOptions(["training.momentum", "evaluation.episodes", "training.symmetries", "network.kind"],
            new RunOptions(), "--tune");

        Assert.Equal(
            [
                new FloatDistribution(0.225, 1.0, Log: true), new IntDistribution(5, 80, Log: true),
                new CategoricalDistribution([false, true]), new CategoricalDistribution(["mlp", "residual"]),
            ],
            space.Parameters.Select(parameter => parameter.Distribution));
    }

    [Theory]
    [InlineData("training.learning_rat", "Did you mean 'training.learning_rate'?")]
    [InlineData("search.max_depth", "search.max_depth (--tune) has no tuning range of its own, and its value 0 gives none.")]
    [InlineData("training.device", "has no tuning range")]
    public void OfOptions_NoRange_IsRefused(string name, string expected)
        => Assert.Contains(expected, Assert.Throws<UserException>(() => SearchSpace.OfOptions([name], new RunOptions(), "--tune")).Message,
            StringComparison.Ordinal);

    // Whatever a range draws, the option's own reader takes.
    [Fact]
    public void Suggest_AnySeed_GivesOptionsThatAreValid() => Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
    {
        string[] names = [.. OptionKey.All.Where(key => key.TuningRange is not null).Select(key => key.Name)];
        SearchSpace space = SearchSpace.OfOptions(names, new RunOptions(), "--tune");
        using Study study = Study.Open(new MemoryStudyLog(), "a", [Direction.Minimize], new StudyOptions { Seed = (ulong)seed });

        RunOptions options = RunOptionsJson.Apply(new RunOptions(),
            space.Suggest(study.Ask()).Select(value => SearchSpace.Entry(value.Key, value.Value, "trial")));

        return options.Training.LearningRate is >= 1e-4 and <= 0.03;
    }).QuickCheckThrowOnFailure();
}
