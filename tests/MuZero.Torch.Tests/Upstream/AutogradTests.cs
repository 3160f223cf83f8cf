using TorchSharp;
using static TorchSharp.torch.nn;

namespace MuZero.Torch.Tests.Upstream;

/// <summary>Numbers without another source come from python3-torch 1.13.1.</summary>
public sealed class AutogradTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Backward_CrossEntropyOfALinearLayer_MatchesPyTorch()
    {
        torch.Tensor x = (torch.arange(12, torch.float32).reshape(3, 4) * 0.1) - 0.5;
        torch.Tensor w = ((torch.arange(8, torch.float32).reshape(2, 4) * 0.05) - 0.1).requires_grad_();
        torch.Tensor b = torch.tensor(new[] { 0.1f, -0.2f }, requires_grad: true);

        torch.Tensor loss = functional.cross_entropy(functional.linear(x, w, b).tanh(), torch.tensor(new long[] { 0, 1, 1 }));
        loss.backward();

        TensorAssert.Near([0.649382532f], loss);
        TensorAssert.Near(
            [0.0889013708f, 0.111665577f, 0.134429768f, 0.157193959f, -0.0803235844f, -0.10439112f, -0.128458649f, -0.15252617f], w.grad);
        TensorAssert.Near([0.227641985f, -0.24067533f], b.grad);
    }

    [Fact]
    public void Backward_Convolution_MatchesPyTorch()
    {
        torch.Tensor x = torch.tensor([.. Enumerable.Range(0, 36).Select(i => MathF.Sin((i * 0.1f) - 1))], [2, 2, 3, 3], requires_grad: true);
        torch.Tensor w = torch.tensor([.. Enumerable.Range(0, 54).Select(i => 0.3f * MathF.Cos(i * 0.2f))], [3, 2, 3, 3], requires_grad: true);

        torch.Tensor loss = functional.conv2d(x, w, padding: [1L, 1]).square().mean();
        loss.backward();

        TensorAssert.Near([0.919179142f], loss, 1e-5f);
        TensorAssert.Near(
            [0.176464975f, 0.217556685f, 0.133082435f, 0.145476848f, 0.152076736f, 0.0714768395f, 0.026561534f, -0.00222043484f],
            w.grad!.flatten().narrow(0, 0, 8), 1e-5f);
        TensorAssert.Near(
            [-0.0710709393f, -0.100661606f, -0.0689509958f, -0.0936011747f, -0.116191365f, -0.0672937036f, -0.0277303569f, -0.0179380998f],
            x.grad!.flatten().narrow(0, 0, 8), 1e-5f);
    }

    public static TheoryData<string, Func<torch.Tensor, torch.Tensor>> Scalars => new()
    {
        { "products", x => ((x * x) + (2 / (x + 3))).sum() },
        { "elu", x => functional.elu(x - 0.3, 0.7).pow(2).sum() },
        { "softmax", x => (x.softmax(1) * torch.arange(6, torch.float64).view(2, 3)).sum() },
        { "layer_norm", x => functional.layer_norm(x, [3L]).pow(3).sum() },
        { "reductions", x => x.amax([1L]).sum() + x.mean([0L]).square().sum() + x.norm() },
        { "indexing", x => x.gather(1, torch.tensor(new long[] { 2, 0 }, [2, 1])).exp().sum() + x.narrow(1, 1, 2).sigmoid().sum() },
        { "joins", x => torch.cat([x, x.t().reshape(2, 3)], 1).square().sum() + torch.stack([x, x * x]).tanh().sum() },
        { "cosine", x => functional.cosine_similarity(x, torch.ones_like(x)).sum() },
        { "losses", x => functional.mse_loss(x, torch.zeros_like(x)) + functional.cross_entropy(x, torch.tensor(new long[] { 1, 2 })) },
        { "clamp", x => x.clamp(-0.5, 0.5).sum() + torch.minimum(x, x * 2).sum() },
    };

    [Theory]
    [MemberData(nameof(Scalars))]
    public void Backward_EachOperation_AgreesWithFiniteDifferences(string name, Func<torch.Tensor, torch.Tensor> function)
    {
        const double Step = 1e-6;
        double[] at = [0.9, -0.8, 0.35, -1.2, 0.6, 1.7];
        torch.Tensor x = torch.tensor(at, [2, 3], requires_grad: true);
        function(x).backward();
        double[] gradient = x.grad!.data<double>().ToArray();

        for (int i = 0; i < at.Length; i++)
        {
            double slope = (Shifted(i, Step) - Shifted(i, -Step)) / (2 * Step);
            Assert.True(Math.Abs(slope - gradient[i]) < 1e-7 * (1 + Math.Abs(slope)), $"{name}, element {i}: {slope:R} against {gradient[i]:R}");
        }

        double Shifted(int element, double by)
        {
            double[] moved = [.. at];
            moved[element] += by;
            return function(torch.tensor(moved, [2, 3])).item<double>();
        }
    }

    [Fact]
    public void Backward_Twice_AddsUp()
    {
        torch.Tensor x = torch.ones(2, requires_grad: true);

        (x * 3).sum().backward();
        (x * 4).sum().backward();

        TensorAssert.Near([7, 7], x.grad);
    }

    [Fact]
    public void Grad_BeforeBackward_IsNull() => Assert.Null(torch.ones(1, requires_grad: true).grad);

    [Fact]
    public void Grad_SetToNull_IsGone()
    {
        torch.Tensor x = torch.ones(1, requires_grad: true);
        x.square().sum().backward();

        x.grad = null;

        Assert.Null(x.grad);
    }

    [Fact]
    public void Detach_CutsTheRecording()
    {
        torch.Tensor x = torch.ones(1, requires_grad: true);

        Assert.False((x * 2).detach().requires_grad);
        ((x * 2).detach() * x).sum().backward();
        TensorAssert.Near([2], x.grad);
    }

    [Fact]
    public void Modes_NestAndRestore()
    {
        torch.Tensor x = torch.ones(1, requires_grad: true);

        using (torch.no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (torch.enable_grad())
            {
                Assert.True((x * 2).requires_grad);
            }

            Assert.False(torch.is_grad_enabled());
        }

        using (torch.inference_mode())
        {
            Assert.True(torch.is_inference_mode_enabled());
            Assert.False((x * 2).requires_grad);
        }

        Assert.False(torch.is_inference_mode_enabled());
        Assert.True((x * 2).requires_grad);
    }

    [Fact]
    public void ClipGradNorm_AboveTheLimit_ScalesAllTogether()
    {
        using TorchSharp.Modules.Parameter p = Parameter(torch.zeros(2));
        using TorchSharp.Modules.Parameter q = Parameter(torch.zeros(1));
        p.grad = torch.tensor(new float[] { 3, 4 });
        q.grad = torch.tensor(new float[] { 12 });

        double norm = utils.clip_grad_norm_([p, q], 1.3);

        Assert.Equal(13, norm, 5);
        TensorAssert.Near([0.3f, 0.4f], p.grad);
        TensorAssert.Near([1.2f], q.grad);
    }
}
