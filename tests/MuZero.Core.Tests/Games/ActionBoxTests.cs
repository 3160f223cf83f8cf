using FsCheck;
using FsCheck.Fluent;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Games.Conformance;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Games;

public class ActionBoxTests
{
    private static readonly ActionBox _box = new([-1.0f, 0.0f], [3.0f, 10.0f], points: 5);

    [Fact]
    public void Write_EveryAction_EvenGridWithTheLastDimensionFastest()
    {
        float[] vector = new float[2];

        _box.Write(0, vector);
        Assert.Equal([-1.0f, 0.0f], vector);
        _box.Write(1, vector);
        Assert.Equal([-1.0f, 2.5f], vector);
        _box.Write(24, vector);
        Assert.Equal([3.0f, 10.0f], vector);
        for (int action = 0; action < _box.Actions; action++)
        {
            _box.Write(action, vector);
            Assert.Equal(action, _box.Nearest(vector));
        }
    }

    [Fact]
    public void FromUnit_AnyNumbers_StayInTheBoxAndComeBack()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<int>(), (first, second) =>
        {
            float[] unit = [Math.Clamp(first / 50.0f, -1.0f, 1.0f), Math.Clamp(second / 50.0f, -1.0f, 1.0f)];
            float[] vector = new float[2], back = new float[2];

            _box.FromUnit(unit, vector);
            _box.ToUnit(vector, back);

            Assert.True(_box.Contains(vector));
            Assert.Equal(unit[0], back[0], 1e-6f);
            Assert.Equal(unit[1], back[1], 1e-6f);
        });

        property.QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0.0f, false, LawOutcome.Passed, "")]
    [InlineData(0.0f, true, LawOutcome.Failed, "Apply accepted ")]
    [InlineData(0.25f, false, LawOutcome.Failed, "after Apply of the vector of action ")]
    public void Check_BoxOfActions_NumbersAndVectorsLeadToEqualStates(float shrink, bool isOpen, LawOutcome outcome, string message)
    {
        ConformanceReport report = GameConformance.Check(new BoxWalk(shrink, isOpen), new ConformanceOptions { Games = 40 });

        LawResult law = report.Laws.Single(law => law.Name == "continuous-actions");
        Assert.Equal(outcome, law.Outcome);
        Assert.StartsWith(message, law.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN, 1.0f, false)]
    [InlineData(3.001f, 1.0f, false)]
    [InlineData(-1.0f, float.NegativeInfinity, false)]
    [InlineData(3.0f, 10.0f, true)]
    public void Contains_Vector_FiniteAndWithin(float first, float second, bool expected)
        => Assert.Equal(expected, _box.Contains([first, second]));

    [Fact]
    public void Create_CornersThatSpanNoBox_Throws()
    {
        Assert.Throws<ArgumentException>(() => new ActionBox([1.0f], [1.0f], 2));
        Assert.Throws<ArgumentException>(() => new ActionBox([0.0f, 1.0f], [1.0f], 2));
        Assert.Throws<ArgumentException>(() => new ActionBox([float.NegativeInfinity], [1.0f], 2));
        Assert.Throws<ArgumentException>(() => new ActionBox(new float[3], [1.0f, 1.0f, 1.0f], points: 101)); // 1,030,301 points
        Assert.Throws<ArgumentOutOfRangeException>(() => new ActionBox([0.0f], [1.0f], 1));
    }

    [Fact]
    public void Validate_OtherNumberOfActions_NamesBoth()
    {
        GameSpec spec = new BoxWalk().Spec with { Actions = 8 };

        string message = Assert.Throws<UserException>(spec.Validate).Message;

        Assert.Contains("Actions is 8 and the grid of its ActionBox has 9 points", message, StringComparison.Ordinal);
    }
}
