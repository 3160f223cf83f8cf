using MuZero.Games;
using MuZero.Networks;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Networks;

public class ActionTableTests
{
    [Fact]
    public void Row_Mlp_IsOneHot()
    {
        var game = new SpecGame(new ObservationShape(2, 2, 2), 3);

        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1], Rows(ActionTable.Of(game, NetworkKind.Mlp)));
    }

    [Fact]
    public void Row_ResidualWithAPointPerAction_MarksThePoint()
    {
        var game = new SpecGame(new ObservationShape(5, 2, 2), 4);

        Assert.Equal([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], Rows(ActionTable.Of(game, NetworkKind.Residual)));
    }

    [Fact]
    public void Row_FewerActionsThanPoints_FillsThePlaneOfTheAction()
    {
        var game = new SpecGame(new ObservationShape(1, 1, 3), 2);

        Assert.Equal([1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1], Rows(ActionTable.Of(game, NetworkKind.Residual)));
    }

    [Fact]
    public void Row_PassAfterThePoints_FillsAPlaneOfItsOwn()
    {
        var game = new SpecGame(new ObservationShape(1, 1, 3), 4);

        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1],
            Rows(ActionTable.Of(game, NetworkKind.Residual)));
    }

    [Fact]
    public void Row_MoveFromAPointToAPoint_MarksBoth()
    {
        var game = new SpecGame(new ObservationShape(1, 8, 8), 64 * 64);

        ReadOnlySpan<float> row = ActionTable.Of(game, NetworkKind.Residual).Row((3 * 64) + 60);

        Assert.Equal(2 * 64, row.Length);
        Assert.Equal([3, 64 + 60], Marks(row));
    }

    [Fact]
    public void Row_PieceOnAPoint_MarksThePointInThePiecesPlane()
    {
        var game = new SpecGame(new ObservationShape(1, 3, 3), 19);

        ActionTable table = ActionTable.Of(game, NetworkKind.Residual);

        Assert.Equal([5], Marks(table.Row(5)));
        Assert.Equal([9 + 2], Marks(table.Row(9 + 2)));
        Assert.Equal(Enumerable.Range(18, 9), Marks(table.Row(18)));
    }

    [Fact]
    public void Row_TenThousandActions_MarksTheDigits()
    {
        var game = new SpecGame(new ObservationShape(1, 8, 8), 10_000);

        ReadOnlySpan<float> row = ActionTable.Of(game, NetworkKind.Residual).Row(9_999);

        Assert.Equal([2, 64 + 28, 128 + 15], Marks(row)); // 9,999 = (2 * 64 + 28) * 64 + 15
    }

    [Fact]
    public void Row_GameWithPlanes_AsksTheGameForAResidualNetworkOnly()
    {
        var game = new GameWithPlanes();

        Assert.Equal([10, 0, 0, 10, 11, 0, 0, 11], Rows(ActionTable.Of(game, NetworkKind.Residual)));
        Assert.Equal([1, 0, 0, 1], Rows(ActionTable.Of(game, NetworkKind.Mlp)));
    }

    [Fact]
    public void Row_ConstantPlane_IsTheActionsShare()
    {
        var game = new GameWithPlanes();

        Assert.Equal([0, 0, 0.5f, 0.5f], Rows(ActionTable.Of(game, NetworkKind.Residual, ActionPlaneKind.Constant)));
        Assert.Equal([1, 0, 0, 1], Rows(ActionTable.Of(game, NetworkKind.Mlp, ActionPlaneKind.Constant)));
    }

    [Fact]
    public void Row_NoSuchAction_Throws()
    {
        ActionTable table = ActionTable.Of(new SpecGame(new ObservationShape(1, 2, 2), 4), NetworkKind.Mlp);

        Assert.Throws<ArgumentOutOfRangeException>(() => table.Row(4).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Row(-1).Length);
    }

    [Fact]
    public void Of_TenThousandActionsOfAnMlp_TakesLittleMemory()
    {
        ActionTable table = ActionTable.Of(new SpecGame(ObservationShape.Vector(4), 10_000), NetworkKind.Mlp);

        Assert.Equal(19_999, table.Numbers.Length);
        Assert.Equal([9_998], Marks(table.Row(9_998)));
    }

    private static float[] Rows(ActionTable table)
        => [.. Enumerable.Range(0, table.Actions).SelectMany(action => table.Row(action).ToArray())];

    private static IEnumerable<int> Marks(ReadOnlySpan<float> row)
    {
        float[] numbers = row.ToArray();
        return Enumerable.Range(0, numbers.Length).Where(i => numbers[i] != 0.0f);
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
