using System.Runtime.InteropServices;
using TorchSharp;

namespace MuZero.Torch.Tests.Upstream;

public sealed class ErrorTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Matmul_InnerDimensionsDiffer_NamesBothShapes()
    {
        string message = MessageOf(() => torch.zeros(2, 3).matmul(torch.zeros(4, 5)));

        Assert.Equal("matmul([2, 3], [4, 5]): mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)", message);
    }

    [Fact]
    public void View_OtherNumberOfElements_NamesTheShape()
        => Assert.StartsWith("view([2, 3]): ", MessageOf(() => torch.zeros(2, 3).view(4, 2)), StringComparison.Ordinal);

    [Fact]
    public void Cat_OtherDimensionsDiffer_NamesAllShapes()
        => Assert.StartsWith(
            "cat([2, 3], [2, 4], [1]): ",
            MessageOf(() => torch.cat([torch.zeros(2, 3), torch.zeros(2, 4), torch.zeros(1)])),
            StringComparison.Ordinal);

    [Fact]
    public void InPlaceAdd_ShapesDoNotBroadcast_NamesBothShapes()
        => Assert.StartsWith(
            "add_([2], [3]): ", MessageOf(() => torch.zeros(2).add_(torch.zeros(3))), StringComparison.Ordinal);

    [Fact]
    public void Linear_WrongInput_NamesInputWeightAndBias()
    {
        using TorchSharp.Modules.Linear layer = torch.nn.Linear(3, 2);

        Assert.StartsWith("linear([4, 5], [2, 3], [2]): ", MessageOf(() => layer.call(torch.zeros(4, 5))), StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_OfSeveralNumbers_IsOneLine()
    {
        torch.Tensor x = torch.ones(2, requires_grad: true);

        string message = MessageOf((x * 2).backward);

        Assert.StartsWith("backward([2]): ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.DoesNotContain("frame #", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Failure_ThenSuccess_LeavesNoTrace()
    {
        MessageOf(() => torch.zeros(2).view(3));

        Assert.Equal([2L], torch.zeros(2).view(2).shape);
    }

    [Fact]
    public void Handle_AfterDispose_Throws()
    {
        torch.Tensor x = torch.zeros(1);
        x.Dispose();

        Assert.True(x.IsInvalid);
        Assert.Throws<ObjectDisposedException>(() => x.add(1));
    }

    [Fact]
    public void Cuda_WhereThereIsNone_FailsInOneLine()
    {
        if (torch.cuda.is_available())
        {
            Assert.True(torch.zeros(1).cuda().is_cuda);
            return;
        }

        Assert.Equal(0, torch.cuda.device_count());
        Assert.DoesNotContain('\n', MessageOf(() => torch.zeros(1).cuda()));
    }

    private static string MessageOf(Action action) => Assert.Throws<ExternalException>(action).Message;

    private static string MessageOf(Func<object> action) => Assert.Throws<ExternalException>(action).Message;
}
