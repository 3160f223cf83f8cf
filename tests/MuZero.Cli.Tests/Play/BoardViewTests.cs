using MuZero.Cli.Play;
using MuZero.Games;

namespace MuZero.Cli.Tests.Play;

public sealed class BoardViewTests
{
    [Theory]
    [InlineData("tictactoe", true)]
    [InlineData("connectfour", true)]
    [InlineData("cartpole", false)]
    public void Marks_OfAGame_AreFoundIfTheBoardShowsThem(string name, bool areFound)
    {
        BoardView view = new(Composition.Games().Load(name), colours: true);

        Assert.Equal(areFound, view.Mark(0) is not null);
        Assert.True(view.Mark(0) != view.Mark(1) || !areFound);
    }

    [Fact]
    public void Text_LastMove_IsHighlightedAndMarksAreColoured()
    {
        IGame game = Composition.Games().Load("tictactoe");
        BoardView view = new(game, colours: true);
        IGameState first = game.NewGame(1);
        _ = first.Apply(4);
        IGameState second = first.Clone();
        _ = second.Apply(0);

        string text = view.Text(second, first, side: 0);

        Assert.Contains("\e[1;32mX\e[0m", text, StringComparison.Ordinal);
        Assert.Contains("\e[1;31m\e[7mO\e[0m", text, StringComparison.Ordinal);
        Assert.Equal(second.Render(), new BoardView(game, colours: false).Text(second, first, side: 0));
    }
}
