using System.Globalization;
using MuZero.Numerics;

namespace MuZero.Games.Tests.MinAtar;

/// <summary>Random play beside that of MinAtar's own package (tests/oracle/minatar_play.py).</summary>
public sealed class MinAtarRandomPlayTests(ITestOutputHelper output)
{
    private const double Errors = 4.0; // standard errors of a difference

    private static readonly MinAtarOracle _oracle = MinAtarOracle.Read();

    public static TheoryData<string, string> Figures
    {
        get
        {
            TheoryData<string, string> figures = [];
            foreach (string game in _oracle.Random.Keys)
            {
                figures.Add(game, "minimal");
                figures.Add(game, "six");
            }

            return figures;
        }
    }

    [Theory]
    [MemberData(nameof(Figures))]
    public void Apply_RandomActions_ReturnsAndLengthsOfThePackage(string name, string actions)
    {
        double[] package = _oracle.Random[name][actions];
        IGame game = MinAtarOracle.Game(name);
        int episodes = (int)package[0];

        (Sample returns, Sample frames) = Play(game, actions == "six" ? 6 : game.Spec.Actions, episodes);

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}, {actions}: return {returns.Mean:F4} +- {returns.Error:F4}, package {package[1]:F4} +- {package[2]:F4}; "
            + $"frames {frames.Mean:F2} +- {frames.Error:F2}, package {package[3]:F2} +- {package[4]:F2}; {episodes:N0} episodes"));
        Assert.Equal(package[1], returns.Mean, Tolerance(returns, package[2]));
        Assert.Equal(package[3], frames.Mean, Tolerance(frames, package[4]));
    }

    // The figure of MinAtar's README for all six actions: 0.5 +- 0.02 over 1,000 episodes.
    [Fact]
    public void Apply_RandomActionsOfBreakout_PublishedReturn()
    {
        (Sample returns, _) = Play(MinAtarOracle.Game("breakout"), 6, 1_000);

        Assert.InRange(returns.Mean, 0.42, 0.58);
        Assert.InRange(returns.Error, 0.02, 0.03);
    }

    // Of six actions, those that a game does not have do nothing.
    private static (Sample Returns, Sample Frames) Play(IGame game, int choices, int episodes)
    {
        var dice = new ChancePlay(game.Spec);
        var random = new RandomStream(1);
        Sample returns = new(), frames = new();
        float[] rewards = new float[1];
        for (int episode = 0; episode < episodes; episode++)
        {
            IGameState state = game.NewGame((ulong)episode);
            int length = 0;
            rewards[0] = 0.0f;
            dice.Resolve(state, random, []);
            for (; state.ToPlay != Player.Terminal; length++)
            {
                int action = random.Next(choices);
                state.Apply(action < game.Spec.Actions ? action : 0);
                Seats.AddRewards(state, rewards);
                dice.Resolve(state, random, rewards);
            }

            returns.Add(rewards[0]);
            frames.Add(length);
        }

        return (returns, frames);
    }

    private static double Tolerance(Sample sample, double error)
        => (Errors * Math.Sqrt((sample.Error * sample.Error) + (error * error))) + 1e-9;

    private sealed class Sample
    {
        private double _sum;
        private double _squares;
        private int _count;

        public double Mean => _sum / _count;

        public double Error => Math.Sqrt(Math.Max(0.0, (_squares - (_sum * Mean)) / (_count - 1.0) / _count));

        public void Add(double number)
        {
            _sum += number;
            _squares += number * number;
            _count++;
        }
    }
}
