using System.Globalization;
using MuZero.Arena;
using MuZero.Errors;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Arena;

public class SprtTests
{
    [Theory]
    [InlineData(0, 20, 10, 20, 100, 30, 15)]
    [InlineData(0, 10, 0, 0, 5, 1, 3)]
    [InlineData(-5, 5, 40, 60, 200, 55, 45)]
    [InlineData(0, 50, 0, 0, 0, 0, 30)]
    [InlineData(-100, 300, 7, 0, 0, 0, 0)]
    public void LogLikelihoodRatio_Pairs_EqualsTheOracles(double elo0, double elo1, int n0, int n1, int n2, int n3, int n4)
    {
        int[] counts = [n0, n1, n2, n3, n4];
        Sprt test = new(elo0, elo1);

        var oracle = PythonOracle.Run("arena_elo.py",
            ["sprt", Text(elo0), Text(elo1), .. counts.Select(count => Text(count))]);

        Assert.Equal(oracle.GetProperty("ratio").GetDouble(), test.LogLikelihoodRatio([.. counts.Select(count => (long)count)]), 1e-8);
        Assert.Equal(oracle.GetProperty("lower").GetDouble(), test.LowerBound, 1e-12);
        Assert.Equal(oracle.GetProperty("upper").GetDouble(), test.UpperBound, 1e-12);

        static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public void LogLikelihoodRatio_OnlyWonAndLostPairs_IsThatOfABinomial()
    {
        // Of pairs of score 0 and 1 alone the ratio is 30 ln(s1 / s0) + 20 ln((1 - s1) / (1 - s0)), up to the scores that were never seen.
        double s0 = 0.5, s1 = 1.0 / (1.0 + Math.Pow(10.0, -0.1));

        double ratio = new Sprt(0, 40).LogLikelihoodRatio([20, 0, 0, 0, 30]);

        Assert.Equal((30 * Math.Log(s1 / s0)) + (20 * Math.Log((1 - s1) / (1 - s0))), ratio, 1e-3);
    }

    [Fact]
    public void LogLikelihoodRatio_NoPairs_IsUndecided()
        => Assert.Equal(SprtVerdict.Undecided, new Sprt(0, 10).Judge(new Sprt(0, 10).LogLikelihoodRatio([0, 0, 0, 0, 0])));

    [Fact]
    public void Judge_Bounds_Decide()
    {
        Sprt test = new(0, 10);

        Assert.Equal(SprtVerdict.AcceptsElo1, test.Judge(test.UpperBound));
        Assert.Equal(SprtVerdict.AcceptsElo0, test.Judge(test.LowerBound));
        Assert.Equal(SprtVerdict.Undecided, test.Judge(test.UpperBound - 1e-9));
    }

    [Theory]
    [InlineData("0,20", 0, 20, 0.05, 0.05)]
    [InlineData("-5,5,0.01,0.1", -5, 5, 0.01, 0.1)]
    public void Parse_Valid_IsRead(string text, double elo0, double elo1, double alpha, double beta)
        => Assert.Equal(new Sprt(elo0, elo1, alpha, beta), Sprt.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5,5")]
    [InlineData("0,nan")]
    [InlineData("0,9,0.05")]
    [InlineData("0,9,0.05,0.7")]
    [InlineData("0,9,0,0.05")]
    [InlineData("0,1e99")]
    public void Parse_NotValid_IsUsage(string text)
    {
        UserException fault = Assert.Throws<UserException>(() => Sprt.Parse(text));

        Assert.StartsWith($"--sprt is '{text}'; it must be ELO0,ELO1", fault.Message, StringComparison.Ordinal);
    }
}
