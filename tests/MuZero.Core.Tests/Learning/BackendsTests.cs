using MuZero.Errors;
using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Networks;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Learning;

public sealed class BackendsTests
{
    private static readonly LearningPlan _plan = Plans.Of(
        NetworkShape.For(NetworkCases.Board(2, 3, 3, 9), new NetworkOptions { Channels = 4 }, dynamics: true), new TrainingOptions());

    [Fact]
    public void Choose_Auto_TakesTheLargestPriority()
    {
        BackendChoice choice = Backends.Choose([new CpuBackend(), new FakeBackend("torch", 0)], _plan);

        Assert.Equal("cpu", choice.Backend.Name);
        Assert.Equal("training on the processor with this program's kernels", choice.Reason);
    }

    [Fact]
    public void Choose_AutoAndAGpu_TakesTheGpu()
        => Assert.Equal("torch", Backends.Choose([new CpuBackend(), new FakeBackend("torch", 20)], _plan).Backend.Name);

    [Fact]
    public void Choose_UnknownLoss_TakesTheOtherAndSaysWhy()
    {
        BackendChoice choice = Backends.Choose([new CpuBackend(), new FakeBackend("torch", 0)], With(new LossSpec("consistency", 2.0)));

        Assert.Equal("torch", choice.Backend.Name);
        Assert.Equal("training on a fake, because cpu refuses: it has no kernel for the loss 'consistency'", choice.Reason);
    }

    [Fact]
    public void Choose_NamedBackendRefuses_IsAnErrorWithTheReason()
    {
        LearningPlan plan = With(new LossSpec("consistency", 2.0)) with { Options = new TrainingOptions { Backend = BackendKind.Cpu } };

        UserException fault = Assert.Throws<UserException>(() => Backends.Choose([new CpuBackend(), new FakeBackend("torch", 0)], plan));

        Assert.Equal(ExitCode.Usage, fault.ExitCode);
        Assert.Contains("consistency", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_BackendNotBuilt_SaysHowToBuildIt()
    {
        LearningPlan plan = _plan with { Options = new TrainingOptions { Backend = BackendKind.Torch } };

        UserException fault = Assert.Throws<UserException>(() => Backends.Choose([new CpuBackend()], plan));

        Assert.Contains("without Torch=false", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:x")]
    [InlineData("")]
    public void Choose_NotADevice_SaysWhatItMayBe(string device)
    {
        LearningPlan plan = _plan with { Options = new TrainingOptions { Device = device } };

        UserException fault = Assert.Throws<UserException>(() => Backends.Choose([new CpuBackend()], plan));

        Assert.Contains("training.device", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cuda:0")]
    [InlineData("mps")]
    public void CpuRefuses_AGpu_NamesIt(string device)
        => Assert.Contains(device, new CpuBackend().Refuses(_plan with { Options = new TrainingOptions { Device = device } }),
            StringComparison.Ordinal);

    [Fact]
    public void CpuRefuses_UnknownLayer_NamesIt()
    {
        TrunkLayout trunk = _plan.Layout.Trunk(NetworkLayout.Representation)!;
        LearningPlan plan = WithParts([trunk with { Layers = [.. trunk.Layers, new FakeLayer("squeeze")] }, .. _plan.Layout.Parts.Skip(1)]);

        Assert.Equal("it has no kernel for the layer 'representation.squeeze' (FakeLayer)", new CpuBackend().Refuses(plan));
    }

    [Fact]
    public void CpuRefuses_UnknownHead_NamesIt()
    {
        HeadLayout policy = _plan.Layout.Head(NetworkLayout.Policy)!;

        Assert.Equal("it has no kernel for the head 'projection'",
            new CpuBackend().Refuses(WithParts([.. _plan.Layout.Parts, policy with { Name = "projection" }])));
    }

    [Fact]
    public void CpuRefuses_UnknownOrderOfLayers_NamesThePart()
    {
        HeadLayout policy = _plan.Layout.Head(NetworkLayout.Policy)!;
        PartLayout[] parts = [.. _plan.Layout.Parts.Select(part => part == policy
            ? policy with { Layers = [.. policy.Layers.Take(2)] }
            : part)];

        Assert.Equal("it has no kernel for this order of layers in 'policy'", new CpuBackend().Refuses(WithParts(parts)));
    }

    [Fact]
    public void CpuRefuses_HeadWithoutALoss_NamesIt()
        => Assert.Contains("'value'",
            new CpuBackend().Refuses(_plan with { Losses = [.. _plan.Losses.Where(loss => loss.Name != "value")] }),
            StringComparison.Ordinal);

    [Fact]
    public void CpuRefuses_NoPolicy_SaysSo()
    {
        NetworkShape shape = _plan.Shape with { Heads = [new HeadShape(NetworkLayout.Value, 1)] };
        LearningPlan plan = _plan with { Shape = shape, Layout = NetworkLayout.Of(shape) };

        Assert.Equal("it trains only networks with a policy", new CpuBackend().Refuses(plan));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void CpuRefuses_EveryNetworkOfToday_Never(string name)
    {
        (MuZero.Games.IGame game, NetworkOptions options) = NetworkCases.All[name];
        foreach (bool dynamics in new[] { true, false })
        {
            Assert.Null(new CpuBackend().Refuses(Plans.Of(NetworkShape.For(game, options, dynamics), new TrainingOptions())));
        }
    }

    public static TheoryData<string> Shapes => [.. NetworkCases.All.Keys];

    private static LearningPlan With(LossSpec loss) => _plan with { Losses = [.. _plan.Losses, loss] };

    private static LearningPlan WithParts(IReadOnlyList<PartLayout> parts) => _plan with { Layout = _plan.Layout with { Parts = parts } };

    private sealed record FakeLayer(string Name) : LayerLayout(Name, 4, 4)
    {
        public override IEnumerable<TensorLayout> Tensors(string part) => [];
    }

    private sealed class FakeBackend(string name, int priority) : IBackend
    {
        public string Name => name;

        public string Description => "a fake";

        public int Priority => priority;

        public string? Refuses(LearningPlan plan) => null;

        public INetwork CreateNetwork(NetworkShape shape, ActionTable actions) => throw new NotSupportedException("Only chosen.");

        public ILearner CreateLearner(LearningPlan plan, ActionTable actions, ulong seed)
            => throw new NotSupportedException("Only chosen.");
    }
}
