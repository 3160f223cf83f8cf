using MuZero.Games.DeepSea;

namespace MuZero.Games.Tests.DeepSea;

public sealed class DeepSeaTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(50)]
    public void Apply_AlwaysRight_ReturnsNinetyNineHundredths(int size)
        => Assert.Equal(0.99f, Return(new DeepSeaGame(size), Enumerable.Repeat("right", size)), 1e-5f);

    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    public void Apply_AlwaysLeft_ReturnsZero(int size)
        => Assert.Equal(0.0f, Return(new DeepSeaGame(size), Enumerable.Repeat("left", size)));

    // A way with k steps to the right costs k / 1000; there are "10 over k" of them.
    [Fact]
    public void Apply_AllWaysOfTen_OneFindsTheTreasure()
    {
        var game = new DeepSeaGame(10);
        int[] ways = new int[11];

        for (int way = 0; way < 1 << 10; way++)
        {
            float sum = 0.0f;
            IGameState state = game.NewGame(0);
            for (int step = 0; step < 10; step++)
            {
                Transition transition = state.Apply((way >> step) & 1);
                sum += state.Rewards(1)[0];
                Assert.Equal(step == 9 ? Transition.Terminated : Transition.Continues, transition);
            }

            ways[sum > 0.5f ? 10 : (int)MathF.Round(-sum * 1000)]++;
            Assert.True(sum < 0.5f || MathF.Abs(sum - 0.99f) < 1e-5f);
        }

        Assert.Equal([1, 10, 45, 120, 210, 252, 210, 120, 45, 10, 1], ways);
    }

    [Fact]
    public void ActionText_AllCells_MeaningIsDrawnForEach()
    {
        DeepSeaMap map = new(50, 42);
        int[] meanings = [.. Enumerable.Range(0, 2500).Select(cell => map.Right(cell / 50, cell % 50))];

        Assert.InRange(meanings.Count(right => right == 1), 1175, 1325); // three standard deviations
        Assert.Equal(meanings, Enumerable.Range(0, 2500).Select(cell => new DeepSeaMap(50, 42).Right(cell / 50, cell % 50)));
    }

    [Fact]
    public void NewGame_OtherSeed_SameSea()
    {
        var game = new DeepSeaGame(10);
        string[] names = [.. Names(game.NewGame(1))];

        Assert.Equal(names, Names(game.NewGame(2)));

        static IEnumerable<string> Names(IGameState state)
        {
            while (state.ToPlay >= 0)
            {
                yield return ((IActionText)state).ActionText(0);
                state.Apply(0);
            }
        }
    }

    [Fact]
    public void Solve_EveryPosition_BestOfAllWays()
    {
        var game = new DeepSeaGame(7);

        Assert.Equal(0.99f, Best(game.NewGame(0)), 1e-5f);

        float Best(IGameState state)
        {
            if (state.ToPlay < 0)
            {
                Assert.Equal(0.0f, game.Solve(state));
                return 0.0f;
            }

            float best = state.Legal().Max(action =>
            {
                IGameState next = state.Clone();
                next.Apply(action);
                return next.Rewards(1)[0] + Best(next);
            });
            Assert.Equal(best, game.Solve(state), 1e-5f);
            return best;
        }
    }

    [Fact]
    public void Observe_AfterTwoStepsRight_OneInTheCell()
    {
        var game = new DeepSeaGame(5);
        IGameState state = game.NewGame(0);
        Go(state, "right");
        Go(state, "right");

        float[] observation = state.Observation(game, 0);

        Assert.Equal(1.0f, observation[(2 * 5) + 2]);
        Assert.Equal(1.0f, observation.Sum());
        Assert.Equal(".....\n.....\n..@..\n.....\n....T", state.Render());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(51)]
    public void Constructor_SizeNotValid_Throws(int size) => Assert.Throws<ArgumentOutOfRangeException>(() => new DeepSeaGame(size));

    private static float Return(DeepSeaGame game, IEnumerable<string> way)
    {
        IGameState state = game.NewGame(0);
        return way.Sum(word => Go(state, word));
    }

    private static float Go(IGameState state, string word)
    {
        state.Apply(((IActionText)state).ActionText(0) == word ? 0 : 1);
        return state.Rewards(1)[0];
    }
}
