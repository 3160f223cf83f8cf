using TorchSharp;

namespace MuZero.Torch.Tests.Upstream;

public sealed class OperationTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Matmul_TwoMatrices_MultipliesRowsByColumns()
    {
        torch.Tensor left = torch.tensor(new float[] { 1, 2, 3, 4, 5, 6 }, [2, 3]);
        torch.Tensor right = torch.tensor(new float[] { 1, 0, 0, 1, 1, 1 }, [3, 2]);

        torch.Tensor product = left.matmul(right);

        Assert.Equal([2L, 2], product.shape);
        TensorAssert.Near([4, 5, 10, 11], product);
    }

    [Fact]
    public void Operators_TensorsAndNumbers_FollowArithmetic()
    {
        torch.Tensor x = torch.tensor(new float[] { 1, 2, 4 });
        torch.Tensor y = torch.tensor(new float[] { 3, 5, 8 });

        TensorAssert.Near([4, 7, 12], x + y);
        TensorAssert.Near([-2, -3, -4], x - y);
        TensorAssert.Near([3, 10, 32], x * y);
        TensorAssert.Near([3, 2.5f, 2], y / x);
        TensorAssert.Near([9, 8, 6], 10 - x);
        TensorAssert.Near([8, 4, 2], 8 / x);
        TensorAssert.Near([-1, -2, -4], -x);
        TensorAssert.Near([1.5f, 3, 6], x * 1.5);
    }

    [Fact]
    public void Add_WithAlpha_ScalesTheOther()
    {
        torch.Tensor x = torch.tensor(new float[] { 1, 2 });

        torch.Tensor sum = x.add(torch.tensor(new float[] { 10, 20 }), 0.5);

        TensorAssert.Near([6, 12], sum);
    }

    [Fact]
    public void Number_OnAnIntegerTensor_KeepsItsKind()
    {
        torch.Tensor counts = torch.tensor(new long[] { 1, 2 });

        Assert.Equal(torch.int64, (counts + 1).dtype);
        Assert.Equal(torch.float32, (counts * 0.5).dtype);
    }

    [Fact]
    public void InPlace_Chain_ReturnsTheSameTensor()
    {
        torch.Tensor x = torch.tensor(new float[] { 1, 4, 9 });

        torch.Tensor result = x.sqrt_().add_(1).mul_(2).sub_(torch.ones(3), 3).div_(2).clamp_(0, 2);

        Assert.Same(x, result);
        TensorAssert.Near([0.5f, 1.5f, 2], x);
    }

    [Fact]
    public void FusedInPlace_LerpAddcmulAddcdiv_FollowTheirFormulas()
    {
        torch.Tensor x = torch.tensor(new float[] { 0, 10 });
        torch.Tensor a = torch.tensor(new float[] { 4, 6 });
        torch.Tensor b = torch.tensor(new float[] { 2, 3 });

        TensorAssert.Near([1, 9], x.clone().lerp_(a, torch.tensor(0.25f)));
        TensorAssert.Near([0.8f, 11.8f], x.clone().addcmul_(a, b, 0.1));
        TensorAssert.Near([1, 11], x.clone().addcdiv_(a, b, 0.5));
    }

    [Fact]
    public void Functions_KnownArguments_GiveKnownValues()
    {
        torch.Tensor x = torch.tensor(new float[] { -1, 0, 2 });

        TensorAssert.Near([0, 0, 2], x.relu());
        TensorAssert.Near([-0.63212055f, 0, 2], torch.nn.functional.elu(x, 1));
        TensorAssert.Near([0.26894143f, 0.5f, 0.8807971f], x.sigmoid());
        TensorAssert.Near([-0.7615942f, 0, 0.9640276f], x.tanh());
        TensorAssert.Near([1, 0, 4], x.square());
        TensorAssert.Near([-1, 0, 8], x.pow(3));
        TensorAssert.Near([0.04201007f, 0.1141952f, 0.8437947f], x.softmax(0));
        TensorAssert.Near([-3.169846f, -2.169846f, -0.169846f], x.log_softmax(0));
    }

    [Fact]
    public void Reductions_OverDimensions_KeepOrDropThem()
    {
        torch.Tensor x = torch.tensor(new float[] { 1, 5, 3, 4, 2, 6 }, [2, 3]);

        TensorAssert.Near([9, 12], x.sum([1]));
        Assert.Equal([1L, 3], x.sum([0L], keepdim: true).shape);
        TensorAssert.Near([3.5f], x.mean());
        TensorAssert.Near([2.5f, 3.5f, 4.5f], x.mean([0L]));
        TensorAssert.Near([5, 6], x.amax([1L]));
        TensorAssert.Near([1, 2, 3], x.amin([0L], keepdim: true));
        Assert.Equal([1L, 2], x.argmax(1).data<long>().ToArray());
        Assert.Equal(5L, x.argmax().item<long>());
        Assert.Equal(MathF.Sqrt(91), x.norm().item<float>(), 5);
    }

    [Fact]
    public void Max_AlongADimension_GivesValuesAndPlaces()
    {
        torch.Tensor x = torch.tensor(new float[] { 1, 5, 3, 4, 2, 6 }, [2, 3]);

        (torch.Tensor values, torch.Tensor indexes) = x.max(1);

        TensorAssert.Near([5, 6], values);
        Assert.Equal([1L, 2], indexes.data<long>().ToArray());
    }

    [Fact]
    public void Indexing_GatherScatterSelectCopy_MoveTheRightElements()
    {
        torch.Tensor x = torch.arange(6, torch.float32).reshape(2, 3);
        torch.Tensor index = torch.tensor(new long[] { 2, 0 }, [2, 1]);

        TensorAssert.Near([2, 3], x.gather(1, index));
        TensorAssert.Near([0, 0, 9, 7, 0, 0], torch.zeros(2, 3).scatter_(1, index, torch.tensor(new float[] { 9, 7 }, [2, 1])));
        TensorAssert.Near([3, 4, 5, 0, 1, 2], x.index_select(0, torch.tensor(new long[] { 1, 0 })));
        TensorAssert.Near([0, 0, 0, 8, 8, 8], torch.zeros(2, 3).index_copy_(0, torch.tensor(new long[] { 1 }), torch.full([1, 3], 8f)));
        TensorAssert.Near([1, 2, 4, 5], x.narrow(1, 1, 2));
        TensorAssert.Near([0, 2, 3, 5], x.slice(1, 0, 3, 2));
        Assert.Equal(5f, x[1, 2].item<float>());
    }

    [Fact]
    public void Shapes_ViewsAndJoins_HaveTheExpectedSizes()
    {
        torch.Tensor x = torch.arange(24, torch.float32).view(2, 3, 4);

        Assert.Equal([2L, 12], x.flatten(1).shape);
        Assert.Equal([4L, 2, 3], x.permute(2, 0, 1).shape);
        Assert.Equal([2L, 1, 3, 4], x.unsqueeze(1).shape);
        Assert.Equal([2L, 3, 4], x.unsqueeze(1).squeeze(1).shape);
        Assert.Equal([5L, 2], torch.ones(1, 2).expand(5, -1).shape);
        Assert.Equal([4L, 3, 4], torch.cat([x, x]).shape);
        Assert.Equal([2L, 2, 3, 4], torch.stack([x, x], 1).shape);
        Assert.False(x.transpose(0, 2).is_contiguous());
    }

    [Fact]
    public void Comparisons_AndWhere_SelectByElement()
    {
        torch.Tensor x = torch.tensor(new float[] { 1, float.NaN, 3 });

        Assert.Equal([true, false, true], x.isfinite().data<bool>().ToArray());
        Assert.Equal([false, false, true], x.gt(2).data<bool>().ToArray());
        Assert.False(x.isfinite().all().item<bool>());
        Assert.True(x.isfinite().any().item<bool>());
        TensorAssert.Near([1, 0, 3], torch.where(x.isfinite(), x, torch.zeros_like(x)));
        TensorAssert.Near([3, 2, 3], torch.maximum(torch.tensor(new float[] { 3, 2, 1 }), torch.tensor(new float[] { 1, 2, 3 })));
    }
}
