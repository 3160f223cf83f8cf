using MuZero.Games;
using MuZero.Learning.Cpu;
using MuZero.Networks;

namespace MuZero.Core.Tests.Networks;

public class ActionEncodingTests
{
    [Fact]
    public void Table_Mlp_IsTheIdentity()
    {
        var game = new PlainGame(new ObservationShape(2, 2, 2), 3);

        Assert.Equal(3, ActionEncoding.Planes(game, NetworkKind.Mlp));
        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1], ActionEncoding.Table(game, NetworkKind.Mlp));
    }

    [Fact]
    public void Table_ResidualWithAPointPerAction_MarksThePoint()
    {
        var game = new PlainGame(new ObservationShape(5, 2, 2), 4);

        Assert.Equal(1, ActionEncoding.Planes(game, NetworkKind.Residual));
        Assert.Equal([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], ActionEncoding.Table(game, NetworkKind.Residual));
    }

    [Fact]
    public void Table_ResidualOtherwise_FillsThePlaneOfTheAction()
    {
        var game = new PlainGame(new ObservationShape(1, 1, 3), 2);

        Assert.Equal(2, ActionEncoding.Planes(game, NetworkKind.Residual));
        Assert.Equal([1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1], ActionEncoding.Table(game, NetworkKind.Residual));
    }

    [Fact]
    public void Table_GameWithPlanes_AsksTheGameForAResidualNetworkOnly()
    {
        var game = new GameWithPlanes();

        Assert.Equal(2, ActionEncoding.Planes(game, NetworkKind.Residual));
        Assert.Equal([10, 0, 0, 10, 11, 0, 0, 11], ActionEncoding.Table(game, NetworkKind.Residual));
        Assert.Equal([1, 0, 0, 1], ActionEncoding.Table(game, NetworkKind.Mlp));
    }

    [Fact]
    public void Table_ConstantPlane_IsTheActionsShare()
    {
        var game = new GameWithPlanes();

        Assert.Equal(1, ActionEncoding.Planes(game, NetworkKind.Residual, ActionPlaneKind.Constant));
        Assert.Equal([0, 0, 0.5f, 0.5f], ActionEncoding.Table(game, NetworkKind.Residual, ActionPlaneKind.Constant));
        Assert.Equal([1, 0, 0, 1], ActionEncoding.Table(game, NetworkKind.Mlp, ActionPlaneKind.Constant));
    }

    private sealed class GameWithPlanes() : PlainGame(new ObservationShape(1, 1, 2), 2), IActionPlanes
    {
        public int ActionPlanes => 2;

        public void EncodeAction(int action, Span<float> planes) => planes[0] = planes[3] = 10 + action;
    }
}
