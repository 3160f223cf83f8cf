using MuZero.Errors;
using MuZero.Games.Go;
using MuZero.Numerics;

namespace MuZero.Games.Tests.Go;

/// <summary>Ends, komi, texts, observation and rule of thumb.</summary>
public sealed class GoGameTests
{
    [Fact]
    public void Apply_TwoPasses_TerminatesAndKomiDecides()
    {
        IGameState state = new GoGame(9).NewGame(0);

        Assert.Equal(Transition.Continues, state.Play("pass"));
        Assert.Equal(Transition.Terminated, state.Play("pass"));

        Assert.Equal(Player.Terminal, state.ToPlay);
        Assert.Equal([-1.0f, 1.0f], state.Rewards(2));
    }

    [Fact]
    public void Apply_PassesThatAnswerMoves_GoOn()
        => Assert.Equal(Transition.Continues, new GoGame(9).NewGame(0).Play("pass E5 pass D5 pass E4"));

    [Theory]
    [InlineData(24.5f, 1.0f)]
    [InlineData(25.0f, 0.0f)]
    [InlineData(25.5f, -1.0f)]
    public void Rewards_Komi_AddedToWhitesPoints(float komi, float black)
    {
        IGameState state = new GoGame(5, komi).NewGame(0);

        state.Play("C3 pass pass");

        Assert.Equal([black, -black], state.Rewards(2));
        Assert.Equal(25.0f - komi, ((IScore)state).Lead);
    }

    [Fact]
    public void Apply_ThreeMovesForEachPoint_TerminatesAndScores()
    {
        var game = new GoGame(2, 0.5f);
        IGameState state = game.NewGame(0);
        var random = new RandomStream(3);
        Transition last = Transition.Continues;
        int moves = 0;

        for (; last == Transition.Continues; moves++)
        {
            int[] legal = state.LegalMoves();
            last = state.Apply(legal.Length > 1 ? legal[random.Next(legal.Length - 1)] : legal[0]);
        }

        Assert.Equal(game.Spec.MaxLength, moves);
        Assert.Equal(Transition.Terminated, last);
        Assert.Equal(state.Score() > 0.5f ? 1.0f : -1.0f, state.Rewards(2)[0]);
    }

    [Theory]
    [InlineData(19, 0, "A19")]
    [InlineData(19, (15 * 19) + 3, "D4")]
    [InlineData(19, 360, "T1")]
    [InlineData(9, 80, "J1")]
    [InlineData(9, 8, "J9")]
    [InlineData(9, 81, "pass")]
    public void ActionText_Points_NamesOfGtp(int size, int action, string name)
        => Assert.Equal(name, ((IActionText)new GoGame(size).NewGame(0)).ActionText(action));

