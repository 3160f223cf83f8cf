using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Evaluation;

public class OpeningsTests
{
    [Fact]
    public void Next_WhileTheGameHasEnough_AreDifferentPositions()
    {
        // 9 x 8 positions after two plies.
        Openings openings = new(new Noughts(), 2);

        string[] positions = [.. Enumerable.Range(0, 144).Select(pair => Next(openings, pair).State.Render())];

        Assert.Equal(72, positions.Take(72).Distinct().Count());
        Assert.Equal(72, positions.Skip(72).Distinct().Count());
    }

    [Fact]
    public void Next_Seed_DecidesTheOpening()
    {
        string[] first = Positions(1), again = Positions(1), other = Positions(2);

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);

        static string[] Positions(ulong seed)
        {
            Openings openings = new(new Noughts(), 3);
            return [.. Enumerable.Range(0, 10).Select(pair => Next(openings, pair, seed).State.Render())];
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(30)]
    public void Next_MorePliesThanTheGameAllows_NeverEndsIt(int plies)
    {
        Openings openings = new(new Noughts(), plies);

        for (int pair = 0; pair < 50; pair++)
        {
            EpisodeLine opening = Next(openings, pair);
            Assert.True(opening.State.ToPlay >= 0);
            Assert.True(opening.Length <= 8);
        }
    }

    [Fact]
    public void Next_EveryMoveEnds_IsTheStart()
    {
        // Its second move is the time limit, and stopping ends it at once.
        Openings openings = new(new TimedGame(2, canStop: true), 5);

        Assert.All(Enumerable.Range(0, 20), pair => Assert.Equal(1, Next(openings, pair).Length));
    }

    [Fact]
    public void Next_NoPlies_IsTheFirstPosition()
    {
        Openings openings = new(new Noughts(), 0);

        Assert.All(Enumerable.Range(0, 5), pair => Assert.Equal("0 0", Next(openings, pair).State.Render()));
    }

    [Fact]
    public void DerivePlies_Games_HaveAThousandLinesOrAQuarterOfTheirLength()
    {
        Assert.Equal(2, Openings.DerivePlies(new Noughts())); // 9 x 8 lines; a quarter of 9
        Assert.Equal(1, Openings.DerivePlies(new EpisodeStrip()));
        Assert.Equal(0, Openings.DerivePlies(new TimedGame(2, canStop: true)));
        Assert.Equal(10, Openings.DerivePlies(new TwoActions())); // 2^10 = 1,024
    }

    private static EpisodeLine Next(Openings openings, int pair, ulong seed = 3) => openings.Next(RandomStream.Derive(seed, (ulong)pair));

    private sealed class TwoActions : IGame
    {
        private readonly MadeGame _game = new(new EpisodeStrip().Spec with { Actions = 2, MaxLength = 100 });

        public GameSpec Spec => _game.Spec;

        public IGameState NewGame(ulong seed) => _game.NewGame(MadeGame.FirstSeed + 100);
    }
}
