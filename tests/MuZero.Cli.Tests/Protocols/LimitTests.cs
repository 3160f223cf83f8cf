using MuZero.Cli.Play;
using MuZero.Cli.Protocols;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Search;

namespace MuZero.Cli.Tests.Protocols;

public class LimitTests
{
    private static readonly TimeSpan _overhead = TimeSpan.FromMilliseconds(20);

    private static readonly GameSpec _spec = new()
    {
        Id = "x",
        Players = 2,
        Actions = 1,
        Observation = ObservationShape.Vector(1),
        MinReturn = -1,
        MaxReturn = 1,
        Turns = TurnModel.Alternating,
        MaxLength = 1,
    };

    [Theory]
    [InlineData("movetime 500", 0, 480.0)]
    [InlineData("movetime 5", 0, 0.0)]
    [InlineData("wtime 60000 btime 3000", 0, 1980.0)]
    [InlineData("wtime 60000 btime 3000", 1, 80.0)]
    [InlineData("wtime 60000 btime 3000 winc 1000", 0, 2780.0)]
    [InlineData("wtime 60000 movestogo 10", 0, 5980.0)]
    [InlineData("wtime 1000 winc 60000", 0, 480.0)] // never more than half of what is left
    public void Parse_Clocks_GiveTheTimeOfAMove(string words, int player, double milliseconds)
        => Assert.Equal(milliseconds, UciLimits.Parse(words.Split(' '), player, _overhead).Time!.Value.TotalMilliseconds, 6);

    [Fact]
    public void Parse_NoClock_HasNoTime()
    {
        UciLimits limits = UciLimits.Parse(["nodes", "100", "infinite"], 0, _overhead);

        Assert.Equal((100, null, true), (limits.Nodes, limits.Time, limits.IsInfinite));
    }

    [Fact]
    public void Next_MainTimeThenPeriods_DividesEach()
    {
        GtpClock clock = new();
        Assert.Null(clock.Next(0));

        clock.Set(main: 100, period: 10, stones: 5);
        Assert.Equal(3.95, clock.Next(0)!.Value.TotalSeconds, 6);

        clock.Tell(player: 0, seconds: 10, stones: 5);
        Assert.Equal(1.95, clock.Next(0)!.Value.TotalSeconds, 6);
        Assert.Equal(3.95, clock.Next(1)!.Value.TotalSeconds, 6);

        clock.Set(main: 0, period: 1, stones: 0); // no limit, as GTP has it
        Assert.Null(clock.Next(0));
    }

    [Fact]
    public void Next_ByoYomi_TakesAPeriodForEachMoveOnceTheMainTimeIsShort()
    {
        GtpClock clock = new();
        clock.SetByoYomi(main: 500, period: 10);
        Assert.Equal(19.95, clock.Next(0)!.Value.TotalSeconds, 6);

        clock.Tell(player: 0, seconds: 100, stones: 0);
        Assert.Equal(9.95, clock.Next(0)!.Value.TotalSeconds, 6);

        clock.Tell(player: 0, seconds: 10, stones: 3); // in byo-yomi, three periods left
        Assert.Equal(9.95, clock.Next(0)!.Value.TotalSeconds, 6);

        clock.SetUnlimited();
        Assert.Null(clock.Next(0));
    }

    [Theory]
    [InlineData("300+2", 11.6)]
    [InlineData("300", 10.0)]
    [InlineData("0.5+60", 0.25)] // never more than half of what is left
    public void PlayClock_OfAGame_DividesIt(string text, double seconds)
        => Assert.Equal(seconds, PlayClock.Parse(text).Next().TotalSeconds, 6);

    [Fact]
    public void PlayClock_MovesTakeTimeAndAddTheIncrement()
    {
        PlayClock clock = PlayClock.Parse("60+3");
        clock.Spend(TimeSpan.FromSeconds(33));
        Assert.Equal(1.0 + 2.4, clock.Next().TotalSeconds, 6);

        clock.Spend(TimeSpan.FromSeconds(1_000)); // nothing is left but the increment
        Assert.Equal(1.5, clock.Next().TotalSeconds, 6);

        clock.Restart();
        Assert.Equal(2.0 + 2.4, clock.Next().TotalSeconds, 6);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("5+")]
    [InlineData("5+x")]
    [InlineData("5+1+1")]
    [InlineData("-5")]
    [InlineData("1e9")]
    public void PlayClock_NotATime_IsUsage(string text)
        => Assert.Contains("such as 300+2", Assert.Throws<UserException>(() => PlayClock.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Remaining_SimulationsAndTime_IsTheFewer()
    {
        Assert.Equal(60, new SearchClock(100).Remaining(40));
        Assert.Equal(0, new SearchClock(100, TimeSpan.Zero).Remaining(40));
        Assert.Equal(60, new SearchClock(100, TimeSpan.FromDays(1)).Remaining(40));
        Assert.Equal(500, TimeLimit.Estimate(400, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));
        Assert.Equal(int.MaxValue, TimeLimit.Estimate(400, TimeSpan.FromTicks(1), TimeSpan.FromDays(900)));
    }

    [Theory]
    [InlineData(0.0f, 0)]
    [InlineData(0.28f, 100)] // 64 %
    [InlineData(-0.28f, -100)]
    [InlineData(1.0f, 10_000)]
    [InlineData(-1.0f, -10_000)]
    [InlineData(1.5f, 10_000)]
    [InlineData(-1.5f, -10_000)]
    public void Centipawns_OfAValue_FollowTheLogisticCurve(float value, int expected)
        => Assert.Equal(expected, Centipawns.Of(value, _spec));
}
