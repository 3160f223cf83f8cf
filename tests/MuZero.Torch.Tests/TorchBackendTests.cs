using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Networks;
using MuZero.Networks.Cpu;
using MuZero.Tests.Shared;

namespace MuZero.Torch.Tests;

public sealed class TorchBackendTests
{
    private static readonly MuZero.Games.IGame _game = NetworkCases.Board(2, 3, 3, 9);
    private static readonly NetworkShape _shape = NetworkShape.For(_game,
        new NetworkOptions { Kind = NetworkKind.Mlp, LatentSize = 8, HiddenSize = 8 }, dynamics: true);
    private static readonly LearningPlan _plan = Plans.Of(_shape, new TrainingOptions());
    private static readonly TorchBackend _backend = new("cpu");

    public static TheoryData<string> Names => [.. NetworkCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Refuses_EveryNetworkOfToday_Never(string name)
    {
        (MuZero.Games.IGame game, NetworkOptions options) = NetworkCases.All[name];

        Assert.Null(_backend.Refuses(Plans.Of(NetworkShape.For(game, options, dynamics: true), new TrainingOptions())));
    }

    [Fact]
    public void Refuses_UnknownLoss_NamesIt()
        => Assert.Equal("it has no loss 'curiosity'",
            _backend.Refuses(_plan with { Losses = [.. _plan.Losses, new LossSpec("curiosity", 1.0)] }));

    [Fact]
    public void Refuses_UnknownLayer_NamesIt()
    {
        LearningPlan plan = _plan with { Layout = WithRepresentation(new FakeLayer("mix")) };

        Assert.Equal("it has no module for the layer 'representation.mix' (FakeLayer)", _backend.Refuses(plan));
    }

    [Fact]
    public void Refuses_LayoutWithoutKernels_IsTorchsAlone()
    {
        LearningPlan plan = _plan with { Layout = WithRepresentation(new LinearLayout("linear3", 8, 8)) };

        Assert.Null(_backend.Refuses(plan));
        Assert.Contains("order of layers in 'representation'", new CpuBackend().Refuses(plan), StringComparison.Ordinal);
    }

    [Fact]
    public void CreateNetwork_OnAProcessor_IsTheKernels()
    {
        using INetwork network = _backend.CreateNetwork(_shape, ActionTable.Of(_game, _shape));

        Assert.IsType<CpuNetwork>(network);
    }

    [Fact]
    public void CreateNetwork_LayoutWithoutKernels_IsTorchs()
    {
        using INetwork network = _backend.CreateNetwork(_shape, WithRepresentation(new LinearLayout("linear3", 8, 8)),
            ActionTable.Of(_game, _shape));
        InferenceBatch batch = NetworkCases.Batch(_shape, rows: 2, seed: 1);

        network.Reserve(2);
        network.Initial(batch);

        Assert.IsType<TorchNetwork>(network);
        Assert.All(batch.PolicyLogits, logit => Assert.True(float.IsFinite(logit)));
    }

    [Fact]
    public void CreateNetwork_TrunkThatOnlyALossReads_IsTheKernels()
    {
        TrunkLayout loss = new("projection", 8, [new FakeLayer("mix")]);
        using INetwork network = _backend.CreateNetwork(_shape, _plan.Layout with { Parts = [.. _plan.Layout.Parts, loss] },
            ActionTable.Of(_game, _shape));

        Assert.IsType<CpuNetwork>(network);
    }

    // The network's layout with one more layer in its representation.
    private static NetworkLayout WithRepresentation(LayerLayout last) => _plan.Layout with
    {
        Parts = [.. _plan.Layout.Parts.Select(part => part is TrunkLayout { Name: NetworkLayout.Representation } trunk
            ? trunk with { Layers = [.. trunk.Layers, last] }
            : part)],
    };

    private sealed record FakeLayer(string Name) : LayerLayout(Name, 8, 8)
    {
        public override IEnumerable<TensorLayout> Tensors(string part) => [];
    }
}
