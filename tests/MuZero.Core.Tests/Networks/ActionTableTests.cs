using MuZero.Games;
using MuZero.Networks;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Networks;

public class ActionTableTests
{
    [Fact]
    public void Table_Mlp_IsTheIdentity()
    {
        var game = new SpecGame(new ObservationShape(2, 2, 2), 3);

        Assert.Equal(3, ActionTable.Planes(game, NetworkKind.Mlp));
        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1], ActionTable.Of(game, NetworkKind.Mlp).Rows.ToArray());
    }

    [Fact]
    public void Table_ResidualWithAPointPerAction_MarksThePoint()
    {
        var game = new SpecGame(new ObservationShape(5, 2, 2), 4);

        Assert.Equal(1, ActionTable.Planes(game, NetworkKind.Residual));
        Assert.Equal([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], ActionTable.Of(game, NetworkKind.Residual).Rows.ToArray());
    }

    [Fact]
    public void Table_ResidualOtherwise_FillsThePlaneOfTheAction()
    {
        var game = new SpecGame(new ObservationShape(1, 1, 3), 2);

        Assert.Equal(2, ActionTable.Planes(game, NetworkKind.Residual));
        Assert.Equal([1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1], ActionTable.Of(game, NetworkKind.Residual).Rows.ToArray());
    }

    [Fact]
    public void Table_GameWithPlanes_AsksTheGameForAResidualNetworkOnly()
    {
        var game = new GameWithPlanes();

        Assert.Equal(2, ActionTable.Planes(game, NetworkKind.Residual));
        Assert.Equal([10, 0, 0, 10, 11, 0, 0, 11], ActionTable.Of(game, NetworkKind.Residual).Rows.ToArray());
        Assert.Equal([1, 0, 0, 1], ActionTable.Of(game, NetworkKind.Mlp).Rows.ToArray());
    }

    [Fact]
    public void Table_ConstantPlane_IsTheActionsShare()
    {
        var game = new GameWithPlanes();

        Assert.Equal(1, ActionTable.Planes(game, NetworkKind.Residual, ActionPlaneKind.Constant));
        Assert.Equal([0, 0, 0.5f, 0.5f], ActionTable.Of(game, NetworkKind.Residual, ActionPlaneKind.Constant).Rows.ToArray());
        Assert.Equal([1, 0, 0, 1], ActionTable.Of(game, NetworkKind.Mlp, ActionPlaneKind.Constant).Rows.ToArray());
    }

    private sealed class GameWithPlanes : IGame, IActionPlanes
    {
        private readonly SpecGame _game = new(new ObservationShape(1, 1, 2), 2);

        public GameSpec Spec => _game.Spec;

        public int ActionPlanes => 2;

        public IGameState NewGame(ulong seed) => _game.NewGame(seed);

        public void EncodeAction(int action, Span<float> planes) => planes[0] = planes[3] = 10 + action;
    }
}
