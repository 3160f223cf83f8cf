using MuZero.Networks;

namespace MuZero.Core.Tests.Networks;

public sealed class PrefixSlotsTests
{
    [Fact]
    public void Step_AlongAPath_RewardIsTheDifferenceUntilThePrefixBeginsAgain()
    {
        PrefixSlots slots = new(horizon: 2);
        slots.Reserve(5);
        slots.Begin(0);

        float[] rewards = [slots.Step(0, 1, 3.0f), slots.Step(1, 2, 5.0f), slots.Step(2, 3, 4.0f), slots.Step(3, 4, 4.5f)];

        Assert.Equal([3.0f, 2.0f, 4.0f, 0.5f], rewards);
    }

    [Fact]
    public void Step_TwoChildren_EachDiffersFromTheirParent()
    {
        PrefixSlots slots = new(horizon: 5);
        slots.Reserve(4);
        slots.Begin(0);
        _ = slots.Step(0, 1, 1.0f);

        Assert.Equal((1.0f, 3.0f), (slots.Step(1, 2, 2.0f), slots.Step(1, 3, 4.0f)));
    }

    [Fact]
    public void IsFirst_RootThatWasANodeBefore_IsTrue()
    {
        PrefixSlots slots = new(horizon: 5);
        slots.Reserve(2);
        slots.Begin(0);
        _ = slots.Step(0, 1, 1.0f);
        slots.Begin(1);

        Assert.True(slots.IsFirst(1));
    }
}
