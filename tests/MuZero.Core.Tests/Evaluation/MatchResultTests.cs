using MuZero.Evaluation;

namespace MuZero.Core.Tests.Evaluation;

public class MatchResultTests
{
    [Fact]
    public void Score_FiveGames_HasScoreEloAndErrorByHand()
    {
        MatchResult result = new(3, 1, 1);

        Assert.Equal(5, result.Games);
        Assert.Equal(0.7, result.Score, 1e-12);
        Assert.Equal(147.190714, result.Elo, 1e-5);
        Assert.Equal(0.350615, result.ScoreError, 1e-5);
    }

    [Fact]
    public void Elo_OneSideTookAll_IsInfinite()
    {
        Assert.Equal(double.PositiveInfinity, new MatchResult(4, 0, 0).Elo);
        Assert.Equal(double.NegativeInfinity, new MatchResult(0, 0, 4).Elo);
        Assert.Equal(0.0, new MatchResult(2, 3, 2).Elo, 1e-9);
        Assert.Equal(0.0, new MatchResult(4, 0, 0).ScoreError);
        Assert.Equal((0.0, 0.0), (default(MatchResult).Score, default(MatchResult).ScoreError));
    }

    [Fact]
    public void Of_Outcome_GoesByItsSign()
    {
        Assert.Equal(new MatchResult(1, 0, 0), MatchResult.Of(0.5f));
        Assert.Equal(new MatchResult(0, 1, 0), MatchResult.Of(0.0f));
        Assert.Equal(new MatchResult(0, 0, 1), MatchResult.Of(-0.5f));
        Assert.Equal(new MatchResult(1, 2, 3), MatchResult.Add(new MatchResult(1, 0, 1), new MatchResult(0, 2, 2)));
    }
}
