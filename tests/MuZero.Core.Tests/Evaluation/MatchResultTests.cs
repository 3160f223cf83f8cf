using MuZero.Evaluation;

namespace MuZero.Core.Tests.Evaluation;

public class MatchResultTests
{
    [Fact]
    public void Score_FiveGames_IsByHand()
    {
        MatchResult result = new(3, 1, 1);

        Assert.Equal((5, 0.7), (result.Games, result.Score));
        Assert.Equal(0.0, default(MatchResult).Score);
    }

    [Theory]
    [InlineData(0.7, 147.190714)]
    [InlineData(0.5, 0.0)]
    public void Difference_Score_IsByHand(double score, double elo) => Assert.Equal(elo, Elo.Difference(score)!.Value, 1e-5);

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    public void Difference_OneSideTookAll_IsNone(double score) => Assert.Null(Elo.Difference(score));

    [Fact]
    public void Of_Outcome_GoesByItsSign()
    {
        Assert.Equal(new MatchResult(1, 0, 0), MatchResult.Of(0.5f));
        Assert.Equal(new MatchResult(0, 1, 0), MatchResult.Of(0.0f));
        Assert.Equal(new MatchResult(0, 0, 1), MatchResult.Of(-0.5f));
        Assert.Equal(new MatchResult(1, 2, 3), MatchResult.Add(new MatchResult(1, 0, 1), new MatchResult(0, 2, 2)));
    }
}
