using MuZero.Bench.Calibration;

namespace MuZero.Bench.Tests.Calibration;

public sealed class GamesSearchTests
{
    [Theory]
    [InlineData(false, 100.0)]
    [InlineData(false, 100.0, 100.0)] // one size that did not help may be a disturbance
    [InlineData(false, 100.0, 180.0, 181.0)]
    [InlineData(true, 100.0, 180.0, 181.0, 183.0)]
    [InlineData(true, 100.0, 90.0, 80.0)]
    [InlineData(false, 100.0, 90.0, 110.0)]
    [InlineData(true, 100.0, 102.0, 101.0)]
    [InlineData(true, 100.0, 200.0, 150.0, 190.0)] // better than the one before is not better than the best
    public void HasPeaked_TwoSizesInARowNotBetterBy2Percent(bool expected, params double[] rates)
        => Assert.Equal(expected, GamesSearch.HasPeaked(rates));

    [Theory]
    [InlineData(8, 100.0)]
    [InlineData(32, 100.0, 180.0, 200.0, 199.0)]
    [InlineData(16, 100.0, 195.0, 200.0, 201.0)] // 97.01 % of the best
    [InlineData(32, 100.0, 194.0, 200.0, 201.0)]
    [InlineData(8, 100.0, 100.0, 100.0)]
    [InlineData(64, 10.0, 20.0, 40.0, 80.0)]
    [InlineData(8, 200.0, 100.0, 150.0)]
    public void Choose_TheFewestWithin3PercentOfTheBest(int expected, params double[] rates)
        => Assert.Equal(expected,
            GamesSearch.Choose([.. rates.Select((rate, size) => new GamesRate(GamesSearch.Sizes[size], rate))]).Games);

    [Fact]
    public void Run_NoMoreGain_StopsTwoSizesLater()
    {
        IReadOnlyList<GamesRate> rates = new GamesSearch(GamesSearch.Sizes, games => Math.Min(games, 32)).Run();

        Assert.Equal([8, 16, 32, 64, 128], rates.Select(rate => rate.Games));
        Assert.Equal([8.0, 16.0, 32.0, 32.0, 32.0], rates.Select(rate => rate.PerSecond));
    }

    [Fact]
    public void Run_AlwaysFaster_EndsWithTheLargest()
    {
        IReadOnlyList<GamesRate> rates = new GamesSearch(GamesSearch.Sizes, games => games).Run();

        Assert.Equal(GamesSearch.Sizes, rates.Select(rate => rate.Games));
    }

    [Fact]
    public void Run_DisturbedFirstWindowsOfTwoSizes_GoesOnAfterwards()
    {
        // While 16 and 32 games are tried for the first time, three windows each, the machine is slow.
        Dictionary<int, int> windows = [];
        double Measure(int games)
        {
            int window = windows[games] = windows.GetValueOrDefault(games) + 1;
            return games is 16 or 32 && window <= 3 ? 1.0 : games;
        }

        IReadOnlyList<GamesRate> rates = new GamesSearch(GamesSearch.Sizes, Measure).Run();

        Assert.Equal(512, GamesSearch.Choose(rates).Games);
        Assert.Equal(32.0, rates[2].PerSecond);
    }

    [Fact]
    public void Run_EachSize_HasElevenWindowsMostOfThemInTurn()
    {
        List<int> order = [];
        double Measure(int games)
        {
            order.Add(games);
            return 1.0;
        }

        _ = new GamesSearch(GamesSearch.Sizes, Measure).Run();

        Assert.Equal([8, 8, 8, 16, 16, 16, 32, 32, 32, .. Enumerable.Repeat(new[] { 8, 16, 32 }, 8).SelectMany(round => round)], order);
    }
}
