using System.Globalization;
using MuZero.Tuning.Schedulers;

namespace MuZero.Core.Tests.Tuning.Schedulers;

public class HyperbandTableTests
{
    // Ray, test_trial_scheduler.py, HyperbandSuite: trials and the iterations that a round adds.
    [Fact]
    public void Ray_81AndFactor3_IsTheTableOfItsTests()
        => Assert.Equal(
            "5,81 | 8,27 3,54 | 15,9 5,27 2,45 | 34,3 12,9 4,27 2,42 | 81,1 27,3 9,9 3,27 1,41",
            Added(HyperbandTable.Ray(81, 3, isAdded: true)));

    // The comments of Ray's successive_halving in later versions: 27 then 81; 9, 27, 81; of 16 and factor 2, 8 then 16; 4, 8, 16.
    [Fact]
    public void Ray_TotalTimes_EndAsInThePaper()
    {
        Assert.StartsWith("5@81 | 8@27 3@81 | 15@9 5@27 2@81", Reached(HyperbandTable.Ray(81, 3, isAdded: false)),
            StringComparison.Ordinal);
        Assert.StartsWith("5@16 | 5@8 3@16 | 7@4 4@8 2@16", Reached(HyperbandTable.Ray(16, 2, isAdded: false)), StringComparison.Ordinal);
    }

    // Ray, testConfigSameEta.
    [Fact]
    public void Ray_1000AndFactor10_HasFourBrackets()
    {
        IReadOnlyList<IReadOnlyList<HyperbandRound>> table = HyperbandTable.Ray(1000, 10, isAdded: true);

        Assert.Equal(4, table.Count);
        Assert.Equal(new HyperbandRound(4, 1000), table[0][0]);
        Assert.Equal(new HyperbandRound(1000, 1), table[^1][0]);
    }

    // round(log3(200)) is 5, but 3^5 is more than 200: the bracket would have no time.
    [Fact]
    public void Ray_BracketWithoutTime_IsLeftOut() => Assert.Equal(5, HyperbandTable.Ray(200, 3, isAdded: true).Count);

    // Li et al. 2018, JMLR 18, table 1.
    [Fact]
    public void Paper_81AndFactor3_IsTableOne() => Assert.Equal(
        "81@1 27@3 9@9 3@27 1@81 | 34@3 11@9 3@27 1@81 | 15@9 5@27 1@81 | 8@27 2@81 | 5@81", Reached(HyperbandTable.Paper(81, 3)));

    [Theory]
    [InlineData(27, 3, "27@1 12@3 6@9 4@27")]
    [InlineData(16, 4, "16@1 6@4 3@16")]
    [InlineData(16, 2, "16@1 10@2 7@4 5@8 5@16")]
    public void Paper_OtherSizes_StartAsAlgorithmOne(int maxTime, int factor, string expected)
        => Assert.Equal(expected, string.Join(' ', HyperbandTable.Paper(maxTime, factor).Select(bracket => Reached(bracket[0]))));

    // Python's math.log(243, 3) is 4.999999999999999, and math.log(1000, 10) is 2.9999999999999996.
    [Theory]
    [InlineData(243, 3, 6)]
    [InlineData(1000, 10, 4)]
    [InlineData(242, 3, 5)]
    [InlineData(1, 2, 1)]
    public void Paper_PowersOfTheFactor_LoseNoBracket(int maxTime, int factor, int brackets)
        => Assert.Equal(brackets, HyperbandTable.Paper(maxTime, factor).Count);

    // NumPy's round of log4: 0.5 to 0, 1.5 to 2, 2.5 to 2.
    [Theory]
    [InlineData(2, 1)]
    [InlineData(8, 2)]
    [InlineData(32, 3)]
    public void Ray_HalfLogarithms_RoundToEven(int maxTime, int brackets)
        => Assert.Equal(brackets, HyperbandTable.Ray(maxTime, 4, isAdded: true).Count);

    private static string Added(IReadOnlyList<IReadOnlyList<HyperbandRound>> table) => string.Join(" | ", table.Select(
        bracket => string.Join(' ',
            bracket.Select((round, i) => Text(round.Trials, ',', round.Time - (i == 0 ? 0.0 : bracket[i - 1].Time))))));

    private static string Reached(IReadOnlyList<IReadOnlyList<HyperbandRound>> table)
        => string.Join(" | ", table.Select(bracket => string.Join(' ', bracket.Select(Reached))));

    private static string Reached(HyperbandRound round) => Text(round.Trials, '@', round.Time);

    private static string Text(int trials, char between, double time)
        => string.Create(CultureInfo.InvariantCulture, $"{trials}{between}{time}");
}
