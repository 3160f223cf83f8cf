using System.Runtime.InteropServices;
using TorchSharp;

namespace MuZero.Torch.Tests.Upstream;

public sealed class AccessTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Bytes_WrittenThroughTheSpan_ChangeTheTensor()
    {
        torch.Tensor x = torch.zeros(2, 2);

        new float[] { 1, 2, 3, 4 }.CopyTo(MemoryMarshal.Cast<byte, float>(x.bytes));

        TensorAssert.Near([1, 2, 3, 4], x);
    }

    [Fact]
    public void Bytes_SetFromAnotherLength_ThrowsBothLengths()
    {
        torch.Tensor x = torch.zeros(2);

        ArgumentException error = Assert.Throws<ArgumentException>(() => x.bytes = new byte[4]);

        Assert.Contains("8 bytes, the value 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_OfATransposedTensor_Throws()
        => Assert.Throws<InvalidOperationException>(() => torch.zeros(2, 3).t().bytes.Length);

    [Fact]
    public void Data_OfATransposedTensor_ReadsInRowOrder()
    {
        torch.Tensor x = torch.arange(6, torch.float32).view(2, 3).t();
        float[] target = new float[6];

        x.data<float>().CopyTo(target);

        Assert.Equal([0f, 3, 1, 4, 2, 5], target);
        Assert.Equal(4f, x.data<float>()[1, 1]);
        Assert.Equal([0f, 3, 1, 4, 2, 5], x.data<float>());
    }

    [Fact]
    public void Data_CopyFrom_WritesThroughTheStrides()
    {
        torch.Tensor x = torch.zeros(2, 3);

        x.t().data<float>().CopyFrom([1, 2, 3, 4, 5, 6]);

        TensorAssert.Near([1, 3, 5, 2, 4, 6], x);
    }

    [Fact]
    public void Data_OfAnotherType_NamesBoth()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => torch.zeros(2).data<double>());

        Assert.Contains("Single, not as Double", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Item_EachKind_ReadsTheValue()
    {
        Assert.Equal(1.5f, torch.tensor(1.5f).item<float>());
        Assert.Equal(1.5, torch.tensor(1.5).item<double>());
        Assert.Equal(long.MaxValue, torch.tensor(long.MaxValue).item<long>());
        Assert.Equal(-3, torch.tensor(-3).item<int>());
        Assert.True(torch.tensor(true).item<bool>());
        Assert.Throws<ArgumentException>(() => torch.zeros(2).item<float>());
    }

    [Fact]
    public void Tensor_WithDtype_Converts()
    {
        torch.Tensor x = torch.tensor(new long[] { 1, 2 }, dtype: torch.float32);

        Assert.Equal(torch.float32, x.dtype);
        TensorAssert.Near([1, 2], x);
    }

    [Fact]
    public void Save_ThenLoad_RestoresEveryBit()
    {
        torch.Tensor x = torch.randn(3, 4);
        torch.Tensor y = torch.zeros(3, 4);
        using MemoryStream stream = new();

        x.Save(new BinaryWriter(stream));
        stream.Position = 0;
        y.Load(new BinaryReader(stream));

        Assert.True(x.bytes.SequenceEqual(y.bytes));
    }
}
