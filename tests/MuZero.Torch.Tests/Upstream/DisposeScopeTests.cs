using TorchSharp;

namespace MuZero.Torch.Tests.Upstream;

public sealed class DisposeScopeTests
{
    [Fact]
    public void Scope_AtItsEnd_FreesWhatWasMadeInside()
    {
        torch.Tensor inside;
        using (torch.NewDisposeScope())
        {
            inside = torch.zeros(2) + 1;
        }

        Assert.True(inside.IsInvalid);
    }

    [Fact]
    public void MoveToOuter_SurvivesTheInnerAndNotTheOuter()
    {
        torch.Tensor moved;
        using (torch.NewDisposeScope())
        {
            using (torch.NewDisposeScope())
            {
                moved = torch.zeros(2).MoveToOuterDisposeScope();
            }

            Assert.False(moved.IsInvalid);
        }

        Assert.True(moved.IsInvalid);
    }

    [Fact]
    public void MoveToOuter_OfTheOutermost_LeavesItToTheCaller()
    {
        torch.Tensor moved;
        using (DisposeScope scope = torch.NewDisposeScope())
        {
            moved = scope.MoveToOuter(torch.zeros(2));
        }

        Assert.False(moved.IsInvalid);
        moved.Dispose();
    }

    [Fact]
    public void Detach_SurvivesEveryScope()
    {
        torch.Tensor kept;
        using (torch.NewDisposeScope())
        using (torch.NewDisposeScope())
        {
            kept = torch.zeros(2).DetachFromDisposeScope();
        }

        Assert.False(kept.IsInvalid);
        kept.Dispose();
    }

    [Fact]
    public void Attach_TakesATensorFromOutside()
    {
        torch.Tensor x = torch.zeros(1);
        using (DisposeScope scope = torch.NewDisposeScope())
        {
            scope.Attach(x);
        }

        Assert.True(x.IsInvalid);
    }

    [Fact]
    public void DisposeEverythingBut_KeepsOnlyThat()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor kept = torch.zeros(1);
        torch.Tensor freed = torch.zeros(1);

        scope.DisposeEverythingBut(kept);

        Assert.False(kept.IsInvalid);
        Assert.True(freed.IsInvalid);
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public void Dispose_ByHand_LeavesTheScope()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor x = torch.zeros(1);

        x.Dispose();
        x.Dispose();

        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void Parameter_MadeOfATensor_TakesItsPlaceInTheScope()
    {
        torch.Tensor data;
        TorchSharp.Modules.Parameter parameter;
        using (DisposeScope scope = torch.NewDisposeScope())
        {
            data = torch.zeros(1);
            parameter = torch.nn.Parameter(data);
            Assert.True(data.IsInvalid);
            Assert.True(scope.Contains(parameter));
            Assert.Equal(1, scope.DisposablesCount);
        }

        Assert.True(parameter.IsInvalid);
    }

    [Fact]
    public void Scopes_OfTwoThreads_DoNotMix()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor? other = null;
        Thread thread = new(() => other = torch.zeros(1));

        thread.Start();
        thread.Join();

        Assert.Equal(0, scope.DisposablesCount);
        other!.Dispose();
    }

    [Fact]
    public void View_AfterItsBaseIsDisposed_KeepsTheMemory()
    {
        torch.Tensor x = torch.full(4, 7f);
        using torch.Tensor view = x.view(2, 2);

        x.Dispose();

        TensorAssert.Near([7, 7, 7, 7], view);
    }
}
