using TorchSharp;

namespace MuZero.Torch.Tests.Upstream;

public class OperationTests
{
    [Fact]
    public void Matmul_TwoMatrices_MultipliesRowsByColumns()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor left = torch.tensor(new float[] { 1, 2, 3, 4, 5, 6 }, [2, 3]);
        torch.Tensor right = torch.tensor(new float[] { 1, 0, 0, 1, 1, 1 }, [3, 2]);

        torch.Tensor product = left.matmul(right);

        Assert.Equal([2L, 2], product.shape);
        Assert.Equal([4f, 5, 10, 11], product.data<float>().ToArray());
    }
}
