using MuZero.Games.Bandit;
using MuZero.Numerics;

namespace MuZero.Games.Tests.Bandit;

public sealed class BanditTests
{
    private const int Episodes = 3_000;

    private readonly BanditGame _game = new();

    // The normal distribution's posterior: prior N(0, 1), rewards N(mean, 1).
    [Theory]
    [InlineData(new float[0], 0.0, 2.0)]
    [InlineData(new[] { 3.0f }, 1.5, 1.5)]
    [InlineData(new[] { -1.0f, 0.5f, 2.0f }, 0.375, 1.25)]
    [InlineData(new[] { 2.5f, 2.5f, 2.5f, 2.5f, 2.5f, 2.5f, 2.5f, 2.5f, 2.5f }, 2.25, 1.1)]
    public void ChanceProbabilities_RewardsOfTheArm_PredictiveMeanAndVariance(float[] rewards, double mean, double variance)
    {
        IGameState state = _game.NewGame(0);
        foreach (float reward in rewards)
        {
            state.Apply(4);
            state.Apply(Outcome(reward));
        }

        state.Apply(4);
        float[] probabilities = Probabilities(state);

        Assert.Equal(1.0, probabilities.Sum(probability => (double)probability), 1e-6);
        Assert.Equal(mean, Moment(probabilities, reward => reward), 1e-3);
        Assert.Equal(variance, Moment(probabilities, reward => (reward - mean) * (reward - mean)), 5e-3);
    }

    [Fact]
    public void ChanceProbabilities_RewardsOfOtherArms_DoNotMatter()
    {
        IGameState state = _game.After(0, Outcome(8.0f), 1, Outcome(-3.0f), 2);

        Assert.Equal(Probabilities(_game.After(2)), Probabilities(state));
    }

    [Fact]
    public void Apply_Outcome_PaysAndShowsIt()
    {
        IGameState state = _game.After(3, Outcome(1.5f), 3);
        Assert.Equal([0.0f], state.Rewards(1));

        Transition transition = state.Apply(Outcome(-2.5f));

        Assert.Equal(Transition.Continues, transition);
        Assert.Equal([-2.5f], state.Rewards(1));
        float[] observation = state.Observation(_game, 0);
        Assert.Equal(-0.5f / 4.0f, observation[3]);
        Assert.Equal(MathF.Log(3.0f) / MathF.Log(101.0f), observation[13]);
        Assert.Equal(0.98f, observation[20]);
        Assert.Equal(18, observation.Count(number => number == 0.0f));
    }

    [Fact]
    public void Apply_HundredthOutcome_Terminates()
    {
        IGameState state = _game.NewGame(0);
        var random = new RandomStream(1);
        Transition last = Transition.Continues;
        int pulls = 0;

        for (; last == Transition.Continues; pulls++)
        {
            state.Apply(random.Next(10));
            last = state.Apply(16);
        }

        Assert.Equal((100, Transition.Terminated, Player.Terminal), (pulls, last, state.ToPlay));
    }

    // Rewards of one arm share its mean, so their covariance is the mean's variance of 1; those of two arms share nothing.
    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(1, 0.0)]
    public void Rewards_TwoPulls_CovarianceOfTheTestbed(int secondArm, double covariance)
    {
        var random = new RandomStream(2);
        var chance = new ChancePlay(_game.Spec);
        double sum = 0.0;

        for (int i = 0; i < 20_000; i++)
        {
            IGameState state = _game.NewGame((ulong)i);
            sum += Pull(state, 0, chance, random) * Pull(state, secondArm, chance, random);
        }

        Assert.Equal(covariance, sum / 20_000, 0.06); // three standard errors
    }

    // The testbed a second time, with means drawn first, and UCB written again.
    [Fact]
    public void BaselineAction_WholeEpisodes_ReturnsOfUcbOnTheTestbed()
    {
        var random = new RandomStream(3);
        var chance = new ChancePlay(_game.Spec);
        double returns = 0.0;
        for (int i = 0; i < Episodes; i++)
        {
            IGameState state = _game.NewGame((ulong)i);
            while (state.ToPlay >= 0)
            {
                returns += Pull(state, _game.BaselineAction(state), chance, random);
            }
        }

        double expected = Enumerable.Range(0, Episodes).Sum(_ => TestbedReturn(random)) / Episodes;

        Assert.Equal(expected, returns / Episodes, 5.0); // three standard errors; random play returns 0
        Assert.InRange(expected, 88.0, 101.0); // 94 with 3,000 episodes of a program in Python
    }

    private static double TestbedReturn(RandomStream random)
    {
        double[] means = [.. Enumerable.Range(0, 10).Select(_ => random.NextNormal())];
        double[] sums = new double[10];
        int[] counts = new int[10];
        for (int t = 1; t <= 100; t++)
        {
            int untried = Array.IndexOf(counts, 0);
            int arm = untried >= 0 ? untried : Enumerable.Range(0, 10).MaxBy(Bound);
            sums[arm] += means[arm] + random.NextNormal();
            counts[arm]++;
        }

        return sums.Sum();

        double Bound(int arm) => (sums[arm] / counts[arm]) + (2.0 * Math.Sqrt(Math.Log(counts.Sum() + 1) / counts[arm]));
    }

    private static float Pull(IGameState state, int arm, ChancePlay chance, RandomStream random)
    {
        float[] reward = new float[1];
        state.Apply(arm);
        chance.Resolve(state, random, reward);
        return reward[0];
    }

    private static int Outcome(float reward) => (int)((reward + 8.0f) * 2.0f);

    private static float[] Probabilities(IGameState state)
    {
        float[] probabilities = new float[33];
        ((IChance)state).ChanceProbabilities(probabilities);
        return probabilities;
    }

    private static double Moment(float[] probabilities, Func<double, double> of)
        => Enumerable.Range(0, probabilities.Length).Sum(outcome => probabilities[outcome] * of((outcome * 0.5) - 8.0));
}
