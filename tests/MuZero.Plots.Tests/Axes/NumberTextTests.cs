using MuZero.Plots.Axes;

namespace MuZero.Plots.Tests.Axes;

public class NumberTextTests
{
    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.00012345, "1.234e-4")]
    [InlineData(12345.678, "12,350")]
    [InlineData(-3.14159, "-3.142")]
    [InlineData(2.5e7, "2.5e7")]
    [InlineData(double.NaN, "NaN")]
    public void Short_AnyNumber_HasFourDigits(double value, string expected) => Assert.Equal(expected, NumberText.Short(value));
}
