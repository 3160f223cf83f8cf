using MuZero.Games.MinAtar;

namespace MuZero.Games.Tests.MinAtar;

public sealed class MinAtarOracleTests
{
    private static readonly MinAtarOracle _oracle = MinAtarOracle.Read();

    public static TheoryData<int> Episodes => [.. Enumerable.Range(0, _oracle.Episodes.Length)];

    [Theory]
    [MemberData(nameof(Episodes))]
    public void Apply_PackagesMovesAndDice_PackagesScreensAndRewards(int index)
    {
        MinAtarOracle.Episode episode = _oracle.Episodes[index];
        Dictionary<int, int[]> dice = episode.DiceByFrame();
        IGame game = MinAtarOracle.Game(episode.Game);
        IGameState state = game.NewGame(0);
        foreach (int outcome in episode.Start)
        {
            state.Apply(outcome);
        }

        Transition transition = Transition.Continues;
        int last = 0;
        for (int frame = 0; frame < episode.Frames; frame++)
        {
            Assert.Equal(episode.Screen(frame), MinAtarOracle.Check(state.Observation(game, 0)));
            transition = Play(state, episode.Action(frame), last, episode.Move(frame), dice.GetValueOrDefault(frame, []));
            last = episode.Move(frame);

            Assert.True(episode.Reward(frame) == state.Rewards(1)[0], $"frame {frame}: reward {state.Rewards(1)[0]}\n{state.Render()}");
            Assert.True(frame == episode.Frames - 1 || transition == Transition.Continues, $"over after frame {frame}\n{state.Render()}");
        }

        Assert.Equal(episode.Screen(episode.Frames), MinAtarOracle.Check(state.Observation(game, 0)));
        Transition end = episode.Game == "freeway" ? Transition.Truncated : Transition.Terminated;
        Assert.Equal(episode.Over ? end : Transition.Continues, transition);
    }

    [Theory]
    [InlineData("asterix", 100)] // the fastest travellers
    [InlineData("breakout", 31)] // a second wall
    [InlineData("freeway", 1)]
    [InlineData("seaquest", 40)]
    [InlineData("space_invaders", 25)] // a second wave
    public void Episodes_OfEachGame_ReachBeyondTheFirstScreens(string game, int score)
    {
        IEnumerable<int> scores = _oracle.Episodes
            .Where(episode => episode.Game == game)
            .Select(episode => Enumerable.Range(0, episode.Frames).Sum(episode.Reward));

        Assert.True(scores.Max() >= score, $"best score {scores.Max()}");
    }

    // The player's action, the sticky action if there is a choice, the dice.
    private static Transition Play(IGameState state, int action, int last, int move, int[] dice)
    {
        Assert.Equal(0, state.ToPlay);
        Transition transition = state.Apply(action);
        if (action != last)
        {
            Assert.Equal(Player.Chance, state.ToPlay);
            transition = state.Apply(move == action ? 0 : 1);
        }

        foreach (int outcome in dice)
        {
            Assert.Equal(Player.Chance, state.ToPlay);
            transition = state.Apply(outcome >= 0 ? outcome : Blocked((SeaquestState)state));
        }

        return transition;
    }

    private static int Blocked(SeaquestState state) => Enumerable.Range(0, SeaquestState.SpawnOutcomes).First(state.IsBlocked);
}
