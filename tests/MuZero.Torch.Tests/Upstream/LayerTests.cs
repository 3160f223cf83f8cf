using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace MuZero.Torch.Tests.Upstream;

/// <summary>Numbers without another source come from python3-torch 1.13.1.</summary>
public sealed class LayerTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void BatchNorm2d_TrainThenEval_MatchesPyTorch()
    {
        using BatchNorm2d norm = BatchNorm2d(2);
        torch.Tensor x = torch.tensor([.. Enumerable.Range(0, 16).Select(i => MathF.Sin(i * 0.3f))], [2, 2, 2, 2]);

        torch.Tensor first = norm.call(x);
        norm.call((x * 2) + 1);
        norm.eval();
        torch.Tensor evaluated = norm.call(x);

        TensorAssert.Near(
            [-1.09831595f, -0.147079542f, 0.71918577f, 1.42309904f, 0.973712385f, 1.05016661f, 1.02254581f, 0.893317401f],
            first.flatten().narrow(0, 0, 8), 1e-5f);
        TensorAssert.Near([0.19895187f, 0.128535926f], norm.running_mean);
        TensorAssert.Near([0.864043057f, 1.2204659f], norm.running_var);
        TensorAssert.Near(
            [-0.214031562f, 0.103887804f, 0.393408358f, 0.628668129f, 0.727315784f, 0.786565244f, 0.765160084f, 0.66501236f],
            evaluated.flatten().narrow(0, 0, 8), 1e-5f);
        Assert.Equal(2L, norm.num_batches_tracked!.item<long>());
    }

    [Fact]
    public void BatchNorm1d_WithoutMomentum_AveragesAllBatches()
    {
        using BatchNorm1d norm = BatchNorm1d(2, momentum: null);
        torch.Tensor x = torch.tensor(new float[] { 1, 2, 3, 5, 8, 13 }, [3, 2]);

        for (int k = 1; k <= 3; k++)
        {
            norm.call(x * k);
        }

        TensorAssert.Near([8, 13.333333f], norm.running_mean);
        TensorAssert.Near([60.6666679f, 150.888885f], norm.running_var);
    }

    [Fact]
    public void BatchNorm2d_OfAMatrix_SaysWhatItTakes()
    {
        using BatchNorm2d norm = BatchNorm2d(2);

        ArgumentException error = Assert.Throws<ArgumentException>(() => norm.call(torch.zeros(3, 2)));

        Assert.Equal("BatchNorm2d takes 4 dimensions, not the 2 of [3, 2].", error.Message);
    }

    [Fact]
    public void LayerNorm_Rows_MatchesPyTorch()
    {
        using LayerNorm norm = LayerNorm(3);

        torch.Tensor y = norm.call(torch.tensor(new float[] { 1, 2, 4, 0, -1, 5 }, [2, 3]));

        TensorAssert.Near([-1.06904137f, -0.267260313f, 1.3363018f, -0.508000135f, -0.889000237f, 1.39700031f], y);
    }

    [Fact]
    public void CrossEntropy_AgainstProbabilities_MatchesPyTorch()
    {
        torch.Tensor logits = torch.tensor(new[] { 1f, 2, 3, 0.5f, -1, 2 }, [2, 3]);
        torch.Tensor target = torch.tensor(new[] { 0.2f, 0.3f, 0.5f, 0, 1, 0 }, [2, 3]);

        TensorAssert.Near([2.17445874f], functional.cross_entropy(logits, target));
    }

    [Fact]
    public void CosineSimilarity_Rows_MatchesPyTorch()
    {
        torch.Tensor x = torch.tensor(new[] { 1f, 2, 3, 0.5f, -1, 2 }, [2, 3]);
        torch.Tensor y = torch.tensor(new float[] { 3, 2, 1, 1, 1, 1 }, [2, 3]);

        TensorAssert.Near([0.714285672f, 0.377964467f], functional.cosine_similarity(x, y));
    }

    [Fact]
    public void Sequential_OfLayers_RunsThemInOrder()
    {
        using Sequential net = Sequential(("flat", Flatten()), ("linear", Linear(4, 3)), ("relu", ReLU(inplace: true)), ("id", Identity()));
        torch.Tensor x = torch.randn(2, 2, 2);
        Linear linear = (Linear)net[1];

        torch.Tensor y = net.call(x);

        Assert.True(y.Equals(functional.linear(x.flatten(1), linear.weight, linear.bias).relu()));
        Assert.False(x.IsInvalid);
        Assert.Equal(["linear.weight", "linear.bias"], net.named_parameters().Select(entry => entry.name));
    }
}
