using FsCheck;
using FsCheck.Fluent;
using MuZero.Agents;
using MuZero.Core.Tests.Architecture;
using MuZero.Games;
using MuZero.Options;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Options;

public sealed class DerivedOptionsTests
{
    private static readonly GameSpec _board = new()
    {
        Id = "board",
        Players = 2,
        Turns = TurnModel.Alternating,
        Actions = 26,
        MaxLength = 26,
        Observation = new ObservationShape(3, 5, 5),
        MinReturn = -1,
        MaxReturn = 1,
    };

    private static readonly GameSpec _control = new()
    {
        Id = "control",
        Players = 1,
        Turns = TurnModel.Single,
        Actions = 3,
        MaxLength = 500,
        Observation = ObservationShape.Vector(6),
        Rewards = RewardTiming.Stepwise,
        MinReturn = -500,
        MaxReturn = 0,
    };

    private static readonly GameSpec _tiles = new()
    {
        Id = "tiles",
        Players = 1,
        Turns = TurnModel.Single,
        Actions = 4,
        ChanceOutcomes = 32,
        MaxLength = 100_000,
        Observation = new ObservationShape(16, 4, 4),
        Rewards = RewardTiming.Stepwise,
        Discount = 0.999f,
        MinReturn = 0,
        MaxReturn = 3_932_156,
    };

    private static readonly GameSpec _go = new()
    {
        Id = "go",
        Players = 2,
        Turns = TurnModel.Alternating,
        Actions = 362,
        MaxLength = 722,
        Observation = new ObservationShape(17, 19, 19),
        MinReturn = -1,
        MaxReturn = 1,
    };

    private static readonly GameSpec[] _games = [_board, _control, _tiles, _go];

    public static TheoryData<string, string, string> Games => new()
    {
        {
            "board", "muzero",
            """
            network.kind "mlp"
            network.latent_size 128
            network.hidden_size 256
            search.simulations 50
            search.normalization "bounds"
            search.considered_actions 8
            search.value_scale 1
            self_play.temperature 0.5
            self_play.random_moves 0.1
            replay.min_positions 2000
            training.reward_loss_weight 20
            training.reconstruction_loss_weight 5
            training.iteration_steps 50
            evaluation.interval_iterations 5
            """
        },
        {
            "board", "alphazero",
            """
            network.kind "residual"
            network.channels 32
            network.head_channels 4
            search.simulations 50
            search.normalization "bounds"
            search.considered_actions 8
            search.value_scale 1
            self_play.temperature 0.5
            self_play.random_moves 0.1
            replay.samples_per_insert 8
            replay.min_positions 2000
            training.iteration_steps 20
            evaluation.interval_iterations 5
            """
        },
        {
            "control", "muzero",
            """
            network.kind "mlp"
            network.latent_size 64
            network.hidden_size 128
            search.simulations 25
            search.normalization "siblings"
            replay.max_mebibytes 5
            replay.priority_exponent 1
            replay.samples_per_insert 16
            replay.min_positions 2000
            training.td_steps 50
            training.iteration_steps 200
            evaluation.interval_iterations 5
            """
        },
        {
            "tiles", "muzero",
            """
            network.kind "mlp"
            network.latent_size 64
            network.hidden_size 128
            network.support_size 1000
            search.simulations 25
            search.normalization "siblings"
            replay.max_mebibytes 53
            replay.min_positions 2000
            training.learning_rate 0.001
            training.iteration_steps 20
            evaluation.interval_iterations 9
            """
        },
        {
            "go", "alphazero",
            """
            network.kind "residual"
            network.channels 64
            network.head_channels 4
            search.simulations 50
            search.normalization "bounds"
            search.considered_actions 8
            search.value_scale 1
            self_play.temperature 0.5
            self_play.random_moves 0.1
            replay.samples_per_insert 8
            replay.min_positions 2000
            training.iteration_steps 1
            evaluation.interval_iterations 200
            """
        },
    };

    [Theory]
    [MemberData(nameof(Games))]
    public void For_Specification_Settings(string id, string algorithm, string expected)
        => Assert.Equal(expected, Settings(_games.Single(game => game.Id == id), algorithm));

    [Fact]
    public void For_AnySpecification_ResolvesToAnAgent() => Prop.ForAll(Specs().ToArbitrary(), spec =>
    {
        foreach (string algorithm in AgentFamilies.Names)
        {
            RunConfig config = AgentFamilies.Resolve([DerivedOptions.For(spec), Flag(algorithm)]);
            AgentParts agent = AgentParts.Of(new SpecGame(spec), config.Options);
            long parameters = agent.Plan.Layout.Tensors().Sum(tensor => tensor.Shape.Aggregate(1L, (product, side) => product * side));
            Assert.InRange(agent.Shape.ValueBins, 1, 2_001);
            Assert.InRange(parameters, 1, 100_000_000);
            Assert.InRange(config.Options.Search.Simulations, 25, 50);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void For_EachRule_IsInTheDocumentation()
    {
        string page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "DEFAULTS.md"));

        IEnumerable<string> keys = _games.SelectMany(spec => DerivedOptions.For(spec).Entries).Select(entry => OptionName(entry.Key));

        Assert.All(keys, key => Assert.Contains($"`{key}`", page, StringComparison.Ordinal));
    }

    private static string OptionName(string key)
        => AgentFamilies.Names.FirstOrDefault(name => key.StartsWith(name + ".", StringComparison.Ordinal)) is { } family
            ? key[(family.Length + 1)..]
            : key;

    private static string Settings(GameSpec spec, string algorithm)
    {
        RunConfig config = AgentFamilies.Resolve([DerivedOptions.For(spec), Flag(algorithm)]);
        IEnumerable<OptionKey> derived = OptionKey.All.Where(key
            => config.Origins.GetValueOrDefault(key.Name)?.StartsWith(DerivedOptions.Origin, StringComparison.Ordinal) ?? false);
        return string.Join('\n', derived.Select(key => $"{key.Name} {key.Text(config.Options)}"));
    }

    private static ConfigLayer Flag(string algorithm) => new("flag", OptionDocument.Parse($"{{\"algorithm\": \"{algorithm}\"}}", "--run"));

    private static Gen<GameSpec> Specs() =>
        from planes in Gen.Choose(1, 200)
        from height in Gen.Elements(1, 2, 5, 8, 9, 19, 96)
        from width in Gen.Elements(1, 3, 8, 19, 96)
        from actions in Gen.Elements(1, 2, 26, 362, 4_672)
        from length in Gen.Elements(1, 9, 100, 1_000_000, int.MaxValue)
        from reach in Gen.Elements(1e-30f, 0.5f, 1.0f, 500.0f, 4e6f, float.MaxValue)
        from least in Gen.Elements(-1.0f, 0.0f, 0.5f)
        from rewards in Gen.Elements(RewardTiming.Terminal, RewardTiming.Stepwise)
        from players in Gen.Choose(1, 2)
        from discount in Gen.Elements(1e-3f, 0.997f, 1.0f)
        select new GameSpec
        {
            Id = "any",
            Players = players,
            Turns = players == 1 ? TurnModel.Single : TurnModel.Alternating,
            Actions = actions,
            MaxLength = length,
            Observation = new ObservationShape(planes, height, width),
            Rewards = rewards,
            Discount = discount,
            MinReturn = least * reach,
            MaxReturn = reach,
        };
}
