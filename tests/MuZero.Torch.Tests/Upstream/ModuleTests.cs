using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MuZero.Torch.Tests.Upstream;

public sealed class ModuleTests
{
    [Fact]
    public void Components_Fields_AreRegisteredUnderTheirNames()
    {
        using Net net = new();

        Assert.Equal(
            ["scale", "head.weight", "head.bias", "blocks.0.weight", "blocks.0.bias", "blocks.1.weight", "blocks.1.bias", "norm.weight", "norm.bias"],
            net.named_parameters().Select(entry => entry.name));
        Assert.Equal(
            ["offset", "norm.running_mean", "norm.running_var", "norm.num_batches_tracked"], net.named_buffers().Select(entry => entry.name));
        Assert.Equal(["head", "blocks", "norm", "blocks.0", "blocks.1"], net.named_modules().Select(entry => entry.name));
        Assert.True(net.has_parameter("blocks.1.bias"));
        Assert.False(net.has_parameter("blocks.2.bias"));
    }

    [Fact]
    public void StateDict_LoadedIntoAnother_MakesThemEqual()
    {
        using Net source = new();
        using Net target = new();
        using DisposeScope scope = NewDisposeScope();
        Tensor x = randn(4, 3);
        source.call(x);

        target.load_state_dict(source.state_dict());
        source.eval();
        target.eval();

        Assert.True(source.call(x).Equals(target.call(x)));
        Assert.Equal(1L, target.get_buffer("norm.num_batches_tracked")!.item<long>());
    }

    [Fact]
    public void LoadStateDict_NameMissing_NamesItAndChangesNothing()
    {
        using Net net = new();
        using Tensor before = net.scale.detach().clone();
        Dictionary<string, Tensor> state = new() { ["scale"] = zeros(3), ["other"] = zeros(1) };

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => net.load_state_dict(state));

        Assert.Contains("missing [head.weight,", error.Message, StringComparison.Ordinal);
        Assert.Contains("unexpected [other]", error.Message, StringComparison.Ordinal);
        Assert.True(before.Equals(net.scale));
    }

    [Fact]
    public void LoadStateDict_OtherShape_NamesTheEntry()
    {
        using Net net = new();
        Dictionary<string, Tensor> state = new() { ["scale"] = zeros(2) };

        ArgumentException error = Assert.Throws<ArgumentException>(() => net.load_state_dict(state, strict: false));

        Assert.Equal("'scale' has shape [2] in the state and [3] in the module.", error.Message);
    }

    [Fact]
    public void Train_AndEval_ReachEveryChild()
    {
        using Net net = new();

        net.eval();
        Assert.All(net.modules(), module => Assert.False(module.training));
        net.train();
        Assert.All(net.modules(), module => Assert.True(module.training));
    }

    [Fact]
    public void ZeroGrad_AfterBackward_ClearsEveryGradient()
    {
        using Net net = new();
        using DisposeScope scope = NewDisposeScope();
        net.call(randn(4, 3)).square().sum().backward();

        net.zero_grad();

        Assert.All(net.parameters(), parameter => Assert.Equal(0f, parameter.grad!.abs().max().item<float>()));
    }

    [Fact]
    public void To_Double_ConvertsWeightsAndKeepsCounters()
    {
        using Net net = new();
        Parameter scale = net.scale;

        Net same = net.to(float64);

        Assert.Same(net, same);
        Assert.Same(scale, net.scale);
        Assert.All(net.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        Assert.Equal(int64, net.get_buffer("norm.num_batches_tracked")!.dtype);
    }

    [Fact]
    public void Module_MadeInsideAScope_OutlivesIt()
    {
        Net net;
        using (NewDisposeScope())
        {
            net = new Net();
        }

        Assert.All(net.parameters(), parameter => Assert.False(parameter.IsInvalid));
        net.Dispose();
        Assert.All(net.parameters(), parameter => Assert.True(parameter.IsInvalid));
    }

    [Fact]
    public void Register_TakenName_Throws()
    {
        using Net net = new();
        using Linear layer = Linear(1, 1);

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => net.register_module("head", layer));

        Assert.Equal("Net already has a component named 'head'.", error.Message);
    }

    private sealed class Net : Module<Tensor, Tensor>
    {
#pragma warning disable IDE1006 // the fields' names are the state's names
        internal readonly Parameter scale = Parameter(ones(3));
        private readonly Tensor offset = zeros(3);
        private readonly Linear head = Linear(3, 3);
        private readonly ModuleList<Linear> blocks = ModuleList(Linear(3, 3), Linear(3, 3));
        private readonly BatchNorm1d norm = BatchNorm1d(3);
#pragma warning restore IDE1006

        internal Net()
            : base(nameof(Net)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            Tensor x = head.call((input * scale) + offset);
            foreach (Linear block in blocks)
            {
                x = block.call(x).relu();
            }

            return norm.call(x);
        }
    }
}
