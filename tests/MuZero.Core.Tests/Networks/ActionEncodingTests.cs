using FsCheck;
using FsCheck.Fluent;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Networks;

public class ActionEncodingTests
{
    // Weights that exist must stay readable: these are the planes of the built-in games.
    [Theory]
    [InlineData(3, 3, 9, 1)] // tic-tac-toe
    [InlineData(6, 7, 7, 7)] // connect four
    public void Of_BuiltInGame_HasThePlanesOfItsWeights(int height, int width, int actions, int planes)
        => Assert.Equal(planes, Of(height, width, actions).Planes);

    [Theory]
    [InlineData(5, 5, 26, 2)] // a swap
    [InlineData(9, 9, 82, 2)] // a pass
    [InlineData(19, 19, 362, 2)]
    [InlineData(5, 5, 33, 9)] // eight further actions
    [InlineData(8, 8, 4096, 2)] // from and to
    [InlineData(8, 8, 4097, 3)] // and a pass
    [InlineData(5, 5, 51, 3)] // two kinds of piece and a pass
    [InlineData(9, 9, 18, 18)] // fewer actions than points
    [InlineData(8, 8, 4672, 3)] // digits in base 64
    [InlineData(8, 8, 10_000, 3)]
    public void Of_Board_HasFewPlanes(int height, int width, int actions, int planes)
        => Assert.Equal(planes, Of(height, width, actions).Planes);

    [Fact]
    public void Encode_AnyBoard_TellsActionsApart()
    {
        Gen<(int Height, int Width, int Actions)> boards =
            from height in Gen.Choose(1, 6)
            from width in Gen.Choose(2, 6)
            from actions in Gen.Choose(1, 1500)
            select (height, width, actions);

        Prop.ForAll(boards.ToArbitrary(), board =>
        {
            ActionEncoding encoding = Of(board.Height, board.Width, board.Actions);
            HashSet<string> rows = [];
            for (int action = 0; action < board.Actions; action++)
            {
                float[] row = new float[encoding.Length];
                encoding.Encode(action, row);
                rows.Add(string.Join(' ', row));
            }

            return rows.Count == board.Actions && (board.Actions <= ActionEncoding.MostPlanes || encoding.Planes <= 24);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public void Encode_FurtherAction_LeavesTheOthersPlanes()
    {
        ActionEncoding without = Of(5, 5, 25), with = Of(5, 5, 26);
        float[] expected = new float[25], actual = new float[50];

        without.Encode(7, expected);
        with.Encode(7, actual);

        Assert.Equal(expected, actual[..25]);
        Assert.All(actual[25..], number => Assert.Equal(0.0f, number));
    }

    [Theory]
    [InlineData(26, "1 plane with a 1 at the action's point, and a plane for each of 1 further action")]
    [InlineData(625, "2 planes with a 1 each, at the points action / 25 and action % 25")]
    [InlineData(52, "2 planes, action / 25 the plane and action % 25 the point, and a plane for each of 2 further actions")]
    [InlineData(4, "4 planes, one per action")]
    [InlineData(5, "5 planes, one per action; if actions are columns or rows of the board, IActionPlanes shows the network where they are")]
    [InlineData(2000, "3 planes with a 1 each, at the digits of the action in base 25")]
    public void ToString_Board_SaysHow(int actions, string expected) => Assert.Equal(expected, Of(5, 5, actions).ToString());

    [Fact]
    public void For_PlanePerActionOfThousands_IsRefusedInOneLine()
    {
        var game = new SpecGame(new ObservationShape(1, 8, 8), 10_000);

        var fault = Assert.Throws<UserException>(()
            => NetworkShape.For(game, new NetworkOptions { ActionPlanes = ActionPlaneKind.PerAction }, dynamics: true));

        Assert.Contains("10,000 actions * 10,000 planes * 64 points = 24,414 MiB; 1 plane to 512 MiB are possible", fault.Message,
            StringComparison.Ordinal);
        Assert.Contains("Set network.action_planes to Auto", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void For_PlanePerActionWithoutDynamics_IsNotRefused()
    {
        var game = new SpecGame(new ObservationShape(1, 8, 8), 10_000);

        NetworkShape shape = NetworkShape.For(game, new NetworkOptions { ActionPlanes = ActionPlaneKind.PerAction }, dynamics: false);

        Assert.Equal(0, ActionTable.Of(game, shape).Length);
    }

    private static ActionEncoding Of(int height, int width, int actions)
        => ActionEncoding.Of(new SpecGame(new ObservationShape(2, height, width), actions), NetworkKind.Residual);
}
