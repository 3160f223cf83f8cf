using MuZero.SelfPlay;

namespace MuZero.Core.Tests.SelfPlay;

public sealed class WaitMeterTests
{
    [Fact]
    public void Seconds_TwoWaitAndOneStill_AreThoseOfBoth()
    {
        WaitMeter meter = new();
        Thread.Sleep(30);
        Assert.Equal(0.0, meter.Seconds);

        meter.Begin();
        meter.Begin();
        Thread.Sleep(30);
        double both = meter.Seconds;
        Assert.InRange(both, 0.06, double.MaxValue);
        meter.End();
        meter.End();
        double ended = meter.Seconds;
        Thread.Sleep(30);

        Assert.InRange(ended, both, double.MaxValue);
        Assert.Equal(ended, meter.Seconds);
    }
}
