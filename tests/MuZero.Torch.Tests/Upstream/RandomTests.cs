using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace MuZero.Torch.Tests.Upstream;

/// <summary>What depends on libtorch's one generator.</summary>
[Collection(ProcessWide.Name)]
public sealed class RandomTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Random_SameSeed_RepeatsTheDraws()
    {
        torch.manual_seed(7);
        torch.Tensor first = torch.randn(5);
        torch.manual_seed(7);
        torch.Tensor second = torch.randn(5);

        Assert.True(first.Equals(second));
        Assert.False(first.Equals(torch.randn(5)));
    }

    [Fact]
    public void Linear_Initial_FillsTheKaimingRangeUniformly()
    {
        torch.manual_seed(3);
        using Linear layer = Linear(64, 4096);
        const float Bound = 1 / 8f; // 1 / sqrt(64), for weights and bias alike

        Assert.InRange(layer.weight.max().item<float>(), 0.999f * Bound, Bound);
        Assert.InRange(layer.weight.min().item<float>(), -Bound, -0.999f * Bound);
        Assert.InRange(layer.weight.detach().std().item<float>(), 0.99f * Bound / MathF.Sqrt(3), 1.01f * Bound / MathF.Sqrt(3));
        Assert.InRange(layer.bias!.abs().max().item<float>(), 0.99f * Bound, Bound);
    }

    [Fact]
    public void Conv2d_Initial_UsesTheKernelInItsFanIn()
    {
        torch.manual_seed(3);
        using Conv2d layer = Conv2d(4, 256, 3, padding: 1);
        const float Bound = 1 / 6f; // 1 / sqrt(4 * 3 * 3)

        Assert.InRange(layer.weight.abs().max().item<float>(), 0.99f * Bound, Bound);
        Assert.Equal([2L, 256, 5, 7], layer.call(torch.zeros(2, 4, 5, 7)).shape);
    }

    [Fact]
    public void Init_EachFiller_HasItsMoments()
    {
        torch.manual_seed(3);
        torch.Tensor x = torch.empty(200, 100);

        Assert.InRange(init.xavier_uniform_(x).max().item<float>(), 0.1405f, 0.14143f); // sqrt(6 / 300)
        Assert.InRange(init.normal_(x, 2, 0.5).mean().item<float>(), 1.98f, 2.02f);
        Assert.InRange(x.std().item<float>(), 0.49f, 0.51f);
        Assert.Equal(3f, init.constant_(x, 3).mean().item<float>());
    }
}
