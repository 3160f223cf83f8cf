using MuZero.Cli.Protocols;
using MuZero.Games;

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