    [Fact]
    public void Render_StoneAndPass_BoardOfGtp()
    {
        IGameState state = new GoGame(3).NewGame(0);

        state.Play("A1 C3 pass");

        Assert.Equal("3 . . O\n2 . . .\n1 X . .\n  A B C\n(passed)", state.Render());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".../.../...")]
    [InlineData(".../.../... x")]
    [InlineData(".../... b")]
    [InlineData(".../..../... b")]
    [InlineData(".../.#./... b")]
    [InlineData("XXX/XXX/XXX b")]
    [InlineData("XO./O../... b")]
    public void ReadPosition_NotValid_OneLine(string text)
    {
        UserException error = Assert.Throws<UserException>(() => new GoGame(3).ReadPosition(text));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.StartsWith($"'{text}' is not a valid Go position: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void ReadPosition_WrittenPositions_SameStonesAndMoves()
    {
        var game = new GoGame(5);
        var random = new RandomStream(4);
        IGameState state = game.NewGame(0);
        while (state.ToPlay >= 0)
        {
            IGameState read = game.ReadPosition(game.WritePosition(state));

            Assert.Equal(game.WritePosition(state), game.WritePosition(read));
            Assert.Equal(state.ToPlay, read.ToPlay);
            Assert.Empty(state.LegalMoves().Except(read.LegalMoves())); // without the history superko forbids less
            int[] legal = state.LegalMoves();
            state.Apply(legal[random.Next(legal.Length)]);
        }
    }

    [Fact]
    public void Observe_Ko_EveryPlane()
    {
        var game = new GoGame(4);
        IGameState state = game.ReadPosition(".XO./XO.O/.XO./.... b");
        state.Play("C3");

        float[] observation = state.Observation(game, 1);

        Assert.Equal("..O. ...O ..O. ....", Plane(0));
        Assert.Equal(".O.. O.O. .O.. ....", Plane(1));
        Assert.Equal("..O. ..O. .... ....", Plane(2)); // one liberty
        Assert.Equal(".O.. ...O ..O. ....", Plane(3));
        Assert.Equal(".... O... .O.. ....", Plane(4));
        Assert.Equal(".... ..O. .... ....", Plane(5)); // last stone
        Assert.Equal(".... .O.. .... ....", Plane(6)); // superko
        Assert.Equal(".... .... .... ....", Plane(7));
        Assert.Equal(".... .... .... ....", Plane(8));

        string Plane(int plane) => string.Join(' ', Enumerable.Range(0, 4)
            .Select(row => string.Concat(observation.Skip((plane * 16) + (row * 4)).Take(4).Select(number => number == 1.0f ? 'O' : '.'))));
    }

    [Fact]
    public void Observe_AfterPassAsBlack_OnesInBothPlanes()
    {
        var game = new GoGame(3);
        IGameState state = game.NewGame(0);
        state.Play("pass");

        float[] observation = state.Observation(game, 0);

        Assert.Equal(Enumerable.Repeat(0.0f, 7 * 9).Concat(Enumerable.Repeat(1.0f, 2 * 9)), observation);
    }

    [Fact]
    public void Hash_SameStonesOtherHistory_Differs()
    {
        IGameState one = new GoGame(5).NewGame(0);
        IGameState other = new GoGame(5).NewGame(0);

        one.Play("A1 E5 C3 D3 B2");
        other.Play("C3 E5 A1 D3 B2");

        Assert.NotEqual(((IHashable)one).Hash, ((IHashable)other).Hash);
    }

    [Theory]
    [InlineData("OX.../...../...../...../..... b", "A4")] // capture
    [InlineData("OX.../O..../X..../...../..... w", "B4")] // save by two more liberties
    [InlineData("...../...../...../...../..... b", "C3")] // centre
    [InlineData("X.X.X/XXXXX/X.X.X/XXXXX/XXXXX b", "pass")] // only eyes
    [InlineData("X.X.X/XXXXX/X.X.X/XXXXX/XXXXX w", "pass")] // nothing legal
    public void BaselineAction_Position_RuleOfThumb(string position, string expected)
    {
        var game = new GoGame(5);
        IGameState state = game.ReadPosition(position);

        Assert.Equal(expected, ((IActionText)state).ActionText(game.BaselineAction(state)));
    }

    [Fact]
    public void BaselineAction_OpponentPassedAndScoreIsWon_Passes()
    {
        var game = new GoGame(5, 0.5f);
        IGameState state = game.NewGame(0);
        state.Play("C3 pass");

        Assert.Equal(25, game.BaselineAction(state));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void BaselineAction_AgainstRandomPlay_WinsNearlyAlways(int seat)
    {
        var game = new GoGame(7, 0.5f);
        var random = new RandomStream(5);
        int won = 0;

        for (int i = 0; i < 50; i++)
        {
            IGameState state = game.NewGame(0);
            while (state.ToPlay >= 0)
            {
                int[] legal = state.LegalMoves();
                state.Apply(state.ToPlay == seat ? game.BaselineAction(state) : legal[random.Next(legal.Length)]);
            }

            won += state.Rewards(2)[seat] > 0.0f ? 1 : 0;
        }

        Assert.InRange(won, 48, 50);
    }

    [Theory]
    [InlineData(1, 0.5f)]
    [InlineData(20, 0.5f)]
    [InlineData(9, float.NaN)]
    public void Constructor_SizeOrKomiNotValid_Throws(int size, float komi)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new GoGame(size, komi));
}
